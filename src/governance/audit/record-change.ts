// Makes a change and its ledger record belong together: nothing is changed without one, whenever the process dies.
import { asKanameError, ERROR_KINDS, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Ledger } from "./ledger.ts";
import type { ChangeRecord } from "./record.ts";

export interface ChangeRecordingParts {
  readonly ledger: Pick<Ledger, "append" | "open" | "closed">;
  readonly ids: Pick<Ids, "next">;
}

export interface ChangeToMake<Done> {
  readonly institutionId: string;
  /** What is known of the change before it is made. */
  readonly intended: ChangeRecord;
  /** Makes it. Without a record nothing was changed, and the ledger says nothing. */
  readonly make: () => Promise<{ readonly done: Done; readonly record: ChangeRecord | undefined }>;
}

/**
 * The order that leaves no change without its record: note the intent where a kill of the process cannot lose it, change, append the
 * record durably, drop the note. Without the note nothing is changed. A process that dies in between finds the note when it starts again
 * and appends it, marked unclear: at worst the ledger speaks of a change that did not happen, never the other way round. The change and
 * its record are not one database transaction, because the ledger appends for many at once and would wait for a connection held here.
 * Throws what `make` throws, and `storage_failed` when the ledger cannot be written.
 */
export async function recordChange<Done>(
  { ledger, ids }: ChangeRecordingParts,
  { institutionId, intended, make }: ChangeToMake<Done>,
): Promise<Done> {
  const noteId = ids.next("change");
  const unclear = { ...intended, details: { ...intended.details, unclear: true } };
  await ledger.open({ receiptId: noteId, institutionId, ifInterrupted: unclear });
  let made: Awaited<ReturnType<typeof make>>;
  try {
    made = await make();
  } catch (error) {
    // A refusal changed nothing. After any other failure (a connection lost at the commit) nobody knows, and the ledger says so.
    if (!isRefusal(error)) await appendOrKeepNote(ledger, institutionId, unclear);
    ledger.closed(noteId);
    throw error;
  }
  if (made.record !== undefined) await appendOrKeepNote(ledger, institutionId, made.record);
  ledger.closed(noteId);
  return made.done;
}

/** When it throws, the note stays open, so that the next start appends it. */
async function appendOrKeepNote(ledger: ChangeRecordingParts["ledger"], institutionId: string, record: ChangeRecord): Promise<void> {
  try {
    await ledger.append(institutionId, record);
  } catch (error) {
    throw new KanameError(
      "storage_failed",
      "The ledger cannot be written. The change may have been made; its record follows when the server starts again. Look first.",
      { cause: error },
    );
  }
}

function isRefusal(error: unknown): boolean {
  return ERROR_KINDS[asKanameError(error).kind].status < 500;
}
