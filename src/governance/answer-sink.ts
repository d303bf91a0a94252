// Where the gate delivers an answer: the gateway's HTTP response, or a run of the hub.
import type { AnswerPart } from "#model/provider.ts";

export interface AnswerSink {
  /** The call was admitted under this receipt; it will leave one record whatever happens. Called once, before any part. */
  admitted(receiptId: string): void;
  /** The next part, restored for the caller. A promise makes the gate wait, and with it the upstream. */
  part(part: AnswerPart): Promise<void> | void;
  /** Everything was delivered and the record is on disk. */
  end(): void;
}
