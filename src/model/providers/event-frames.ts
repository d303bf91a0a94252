// Cuts the bytes of a server-sent event stream into complete events, without decoding them and without copying where the form allows it.
import { UpstreamFailure } from "../provider.ts";

/** A chunk of an answer is a few hundred bytes; a whole tool call in one event stays far below this. */
export const FRAME_BYTES_MAX = 1_048_576;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DATA = Buffer.from("data:");
const FRAME_START = Buffer.from("data: ");
const FRAME_END = Buffer.from("\n\n");
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
  /** The pieces of a line whose end has not come, and how long they are. */
  let lineStart: Buffer[] = [];
  let lineStartBytes = 0;
  /** The data lines of an event whose blank line has not come. */
  let dataLines: Buffer[] = [];
  let eventBytes = 0;
  let done = false;

  function holdBack(rest: Buffer): void {
    if (rest.length === 0) return;
    lineStart.push(rest);
    lineStartBytes += rest.length;
    if (lineStartBytes + eventBytes > FRAME_BYTES_MAX) throw tooLarge();
  }
  function joinLineStart(piece: Buffer): Buffer {
    if (lineStartBytes === 0) return piece;
    lineStart.push(piece);
    const joined = Buffer.concat(lineStart, lineStartBytes + piece.length);
    lineStart = [];
    lineStartBytes = 0;
    return joined;
  }
  function endEvent(): Buffer | undefined {
    const [first] = dataLines;
    const payload =
      dataLines.length > 1 ? Buffer.concat(dataLines.flatMap((line, index) => (index === 0 ? [line] : [LINE_BREAK, line]))) : first;
    dataLines = [];
    eventBytes = 0;
    if (payload?.equals(DONE) === true) done = true;
    return done || payload?.length === 0 ? undefined : payload;
  }

  function push(piece: Buffer): Frames | undefined {
    if (done) return undefined;
    if (piece.indexOf(LF) === -1) {
      holdBack(piece);
      return undefined;
    }
    const bytes = joinLineStart(piece);
    const payloads: Buffer[] = [];
    /** While all that came is events in canonical form, they are the first `runEnd` bytes as they stand. */
    let isRun = dataLines.length === 0;
    let runEnd = 0;
    let position = 0;
    let canonicalLine = false;
    for (let lineFeed = bytes.indexOf(LF); lineFeed !== -1; lineFeed = bytes.indexOf(LF, position)) {
      const lineEnd = bytes[lineFeed - 1] === CR && lineFeed > position ? lineFeed - 1 : lineFeed;
      if (lineEnd === position) {
        const payload = endEvent();
        if (done) break;
        if (payload !== undefined) payloads.push(payload);
        if (payload === undefined || !canonicalLine || lineEnd !== lineFeed) isRun = false;
        runEnd = lineFeed + 1;
        canonicalLine = false;
      } else if (startsWithData(bytes, position)) {
        const hasSpace = bytes[position + DATA.length] === SPACE;
        const line = bytes.subarray(position + DATA.length + (hasSpace ? 1 : 0), lineEnd);
        canonicalLine = hasSpace && lineEnd === lineFeed && dataLines.length === 0;
        dataLines.push(line);
        eventBytes += line.length + 1;
        if (eventBytes > FRAME_BYTES_MAX) throw tooLarge();
      } else {
        isRun = false;
      }
      position = lineFeed + 1;
    }
    if (!done) holdBack(position === 0 ? bytes : bytes.subarray(position));
    if (payloads.length === 0) return undefined;
    return { payloads, bytes: isRun ? bytes.subarray(0, runEnd) : print(payloads) };
  }
  return { push, isDone: () => done };
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

/** The events again, in canonical form. */
function print(payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(payloads.flatMap((payload) => [FRAME_START, payload, FRAME_END]));
}

function tooLarge(): UpstreamFailure {
  return new UpstreamFailure("failed", `the upstream sent an event larger than ${FRAME_BYTES_MAX} bytes`);
}
