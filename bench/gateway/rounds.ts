// The measuring itself: rounds in which the subjects take turns, so that what disturbs the machine disturbs all of them alike.
import { get } from "node:http";
import { text } from "node:stream/consumers";
import type { LoadGenerator } from "./load.ts";
import type { Report } from "./load-job.ts";
import type { Options } from "./options.ts";
import type { ServerProcess } from "./server-process.ts";

/** The mock itself is one of them: asked directly, it shows what the machine and the generator can do with no gateway between. */
export const SUBJECT_NAMES = ["mock", "bareProxy", "portkey", "kaname"] as const;
export type SubjectName = (typeof SUBJECT_NAMES)[number];

export interface Subject {
  readonly name: SubjectName;
  readonly server: ServerProcess;
  readonly headers: Readonly<Record<string, string>>;
}

const LOG_TAIL_CHARACTERS = 2_000;

/** Under load for throughput, and one request at a time for latency. */
const PHASES = [
  { name: "notStreaming", streamed: false, alone: false },
  { name: "streaming", streamed: true, alone: false },
  { name: "notStreamingAlone", streamed: false, alone: true },
  { name: "streamingAlone", streamed: true, alone: true },
] as const;
type Phase = (typeof PHASES)[number];
export type PhaseName = Phase["name"];

export interface Measurement extends Report {
  readonly subject: SubjectName;
  readonly phase: PhaseName;
  readonly round: number;
  /** CPU time that the subject spent on each request; undefined where the system does not tell. */
  readonly cpuMicrosPerRequest: number | undefined;
}

interface Bench {
  readonly subjects: readonly Subject[];
  readonly mock: ServerProcess;
  readonly generator: LoadGenerator;
  readonly options: Options;
  readonly tell: (progress: string) => void;
}

/** Warms every subject up, then measures all rounds. Throws at the first answer that is not the upstream's. */
export async function measureRounds(bench: Bench): Promise<Measurement[]> {
  for (const subject of bench.subjects) {
    bench.tell(`warming up ${subject.name}`);
    for (const phase of PHASES.filter(({ alone }) => !alone)) await measureOnce(bench, subject, phase, 0, bench.options.seconds / 2);
  }
  const measurements: Measurement[] = [];
  for (let round = 1; round <= bench.options.rounds; round += 1) {
    for (const phase of PHASES) {
      for (const subject of bench.subjects) {
        const seconds = phase.alone ? bench.options.seconds / 2 : bench.options.seconds;
        const measurement = await measureOnce(bench, subject, phase, round, seconds);
        bench.tell(`round ${round} ${phase.name.padEnd(17)} ${subject.name.padEnd(9)} ${describe(measurement)}`);
        measurements.push(measurement);
      }
    }
  }
  return measurements;
}

async function measureOnce(bench: Bench, subject: Subject, phase: Phase, round: number, seconds: number): Promise<Measurement> {
  const { server, headers, name } = subject;
  const concurrency = phase.alone ? 1 : bench.options.concurrency;
  const answeredBefore = await countUpstreamAnswers(bench.mock);
  const cpuBefore = server.cpuMicros();
  const job = { origin: server.origin, headers, streamed: phase.streamed, concurrency, durationMs: Math.round(seconds * 1_000) };
  const report = await bench.generator.run(job).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const log = server.readLog().slice(-LOG_TAIL_CHARACTERS);
    throw new Error(`${name} failed (${phase.name}): ${reason}\nThe end of its log:\n${log}`, { cause: error });
  });
  const cpuAfter = server.cpuMicros();
  const answered = (await countUpstreamAnswers(bench.mock)) - answeredBefore;
  if (answered !== report.requests) {
    throw new Error(`${name} answered ${report.requests} requests, the upstream ${answered}: the figures would mean nothing.`);
  }
  const cpuMicrosPerRequest = cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / report.requests;
  return { ...report, subject: name, phase: phase.name, round, cpuMicrosPerRequest };
}

/** How many questions reached the mock upstream so far: shows that no gateway answers from a cache, or asks twice. */
async function countUpstreamAnswers(mock: ServerProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    get(`${mock.origin}/count`, { agent: false }, (response) => {
      text(response).then((count) => resolve(Number(count)), reject);
    }).on("error", reject);
  });
}

function describe(measurement: Measurement): string {
  const { requestsPerSecond, p50Ms, p99Ms, firstChunkP50Ms, cpuMicrosPerRequest } = measurement;
  const cpu = cpuMicrosPerRequest === undefined ? "" : `  CPU ${Math.round(cpuMicrosPerRequest)} µs`;
  const latency = `p50 ${p50Ms.toFixed(2)} ms  p99 ${p99Ms.toFixed(2)} ms  first chunk ${firstChunkP50Ms.toFixed(2)} ms`;
  return `${requestsPerSecond.toFixed(0).padStart(6)}/s  ${latency}${cpu}`;
}
