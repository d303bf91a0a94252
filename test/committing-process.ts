// A process of its own for tests of what a kill loses: commits numbered rows until it is killed, and prints each number once it is committed.
import { openPglite } from "#infrastructure/database/pglite.ts";
import { createLog } from "#infrastructure/log.ts";

const [folder = "", first = "0"] = process.argv.slice(2);
const database = await openPglite({ folder, log: createLog("silent") });
// Long rows fill the log quickly, so that the kills meet checkpoints as well.
const filling = "x".repeat(2_000);
for (let number = Number(first); ; number += 1) {
  if (number % 2 === 0) await database.execute("insert into line (number, filling) values ($1, $2)", [number, filling]);
  else
    await database.transaction((transaction) =>
      transaction.execute("insert into line (number, filling) values ($1, $2)", [number, filling]),
    );
  process.stdout.write(`${number}\n`);
}
