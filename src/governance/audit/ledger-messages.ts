// What the main thread and the ledger's thread say to each other.
import type { KeyObject } from "node:crypto";
import type { ErrorKind } from "#infrastructure/errors.ts";
import type { Head } from "./heads.ts";
import type { SegmentPlace } from "./segments.ts";

export interface LedgerStart {
  readonly folder: string;
  readonly writer: string;
  readonly signingKey: KeyObject;
  /** Where the files end, and where each institution's chain stands there. */
  readonly end: SegmentPlace | undefined;
  readonly heads: ReadonlyMap<string, Head>;
}

export interface LedgerRequest {
  readonly id: number;
  readonly task: /** The event in canonical form: text crosses between threads more cheaply than objects do, and need not be printed again. */
    | { readonly kind: "append"; readonly institutionId: string; readonly eventText: string }
    | { readonly kind: "sign"; readonly institutionId: string }
    | { readonly kind: "sign-all" }
    | { readonly kind: "close" };
}

export interface LedgerFailure {
  readonly id: number;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
  readonly cause: string | undefined;
}

/** Tasks that ended since the last reply. */
export interface LedgerReply {
  readonly done: readonly number[];
  readonly failed: readonly LedgerFailure[];
  /** The end of what is durable. */
  readonly place: SegmentPlace;
}
