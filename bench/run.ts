// `npm run benchmark <name>`: runs one benchmark, prints its result as the last line of standard output, keeps it in bench/results/.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, type as systemName, totalmem } from "node:os";

type Result = Readonly<Record<string, unknown>>;
interface Benchmark {
  /** Measures, telling its progress on standard error; throws rather than report figures that mean nothing. */
  run(flags: readonly string[]): Promise<Result>;
}

/** A benchmark is loaded only when it is asked for: one must not weigh on another. */
const BENCHMARKS: ReadonlyMap<string, () => Promise<Benchmark>> = new Map<string, () => Promise<Benchmark>>([
  ["fidelity", () => import("./fidelity.ts")],
  ["gateway", () => import("./gateway.ts")],
  ["guard", () => import("./guard.ts")],
  ["skills", () => import("./skills.ts")],
  ["knowledge", () => import("./knowledge.ts")],
  ["models", () => import("./models/compare-models.ts")],
]);

const RESULTS_FOLDER = new URL("./results/", import.meta.url);
const BYTES_PER_GB = 1_073_741_824;

const [name = "", ...flags] = process.argv.slice(2);
const load = BENCHMARKS.get(name);
if (load === undefined) {
  const known = [...BENCHMARKS.keys()].join(", ");
  process.stderr.write(`There is no benchmark "${name}". Known: ${known}. Use: npm run benchmark <name> -- [flags]\n`);
  process.exitCode = 2;
} else {
  await measure(name, load).catch((error: unknown) => {
    process.stderr.write(`The benchmark ${name} stopped: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function measure(benchmark: string, loadBenchmark: () => Promise<Benchmark>): Promise<void> {
  // Taken before the start: afterwards it would count the benchmark's own work.
  const machine = describeMachine();
  const date = new Date().toISOString();
  const { run } = await loadBenchmark();
  const measured = await run(flags);
  const command = ["npm run benchmark", benchmark, ...(flags.length > 0 ? ["--", ...flags] : [])].join(" ");
  const result = { benchmark, date, command, machine, ...measured };
  mkdirSync(RESULTS_FOLDER, { recursive: true });
  writeFileSync(new URL(`${benchmark}.json`, RESULTS_FOLDER), `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

function describeMachine(): Result {
  const [processor, ...others] = cpus();
  return {
    cpu: processor?.model ?? "unknown",
    cores: others.length + 1,
    memoryGb: Math.round(totalmem() / BYTES_PER_GB),
    node: process.version,
    os: `${systemName()} ${release()}`,
    loadAverageBefore: loadavg()[0] ?? null,
  };
}
