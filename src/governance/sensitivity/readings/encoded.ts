// Finds what stands encoded in a text, as Base64 or in hexadecimal digits, and reads it.
import { isUtf8 } from "node:buffer";
import { startRewriting, type TrackedText } from "./tracked-text.ts";

/** A piece of a text that is another text in code. */
interface EncodedPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

// Mail breaks Base64 into lines of 76 characters, PEM into lines of 64.
const BASE64 =
  /(?<![A-Za-z0-9+/_-])(?:(?:[A-Za-z0-9+/]{60,76}\r?\n){1,900}[A-Za-z0-9+/_-]{1,76}={0,2}|[A-Za-z0-9+/_-]{12,65536}={0,2}|[A-Za-z0-9+/_-]{6,11}={1,2})/g;
const HEXADECIMAL = /(?<![0-9A-Za-z](?<!0x))(?:[0-9A-Fa-f]{2}){7,32768}(?![0-9A-Za-z])/g;
/** Short Base64 that shows by its padding that it is some. */
const PADDED = /^[A-Za-z0-9+/_-]{6,15}={1,2}$/;

/** What short Base64 without padding must read as: an identity number of nine characters, most of them digits. */
const IDENTIFIER = /^(?=(?:\D{0,4}\d){5})[0-9A-Za-z -]{9}$/;

const BASE64_CHARACTERS_MIN = 16;
/** Characters that are read first, to see whether the rest is worth reading. */
const SAMPLE_CHARACTERS = 16;
/** A control character that is no white space. */
const CONTROL_CHARACTER = /(?!\s)\p{Cc}/u;
/** The same among bytes, of which those above 0x80 may be part of a longer character. */
const CONTROL_BYTE = /(?![\s\u0080-\u009f])\p{Cc}/u;

/**
 * The text with each encoded piece that reads as printable text in its plain form, as long as they hold no more than `charactersMax`
 * together; undefined where there is none. Whatever is found in a piece stands where the whole piece stands. Linear in its length.
 */
export function readEncoded(text: string, charactersMax: number): TrackedText | undefined {
  const rewriting = startRewriting(text);
  let charactersLeft = charactersMax;
  let last = 0;
  for (const { start, end, text: decoded } of encodedPieces(text)) {
    charactersLeft -= decoded.length;
    if (charactersLeft < 0) break;
    if (start < last) continue;
    rewriting.replace(start, end, decoded);
    last = end;
  }
  return rewriting.finish();
}

function encodedPieces(text: string): EncodedPiece[] {
  const hexadecimal = [...text.matchAll(HEXADECIMAL)].flatMap((match): EncodedPiece[] => {
    const decoded = printable(Buffer.from(match[0], "hex"));
    return decoded === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, text: decoded }];
  });
  const base64 = [...text.matchAll(BASE64)].flatMap((match) => {
    const whole = { start: match.index, text: match[0] };
    return pieceOf(whole) ?? partsOf(whole).flatMap((part) => pieceOf(part) ?? []);
  });
  return [...hexadecimal, ...base64].sort((one, other) => one.start - other.start);
}

/** A slash is a sign of Base64 and of paths too. */
function partsOf({ start, text }: { readonly start: number; readonly text: string }): { start: number; text: string }[] {
  if (!text.includes("/")) return [];
  return [...text.matchAll(/[^/]{16,65536}/g)].map((part) => ({ start: start + part.index, text: part[0] }));
}

function pieceOf({ start, text }: { readonly start: number; readonly text: string }): EncodedPiece | undefined {
  // Words and numbers are of one kind of letters; Base64 of a text never is.
  const isShort = text.length < BASE64_CHARACTERS_MIN;
  if (isShort && text.length % 4 !== 0) return undefined;
  if (!/[A-Z]/.test(text) || !/[a-z]/.test(text)) return undefined;
  const sample = Buffer.from(text.slice(0, SAMPLE_CHARACTERS), "base64");
  if (CONTROL_BYTE.test(sample.toString("latin1"))) return undefined;
  const decoded = printable(Buffer.from(text, "base64"));
  if (decoded === undefined || (isShort && !PADDED.test(text) && !IDENTIFIER.test(decoded))) return undefined;
  return { start, end: start + text.length, text: decoded };
}

function printable(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString("utf8");
  return CONTROL_CHARACTER.test(text) ? undefined : text;
}
