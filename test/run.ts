// Runs every test file with Node's own runner and closes with the line "N passed, N failed".
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { globSync } from "node:fs";

const files = globSync(["src/**/*.test.ts", "test/**/*.test.ts"]);
let passed = 0;
let failed = 0;
const events = run({ files, concurrency: 2 });
events.on("test:pass", (event) => {
  if (event.details.type !== "suite" && event.skip === undefined) passed += 1;
});
events.on("test:fail", (event) => {
  if (event.details.type !== "suite") failed += 1;
});
events.on("end", () => {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
events.compose(spec).on("end", () => {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
}).pipe(process.stdout);
