// Cuts the bytes of a server-sent event stream into complete events, without decoding them and without copying where the form allows it.
import { printFrames } from "../print-frames.ts";
import { UpstreamFailure } from "../provider.ts";

/** A chunk of an answer is a few hundred bytes; a whole tool call in one event stays far below this. */
export const FRAME_BYTES_MAX = 1_048_576;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DATA = Buffer.from("data:");
const LINE_BREAK = Buffer.from("\n");
const DONE = Buffer.from("[DONE]");

export interface Frames {
  /** All events in the form `data: …\n\n`, contiguous. */
  readonly bytes: Buffer;
  readonly payloads: readonly Buffer[];
}

export interface FrameReader {
  /**
   * The events that `piece` completes, or undefined when it completes none. What follows [DONE] is ignored.
   * Throws UpstreamFailure for an event that is too large.
   */
  push(piece: Buffer): Frames | undefined;
  /** Whether [DONE] has come. */
  isDone(): boolean;
}

/**
 * A reader for one stream, after the HTML standard's event stream format (lines end in LF or CRLF; `data` lines of one event are joined
 * by LF; comments and other fields are skipped). Each byte is looked at once and copied at most once, however the network cuts them.
 */
export function createFrameReader(): FrameReader {
  const pending: Pending = { lineStart: [], lineStartBytes: 0, dataLines: [], eventBytes: 0, isDone: false };
  return { push: (piece) => readPiece(pending, piece), isDone: () => pending.isDone };
}

/** What a stream has brought that is not yet a complete event. */
interface Pending {
  /** The pieces of a line whose end has not come, and how long they are. */
  lineStart: Buffer[];
  lineStartBytes: number;
  /** The data lines of an event whose blank line has not come. */
  dataLines: Buffer[];
  eventBytes: number;
  isDone: boolean;
}

/** What one piece has completed. */
interface Completed {
  readonly payloads: Buffer[];
  /** While all that came is events in canonical form, they are the first `runEnd` bytes as they stand. */
  isRun: boolean;
  runEnd: number;
  /** Whether the event under way is, so far, one data line in canonical form. */
  isCanonical: boolean;
}

function readPiece(pending: Pending, piece: Buffer): Frames | undefined {
  if (pending.isDone) return undefined;
  if (piece.indexOf(LF) === -1) {
    holdBack(pending, piece);
    return undefined;
  }
  const bytes = joinLineStart(pending, piece);
  const completed: Completed = { payloads: [], isRun: pending.dataLines.length === 0, runEnd: 0, isCanonical: false };
  const rest = readLines(pending, completed, bytes);
  if (!pending.isDone) holdBack(pending, rest);
  const { payloads, isRun, runEnd } = completed;
  if (payloads.length === 0) return undefined;
  return { payloads, bytes: isRun ? bytes.subarray(0, runEnd) : printFrames(payloads) };
}

/** Reads the complete lines of `bytes`, as far as [DONE], and gives what follows them. */
function readLines(pending: Pending, completed: Completed, bytes: Buffer): Buffer {
  let position = 0;
  for (let lineFeed = bytes.indexOf(LF); lineFeed !== -1; lineFeed = bytes.indexOf(LF, position)) {
    const lineEnd = bytes[lineFeed - 1] === CR && lineFeed > position ? lineFeed - 1 : lineFeed;
    if (lineEnd === position) {
      endEvent(pending, completed, lineEnd, lineFeed);
      if (pending.isDone) break;
    } else if (startsWithData(bytes, position)) {
      const hasSpace = bytes[position + DATA.length] === SPACE;
      completed.isCanonical = hasSpace && lineEnd === lineFeed && pending.dataLines.length === 0;
      addDataLine(pending, bytes.subarray(position + DATA.length + (hasSpace ? 1 : 0), lineEnd));
    } else {
      completed.isRun = false;
    }
    position = lineFeed + 1;
  }
  return bytes.subarray(position);
}

function endEvent(pending: Pending, completed: Completed, lineEnd: number, lineFeed: number): void {
  const payload = takePayload(pending);
  if (pending.isDone) return;
  if (payload !== undefined) completed.payloads.push(payload);
  if (payload === undefined || !completed.isCanonical || lineEnd !== lineFeed) completed.isRun = false;
  completed.runEnd = lineFeed + 1;
  completed.isCanonical = false;
}

/** The event's data, or undefined when it has none or is [DONE]. */
function takePayload(pending: Pending): Buffer | undefined {
  const { dataLines } = pending;
  const [first] = dataLines;
  const payload =
    dataLines.length > 1 ? Buffer.concat(dataLines.flatMap((line, index) => (index === 0 ? [line] : [LINE_BREAK, line]))) : first;
  pending.dataLines = [];
  pending.eventBytes = 0;
  if (payload?.equals(DONE) === true) pending.isDone = true;
  return pending.isDone || payload?.length === 0 ? undefined : payload;
}

function addDataLine(pending: Pending, line: Buffer): void {
  pending.dataLines.push(line);
  pending.eventBytes += line.length + 1;
  if (pending.eventBytes > FRAME_BYTES_MAX) throw tooLarge();
}

function holdBack(pending: Pending, rest: Buffer): void {
  if (rest.length === 0) return;
  pending.lineStart.push(rest);
  pending.lineStartBytes += rest.length;
  if (pending.lineStartBytes + pending.eventBytes > FRAME_BYTES_MAX) throw tooLarge();
}

function joinLineStart(pending: Pending, piece: Buffer): Buffer {
  if (pending.lineStartBytes === 0) return piece;
  pending.lineStart.push(piece);
  const joined = Buffer.concat(pending.lineStart, pending.lineStartBytes + piece.length);
  pending.lineStart = [];
  pending.lineStartBytes = 0;
  return joined;
}

function startsWithData(bytes: Buffer, position: number): boolean {
  return (
    bytes[position] === DATA[0] &&
    bytes[position + 1] === DATA[1] &&
    bytes[position + 2] === DATA[2] &&
    bytes[position + 3] === DATA[3] &&
    bytes[position + 4] === DATA[4]
  );
}

function tooLarge(): UpstreamFailure {
  return new UpstreamFailure("failed", `the upstream sent an event larger than ${FRAME_BYTES_MAX} bytes`);
}
