// Contract of the ledger while it is being built: see the interface below.
import type { LedgerEvent } from "./record.ts";

/** What is known of an admitted call before it ends, so that a crash cannot lose it. */
export interface OpenCall {
  readonly receiptId: string;
  readonly institutionId: string;
  /** The record to append if the process dies: outcome `interrupted`, settled at the reservation. */
  readonly ifInterrupted: LedgerEvent;
}

export interface Ledger {
  /** Appends `event` to the institution's chain. Resolves once it is on disk (fsync, in groups); throws `storage_failed`, leaving the chain as it was. */
  append(institutionId: string, event: LedgerEvent): Promise<void>;
  /** Notes a call as admitted before it reaches a model; survives a kill of the process. Throws `storage_failed`. */
  open(call: OpenCall): void;
  /** Forgets a noted call, after its record was appended. */
  closed(receiptId: string): void;
  close(): Promise<void>;
}
