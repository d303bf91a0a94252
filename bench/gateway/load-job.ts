// What the load generator is told to do and what it reports.
import { z } from "zod";

export const jobSchema = z.strictObject({
  origin: z.url(),
  headers: z.record(z.string(), z.string()),
  streamed: z.boolean(),
  /** Requests under way at any time, each on a connection of its own; a new one starts when one ends. */
  concurrency: z.int().min(1).max(1_024),
  durationMs: z.int().min(1).max(600_000),
});
export type Job = z.infer<typeof jobSchema>;

const reportSchema = z.strictObject({
  requests: z.int().min(1),
  requestsPerSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** From the request to the first byte of the body; for a whole answer that is close to the end. */
  firstChunkP50Ms: z.number(),
  firstChunkP99Ms: z.number(),
  /** CPU time that the generator itself spent on each request. */
  generatorCpuMicros: z.number(),
});
export type Report = z.infer<typeof reportSchema>;

export const replySchema = z.union([z.strictObject({ report: reportSchema }), z.strictObject({ problem: z.string() })]);
export type Reply = z.infer<typeof replySchema>;
