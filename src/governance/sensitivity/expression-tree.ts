// Reads the source of a regular expression as a tree, as far as it is needed to say where a match can begin.

/** A part of an expression; what consumes no character and is none of these is `all` of nothing. */
export type Expression =
  /** One character: a literal, an escape or a class, as it is written. */
  | { readonly kind: "character"; readonly source: string }
  | { readonly kind: "all"; readonly parts: readonly Expression[] }
  | { readonly kind: "one"; readonly parts: readonly Expression[] }
  | { readonly kind: "repeat"; readonly part: Expression; readonly least: number; readonly most: number }
  /** The character before is one of a class, or none of it; `lineStart`: there is none, or a line break. */
  | { readonly kind: "behind"; readonly source: string; readonly isNegative: boolean }
  | { readonly kind: "start" }
  /** A reference to what a group matched. */
  | { readonly kind: "anything" };

const NOTHING: Expression = { kind: "all", parts: [] };
const START: Expression = { kind: "start" };
const ANYTHING: Expression = { kind: "anything" };

const CHARACTER = /\[(?:\\.|[^\]\\])*\]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[^0-9bBkpPuxc]|[^\\[\](){}*+?|^$]/y;
const REFERENCE = /\\(?:[1-9]\d?|k<[^>]+>)/y;
const NO_WIDTH = /\\[bB]|\$/y;
const GROUP = /\((?:\?(?:<?[=!]|:|<[^>=!]+>))?/y;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;

/** Where reading has come to. */
interface Reader {
  readonly source: string;
  place: number;
}

/** The tree of an expression without the flags `u` and `v`; undefined where it is written in a way that is not known here. */
export function expressionTree({ source, unicode, unicodeSets }: RegExp): Expression | undefined {
  if (unicode || unicodeSets) return undefined;
  const reader: Reader = { source, place: 0 };
  const tree = readAlternatives(reader);
  return reader.place === source.length ? tree : undefined;
}

function readAlternatives(reader: Reader): Expression | undefined {
  const parts: Expression[] = [];
  do {
    const part = readSequence(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (take(reader, "|"));
  return parts.length === 1 ? parts[0] : { kind: "one", parts };
}

function readSequence(reader: Reader): Expression | undefined {
  const parts: Expression[] = [];
  while (reader.place < reader.source.length && !/[|)]/.test(reader.source.charAt(reader.place))) {
    const atom = readAtom(reader);
    if (atom === undefined) return undefined;
    const part = quantified(reader, atom);
    if (part !== NOTHING) parts.push(part);
  }
  return allOf(parts);
}

function readAtom(reader: Reader): Expression | undefined {
  if (reader.source.charAt(reader.place) === "(") return readGroup(reader);
  const character = match(reader, CHARACTER)?.[0];
  if (character !== undefined) return characterOf(character);
  if (take(reader, "^")) return START;
  if (match(reader, NO_WIDTH) !== undefined) return NOTHING;
  return match(reader, REFERENCE) === undefined ? undefined : ANYTHING;
}

function readGroup(reader: Reader): Expression | undefined {
  const opening = match(reader, GROUP)?.[0] ?? "";
  const inner = readAlternatives(reader);
  if (inner === undefined || !take(reader, ")")) return undefined;
  if (opening === "(?=" || opening === "(?!") return NOTHING;
  if (opening === "(?<=" || opening === "(?<!") return behind(inner, opening === "(?<!");
  return inner;
}

/** What a look to the left says of the one character before. Of several that must not be there, each says it by itself. */
function behind(inner: Expression, isNegative: boolean): Expression {
  const parts = inner.kind === "one" ? inner.parts : [inner];
  if (isNegative) {
    const single = parts.flatMap((part) => (part.kind === "character" ? [part] : []));
    return allOf(single.map(({ source }): Expression => ({ kind: "behind", source, isNegative })));
  }
  return anyOf(parts.map(lastOf));
}

/** What an expression says of its last character. */
function lastOf(part: Expression): Expression {
  if (part.kind === "start") return START;
  if (part.kind === "character") return { kind: "behind", source: part.source, isNegative: false };
  if (part.kind === "repeat") return part.least === 0 ? NOTHING : lastOf(part.part);
  if (part.kind === "one") return anyOf(part.parts.map(lastOf));
  if (part.kind !== "all") return NOTHING;
  const parts = [...part.parts];
  const last = parts.pop();
  if (last?.kind === "repeat" && last.least === 0) return anyOf([lastOf(last.part), lastOf({ kind: "all", parts })]);
  return last === undefined ? NOTHING : lastOf(last);
}

/** One of several; where one of them says nothing, nothing. */
function anyOf(parts: readonly Expression[]): Expression {
  return parts.includes(NOTHING) ? NOTHING : { kind: "one", parts };
}

function allOf(parts: readonly Expression[]): Expression {
  if (parts.length === 0) return NOTHING;
  return parts.length === 1 ? (parts[0] ?? NOTHING) : { kind: "all", parts };
}

function quantified(reader: Reader, part: Expression): Expression {
  const found = match(reader, QUANTIFIER);
  if (found === undefined) return part;
  const [written, least, range, most] = found;
  const sign = written.charAt(0);
  if (sign === "{") return { kind: "repeat", part, least: Number(least), most: range === undefined ? Number(least) : mostOf(most) };
  return { kind: "repeat", part, least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
}

function mostOf(written: string | undefined): number {
  return written === undefined || written === "" ? Number.POSITIVE_INFINITY : Number(written);
}

/** One object for each character: long lists of words are made of few. */
const CHARACTERS = new Map<string, Expression>();

function characterOf(source: string): Expression {
  const known = CHARACTERS.get(source);
  if (known !== undefined) return known;
  const made: Expression = { kind: "character", source };
  CHARACTERS.set(source, made);
  return made;
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.place;
  const found = pattern.exec(reader.source);
  if (found === null) return undefined;
  reader.place = pattern.lastIndex;
  return found;
}

function take(reader: Reader, character: string): boolean {
  if (reader.source.charAt(reader.place) !== character) return false;
  reader.place += 1;
  return true;
}
