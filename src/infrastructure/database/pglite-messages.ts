// What the main thread and the thread of the embedded engine say to each other: one request, one reply, in turn.
import type { RawResult } from "./engine.ts";
import type { SqlFailure } from "./sql-errors.ts";

export interface PgliteStart {
  readonly folder: string;
}

export type PgliteRequest =
  | { readonly kind: "run"; readonly sql: string; readonly parameters: readonly (string | null)[] }
  | { readonly kind: "close" };

export type PgliteReply =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly result: RawResult }
  /** The statement failed; the engine goes on. */
  | { readonly kind: "failure"; readonly failure: SqlFailure }
  | { readonly kind: "closed" };
