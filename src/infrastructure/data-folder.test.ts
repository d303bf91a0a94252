// A data folder belongs to one server at a time, and to its owner only.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { openDataFolder } from "./data-folder.ts";
import { KanameError } from "./errors.ts";

/** A process that opens the folder, says so and stays. */
const HOLDER = `
  const { openDataFolder } = await import(${JSON.stringify(join(import.meta.dirname, "data-folder.ts"))});
  let said = "open";
  try { openDataFolder(process.argv[1]); } catch (error) { said = error.kind; }
  // The lock must not depend on somebody keeping what was returned.
  gc();
  console.log(said);
  setInterval(() => {}, 1000);
`;

const holders = new Set<ChildProcess>();

async function startHolder(folder: string) {
  const holder = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", HOLDER, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  holders.add(holder);
  const [line] = await once(holder.stdout, "data");
  return { holder, said: String(line).trim() };
}

async function kill(holder: ChildProcess): Promise<void> {
  holders.delete(holder);
  holder.kill("SIGKILL");
  await once(holder, "exit");
}

describe("a data folder", () => {
  let parent: string;
  let folder: string;
  let number = 0;

  before(() => {
    parent = mkdtempSync(join(tmpdir(), "kaname-data-"));
  });
  after(() => rmSync(parent, { recursive: true, force: true }));
  beforeEach(() => {
    number += 1;
    folder = join(parent, `deep/${number}`);
  });

  afterEach(() => Promise.all([...holders].map(kill)));

  it("is made with its parts, open to its owner only, and without the database, which makes itself", () => {
    const opened = openDataFolder(folder);
    for (const part of [opened.path, opened.ledger, opened.weights, opened.secrets]) assert.equal(statSync(part).mode & 0o777, 0o700, part);
    assert.equal(existsSync(opened.database), false);
    opened.close();
  });

  it("keeps the permissions that an existing folder has", () => {
    chmodSync(parent, 0o755);
    openDataFolder(parent).close();
    assert.equal(statSync(parent).mode & 0o777, 0o755);
  });

  it("refuses a second server in one sentence that names the folder and the process", async () => {
    const { holder, said } = await startHolder(folder);
    assert.equal(said, "open");
    assert.throws(
      () => openDataFolder(folder),
      (error) =>
        error instanceof KanameError &&
        error.kind === "conflict" &&
        error.message.includes(folder) &&
        error.message.includes(`(process ${holder.pid})`),
    );
  });

  it("refuses to be opened twice by one process", () => {
    const opened = openDataFolder(folder);
    assert.throws(() => openDataFolder(folder), { kind: "conflict" });
    opened.close();
  });

  it("is free as soon as its server was killed, whatever process has that number now", async () => {
    const { holder } = await startHolder(folder);
    await kill(holder);
    // The number of the dead server, taken over by a process that lives.
    writeFileSync(join(folder, "lock.pid"), `${process.pid}\n`);
    openDataFolder(folder).close();
  });

  it("is free again once it is closed, and closing twice lets nobody in who should not be", async () => {
    const first = openDataFolder(folder);
    first.close();
    const { said } = await startHolder(folder);
    assert.equal(said, "open");
    first.close();
    assert.throws(() => openDataFolder(folder), { kind: "conflict" });
  });

  it("lets exactly one of several servers in that start at the same moment", async () => {
    const started = await Promise.all([startHolder(folder), startHolder(folder), startHolder(folder)]);
    assert.deepEqual(started.map(({ said }) => said).sort(), ["conflict", "conflict", "open"]);
  });

  it("says what is wrong when it cannot be made", () => {
    writeFileSync(join(parent, "file"), "");
    assert.throws(
      () => openDataFolder(join(parent, "file/data")),
      (error) => error instanceof KanameError && error.kind === "storage_failed" && /cannot be made or written/.test(error.message),
    );
  });

  it("says what is wrong when it cannot be locked", () => {
    openDataFolder(folder).close();
    writeFileSync(join(folder, "lock"), "this is no lock file, and long enough to be read as a broken one ".repeat(20));
    assert.throws(
      () => openDataFolder(folder),
      (error) => error instanceof KanameError && error.kind === "storage_failed" && /cannot be locked/.test(error.message),
    );
  });
});
