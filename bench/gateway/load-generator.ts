// A process that asks without pause: jobs come in over IPC, a report goes back for each. Ends when its parent does.
import { Client, type Dispatcher } from "undici";
import { findTorn, findWrong } from "./answer-check.ts";
import { createRequestBodies } from "./exchange.ts";
import { type Job, jobSchema, type Reply, type Report } from "./load-job.ts";

/** Every answer is looked at, and one in this many is read to the last frame; odd, so that both languages have their turn. */
const READ_ONE_IN = 51;
const SILENCE_MS_MAX = 30_000;

interface Samples {
  readonly totalMs: number[];
  readonly firstChunkMs: number[];
}

// One maker for the whole run: no two requests to any gateway are the same.
const nextBody = createRequestBodies();

process.on("message", (message) => {
  run(jobSchema.parse(message)).then(
    (report) => reply({ report }),
    (error: unknown) => reply({ problem: error instanceof Error ? error.message : String(error) }),
  );
});
process.once("disconnect", () => process.exit());

function reply(message: Reply): void {
  process.send?.(message);
}

async function run(job: Job): Promise<Report> {
  const options = { pipelining: 1, headersTimeout: SILENCE_MS_MAX, bodyTimeout: SILENCE_MS_MAX, keepAliveTimeout: SILENCE_MS_MAX };
  const clients = Array.from({ length: job.concurrency }, () => new Client(job.origin, options));
  const samples: Samples = { totalMs: [], firstChunkMs: [] };
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  try {
    await Promise.all(clients.map((client) => askUntil(client, job, startedMs + job.durationMs, samples)));
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
  const elapsedMs = performance.now() - startedMs;
  const cpu = process.cpuUsage(cpuBefore);
  return summarise(samples, elapsedMs, cpu.user + cpu.system);
}

/** Asks one request after the other on one connection until `untilMs`; rejects at the first answer that is not right. */
function askUntil(client: Client, job: Job, untilMs: number, samples: Samples): Promise<void> {
  const headers = { "content-type": "application/json", ...job.headers };
  return new Promise((resolve, reject) => {
    let asked = 0;
    let wantsUsage = false;
    let startedMs = 0;
    let firstChunkMs = 0;
    let status = 0;
    let chunks: Buffer[] = [];

    // One handler serves all requests of the connection: they never overlap.
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        if (chunks.length === 0) firstChunkMs = performance.now();
        chunks.push(chunk);
      },
      onResponseEnd() {
        const endedMs = performance.now();
        const problem = check();
        if (problem !== undefined) {
          reject(new Error(problem));
          return;
        }
        samples.totalMs.push(endedMs - startedMs);
        samples.firstChunkMs.push(firstChunkMs - startedMs);
        if (endedMs < untilMs) ask();
        else resolve();
      },
      onResponseError: (_controller, error) => reject(error),
    };

    function check(): string | undefined {
      const [first] = chunks;
      const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
      return findTorn(status, body, job.streamed) ?? (asked % READ_ONE_IN === 1 ? findWrong(body, job.streamed, wantsUsage) : undefined);
    }

    function ask(): void {
      const request = nextBody(job.streamed);
      wantsUsage = request.wantsUsage;
      asked += 1;
      chunks = [];
      startedMs = performance.now();
      client.dispatch({ path: "/v1/chat/completions", method: "POST", headers, body: request.body }, handler);
    }
    ask();
  });
}

function summarise({ totalMs, firstChunkMs }: Samples, elapsedMs: number, cpuMicros: number): Report {
  const totals = Float64Array.from(totalMs).sort();
  const firsts = Float64Array.from(firstChunkMs).sort();
  return {
    requests: totals.length,
    requestsPerSecond: (totals.length * 1_000) / elapsedMs,
    p50Ms: percentile(totals, 0.5),
    p99Ms: percentile(totals, 0.99),
    firstChunkP50Ms: percentile(firsts, 0.5),
    firstChunkP99Ms: percentile(firsts, 0.99),
    generatorCpuMicros: cpuMicros / totals.length,
  };
}

/** By nearest rank, of sorted values. */
function percentile(sorted: Float64Array, fraction: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN;
}
