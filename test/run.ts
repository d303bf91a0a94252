// Runs every test file with Node's own runner, names what was skipped, and closes with the line "N passed, N failed".
// Arguments choose files (globs); without any, all run. With KANAME_TEST_REQUIRE_ALL=1 a skipped test counts as failed.
import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** Files that run at the same time: each is a process, and some hold a database or a model. */
const FILES_AT_ONCE = 2;
/** Far above the slowest test, which starts a dozen processes. */
const TEST_MS_MAX = 120_000;
/** For a file that hangs outside its tests. */
const RUN_MS_MAX = 1_800_000;
const ALL = ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts", "sample-bank/*.test.ts"];

const chosen = process.argv.slice(2);
const files = globSync(chosen.length > 0 ? chosen : ALL).sort();
const isSkipFailure = process.env.KANAME_TEST_REQUIRE_ALL === "1";
const path: string[] = [];
/** Full names of skipped tests and suites, by reason. */
const skipped = new Map<string, string[]>();
let passed = 0;
let failed = 0;

function noteSkipped(nesting: number, reason: string): void {
  const names = skipped.get(reason) ?? [];
  names.push(path.slice(0, nesting + 1).join(" > "));
  skipped.set(reason, names);
  if (isSkipFailure) failed += 1;
}

const events = run({
  files,
  concurrency: FILES_AT_ONCE,
  // No forced exit: it ends a file before all its results have reached this process, and what is lost is not missed.
  execArgv: [`--test-timeout=${TEST_MS_MAX}`],
  signal: AbortSignal.timeout(RUN_MS_MAX),
});
events.on("test:start", ({ nesting, name }) => {
  path[nesting] = name;
});
events.on("test:pass", ({ name, nesting, skip, details }) => {
  if (skip !== undefined) noteSkipped(nesting, typeof skip === "string" ? skip : "no reason given");
  // The runner passes a file without tests as if it were one.
  else if (files.includes(name)) noteSkipped(nesting, "the file holds no test");
  else if (details.type !== "suite") passed += 1;
});
events.on("test:fail", ({ details }) => {
  if (details.type !== "suite") failed += 1;
});
events.compose(spec).on("end", report).pipe(process.stdout);

function report(): void {
  for (const [reason, names] of skipped) {
    const verdict = isSkipFailure ? "skipped, which counts as failed here" : "skipped";
    process.stdout.write(`\n${names.length} ${verdict} (${reason}):\n${names.map((name) => `  ${name}\n`).join("")}`);
  }
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
}
