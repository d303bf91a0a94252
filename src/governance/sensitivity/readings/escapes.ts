// Reads what programs write in place of a character: JSON and HTML escapes, percent signs of addresses, quoted-printable mail.
import HTML_ENTITIES from "./html-entities.json" with { type: "json" };
import { rewriteMatches, type TrackedText, tracedThrough, untracked } from "./tracked-text.ts";

// The last is the line break that quoted-printable mail puts between its bytes.
const ESCAPE =
  /\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|["'/\\nrt])|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,7});|(?<=[0-9A-F]{2})=\r?\n(?==[0-9A-F]{2})/g;

const JSON_LETTERS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const ENTITIES: ReadonlyMap<string, string> = new Map(Object.entries(HTML_ENTITIES));

/** A JSON text in a JSON text, or an address in an HTML attribute: each writes the escapes of the other once more. */
const DEPTH_MAX = 2;

/** The text with its escapes read, twice where they are nested; the text itself where it has none. Linear in its length. */
export function readEscapes(text: string): TrackedText {
  let read = untracked(text);
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    const deeper = rewritePieces(read.text);
    if (deeper === undefined) break;
    read = tracedThrough(deeper, read);
  }
  return read;
}

function rewritePieces(text: string): TrackedText | undefined {
  const pieces = rewriteMatches(text, ESCAPE, ([piece]) => {
    if (piece.startsWith("\\")) return readBackslash(piece);
    return piece.startsWith("&") ? readEntity(piece.slice(1, -1)) : "";
  });
  const read = pieces ?? untracked(text);
  const characters = BYTES_WRITTEN.test(read.text) ? rewriteMatches(read.text, BYTES, ([piece]) => readBytes(piece)) : undefined;
  return characters === undefined ? pieces : tracedThrough(characters, read);
}

// One percent sign among letters may stand for itself, as in a password; an at sign is an address all the same.
const BYTES_WRITTEN = /%40|%[2-7][0-9A-Fa-f][^\n]{0,200}%[2-7][0-9A-Fa-f]|[%=][C-Fc-f][0-9A-Fa-f][%=]/;

// The bytes of one character of UTF-8 each, so that every character keeps its own place; behind equals signs only those of more than one byte, since `a=40` is no letter.
const BYTES =
  /%[2-7][0-9A-Fa-f]|%[CDcd][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}|%[Ff][0-7](?:%[89ABab][0-9A-Fa-f]){3}|=[CD][0-9A-F](?:=[89AB][0-9A-F])|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F[0-7](?:=[89AB][0-9A-F]){3}/g;

const PRINTABLE = /^[\P{C}\u00ad\u200b-\u200f\u2060]{1,2}$/u;

function readBytes(piece: string): string | undefined {
  const character = Buffer.from(piece.replace(/[%=]/g, ""), "hex").toString("utf8");
  return PRINTABLE.test(character) && !character.includes("\ufffd") ? character : undefined;
}

function readBackslash(piece: string): string {
  const letter = piece.charAt(1);
  if (piece.length > 2) return String.fromCharCode(Number.parseInt(piece.slice(2), 16));
  return JSON_LETTERS.get(letter) ?? letter;
}

function readEntity(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES.get(name);
  const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}
