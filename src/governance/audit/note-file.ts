// The file of the notes of open calls: written whole or not at all, and anew when it has grown.
import { closeSync, ftruncateSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";

/** The file is written anew, with what is still open, once it has grown to this size. */
const COMPACT_BYTES = 8_388_608;

export interface NoteFile {
  /** Adds text, all of it or none. Throws `storage_failed`. */
  write(text: string): void;
  /** Writes the file anew with the notes that are still open, when it is time. */
  compactWhenLarge(): void;
  close(): void;
}

/** Opens the file anew with `notes`, the map of those that are open, whatever it becomes. Throws when the disk does not take it. */
export function openNoteFile(path: string, notes: ReadonlyMap<string, string>): NoteFile {
  let file = rewrite(path, notes);
  let bytes = sizeOf(notes);
  let compactAtBytes = Math.max(COMPACT_BYTES, bytes * 2);

  function write(text: string): void {
    const note = Buffer.from(text);
    try {
      // A disk that is nearly full takes a part of a write and says so only by the count.
      assertHolds(writeSync(file, note, 0, note.length, bytes) === note.length, "a note is written whole");
      bytes += note.length;
    } catch (error) {
      ftruncateSync(file, bytes);
      throw new KanameError(
        "storage_failed",
        "The ledger cannot note the call (is the disk full?), so it was not made. Nothing was lost; try again once there is room.",
        { cause: error },
      );
    }
  }

  /** With very many calls open the file may be twice what they take, so that it is not written anew for each of them. */
  function compactWhenLarge(): void {
    if (bytes < compactAtBytes) return;
    try {
      const compacted = rewrite(path, notes);
      closeSync(file);
      file = compacted;
      bytes = sizeOf(notes);
      compactAtBytes = Math.max(COMPACT_BYTES, bytes * 2);
    } catch {
      // The notes are whole where they are, only longer than they need be: no call should fail for that.
      compactAtBytes = bytes + COMPACT_BYTES;
    }
  }

  return { write, compactWhenLarge, close: () => closeSync(file) };
}

function rewrite(path: string, notes: ReadonlyMap<string, string>): number {
  const next = `${path}.next`;
  const file = openSync(next, "w+", 0o600);
  try {
    writeFileSync(file, [...notes.values()].join(""));
    // Last, so that a failure leaves the notes that are there.
    renameSync(next, path);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function sizeOf(notes: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const note of notes.values()) bytes += Buffer.byteLength(note);
  return bytes;
}
