// The files of the ledger: numbered segments of JSON Lines, appended in groups, on disk before anybody is told so.
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { KanameError } from "#infrastructure/errors.ts";

/** A segment is closed at this size: small enough to copy and check one at a time. */
const SEGMENT_BYTES_MAX = 67_108_864;
/** A record is some 1.5 kB; a line far longer is no record. */
export const LINE_BYTES_MAX = 1_048_576;
const READ_BYTES = 262_144;
const SEGMENT_NAME = /^segment-\d{8}\.jsonl$/;

/** A place in the files, after the last byte of a line. */
export interface SegmentPlace {
  readonly segment: string;
  readonly byteOffset: number;
}

export interface SegmentWriter {
  /** Where the next line will stand. */
  place(): SegmentPlace;
  /** Writes whole lines and forces them to disk (fdatasync). When that fails nothing of them stays, and the next append starts where this one did. */
  append(lines: Buffer): Promise<void>;
  /** Told of each new segment before its first line. */
  close(): Promise<void>;
}

export function segmentName(number: number): string {
  return `segment-${String(number).padStart(8, "0")}.jsonl`;
}

/** The segments of `folder`, oldest first. */
export async function listSegments(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => SEGMENT_NAME.test(name)).sort();
}

/** Opens the last segment for appending after `place`; what follows it, a line that was never acknowledged, is cut off. */
export async function openSegmentWriter(
  folder: string,
  place: SegmentPlace | undefined,
  onNewSegment: (segment: string) => Promise<void>,
): Promise<SegmentWriter> {
  let segment = place?.segment ?? segmentName(1);
  let byteOffset = place?.byteOffset ?? 0;
  let file = await openForAppending(folder, segment, byteOffset);
  /** A failed write may have left something after byteOffset. */
  let hasRemains = false;

  async function cutRemains(): Promise<void> {
    await file.truncate(byteOffset);
    hasRemains = false;
  }

  async function rotate(): Promise<void> {
    const next = segmentName(Number(segment.slice(8, 16)) + 1);
    const nextFile = await openForAppending(folder, next, 0);
    await file.close();
    [file, segment, byteOffset] = [nextFile, next, 0];
    await onNewSegment(next);
  }

  return {
    place: () => ({ segment, byteOffset }),
    async append(lines) {
      try {
        if (hasRemains) await cutRemains();
        if (byteOffset > 0 && byteOffset + lines.length > SEGMENT_BYTES_MAX) await rotate();
        for (let written = 0; written < lines.length; ) {
          written += (await file.write(lines, written, lines.length - written, byteOffset + written)).bytesWritten;
        }
        await file.datasync();
        byteOffset += lines.length;
      } catch (error) {
        hasRemains = true;
        // Where even that fails it is done before the next write.
        await cutRemains().catch(() => undefined);
        throw new KanameError(
          "storage_failed",
          "The ledger cannot be written (is the disk full?), and nothing is answered without its record. Nothing was lost; try again once there is room.",
          { cause: error },
        );
      }
    },
    close: () => file.close(),
  };
}

async function openForAppending(folder: string, segment: string, byteOffset: number): Promise<FileHandle> {
  const file = await open(join(folder, segment), "a+", 0o600)
    .then((created) => created.close())
    .then(() => open(join(folder, segment), "r+"));
  const { size } = await file.stat();
  if (size > byteOffset) await file.truncate(byteOffset);
  // A new file lasts through a power failure once its folder is on disk.
  const directory = await open(folder, "r");
  await directory.sync().finally(() => directory.close());
  return file;
}

export interface SegmentLine {
  /** Without its line feed. */
  readonly text: string;
  /** After the line feed; for a torn last line, after its last byte. */
  readonly end: SegmentPlace;
  /** False for a last line that has no line feed. */
  readonly whole: boolean;
}

/** The lines from `start` (or the beginning) up to `end` (or the end of the files), one segment after the other, in bounded memory. */
export async function* readLines(folder: string, start: SegmentPlace | undefined, end?: SegmentPlace): AsyncGenerator<SegmentLine> {
  for (const segment of await listSegments(folder)) {
    if (start !== undefined && segment < start.segment) continue;
    if (end !== undefined && segment > end.segment) return;
    const from = segment === start?.segment ? start.byteOffset : 0;
    yield* readSegment(folder, segment, from, segment === end?.segment ? end.byteOffset : Number.POSITIVE_INFINITY);
  }
}

async function* readSegment(folder: string, segment: string, from: number, to: number): AsyncGenerator<SegmentLine> {
  const file = await open(join(folder, segment), "r");
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    let rest = Buffer.alloc(0);
    let offset = from;
    for (let position = from; position < to; ) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(READ_BYTES, to - position), position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const piece = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let lineStart = 0;
      for (let feed = piece.indexOf(10); feed !== -1; feed = piece.indexOf(10, lineStart)) {
        offset += feed + 1 - lineStart;
        yield { text: piece.toString("utf8", lineStart, feed), end: { segment, byteOffset: offset }, whole: true };
        lineStart = feed + 1;
      }
      rest = piece.subarray(lineStart);
      if (rest.length > LINE_BYTES_MAX)
        throw new KanameError("storage_failed", `The ledger file ${segment} holds a line that is no record.`);
    }
    if (rest.length > 0) yield { text: rest.toString(), end: { segment, byteOffset: offset + rest.length }, whole: false };
  } finally {
    await file.close();
  }
}
