// Notes of calls that were admitted and have not ended: what a killed process leaves behind is recorded when it starts again.
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { openNoteFile } from "./note-file.ts";
import type { LedgerEvent } from "./record.ts";
import { ledgerEventSchema } from "./record-schema.ts";
import { LINE_BYTES_MAX } from "./segments.ts";

/** More calls than this at once cannot be under way on one server. */
const OPEN_CALLS_MAX = 100_000;

/** A note of this length is a record that its segment can hold: no character takes more than three bytes. */
const NOTE_CHARACTERS_MAX = Math.floor(LINE_BYTES_MAX / 3);

/** What is known of an admitted call before it ends, so that a crash cannot lose it. */
export interface OpenCall {
  readonly receiptId: string;
  readonly institutionId: string;
  /** The record to append if the process dies: for a call its outcome is `interrupted`, and it is settled at the reservation. */
  readonly ifInterrupted: LedgerEvent;
}

export interface OpenCalls {
  /** Notes a call; resolves once the note is in the file. Notes of one turn of the event loop are one write. Throws `storage_failed`. */
  open(call: OpenCall): Promise<void>;
  closed(receiptId: string): void;
  close(): void;
}

const noteSchema = z.union([
  z.strictObject({ open: z.string(), institution: z.string(), event: ledgerEventSchema }),
  z.strictObject({ closed: z.string() }),
]);

/** The notes of calls that were open when the file was last written; a torn last line was of a call that never began. */
export function readOpenCalls(path: string): OpenCall[] {
  if (!existsSync(path)) return [];
  const open = new Map<string, OpenCall>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const note = parseNote(line);
    if (note === undefined) continue;
    if ("closed" in note) open.delete(note.closed);
    else open.set(note.open, { receiptId: note.open, institutionId: note.institution, ifInterrupted: note.event });
  }
  return [...open.values()];
}

function parseNote(line: string): z.infer<typeof noteSchema> | undefined {
  try {
    return noteSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/**
 * Opens the file with `stillOpen` in it. A note is one write to the page cache: it survives a kill of the process, not a power failure.
 * Throws `storage_failed` when the disk does not take it: the call then does not begin.
 */
export function openOpenCalls(path: string, stillOpen: readonly OpenCall[]): OpenCalls {
  const notes = new Map<string, string>(stillOpen.map((call) => [call.receiptId, noteOf(call)]));
  const file = openNoteFile(path, notes);
  let ended = "";
  let waiting = createTurn();

  /** Writes what waits, all of it or none. */
  function flush(): void {
    const { text, resolve, reject } = waiting;
    waiting = createTurn();
    try {
      file.write(ended + text);
      ended = "";
      resolve();
      file.compactWhenLarge();
    } catch (error) {
      reject(error);
    }
  }

  return {
    async open(call) {
      if (notes.size >= OPEN_CALLS_MAX) throw new KanameError("overloaded", "Too many calls are under way.", { retryAfterSeconds: 1 });
      const note = noteOf(call);
      if (note.length > NOTE_CHARACTERS_MAX)
        throw new KanameError("too_large", "The call is too large to be recorded, so it was not made.");
      if (waiting.text === "") setImmediate(flush);
      const { written } = waiting;
      waiting.text += note;
      notes.set(call.receiptId, note);
      await written.catch((error: unknown) => {
        notes.delete(call.receiptId);
        throw error;
      });
    },
    closed(receiptId) {
      if (!notes.delete(receiptId)) return;
      ended += `${JSON.stringify({ closed: receiptId })}\n`;
      // The end of a call waits for the next note: its record is in the ledger, which recovery reads first. The end of a change cannot wait.
      if (receiptId.startsWith("rc_")) return;
      try {
        file.write(ended);
        ended = "";
      } catch {
        // The change is made and recorded, so it must not be told as failed; the line stays for the next note.
      }
    },
    close() {
      try {
        file.write(ended);
      } finally {
        file.close();
      }
    },
  };
}

/** The notes of one turn of the event loop, and the promise of those who wait for them. */
function createTurn() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { text: "", written: promise, resolve, reject };
}

function noteOf({ receiptId, institutionId, ifInterrupted }: OpenCall): string {
  return `${JSON.stringify({ open: receiptId, institution: institutionId, event: ifInterrupted })}\n`;
}
