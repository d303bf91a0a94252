// Finds the functions of a source: their names, where they begin and how many lines they take.
import { isMember } from "./repository.ts";
import type { Token } from "./tokens.ts";

export interface FunctionPlace {
  readonly name: string;
  readonly line: number;
  readonly lineCount: number;
  /** Whether it is handed to `describe` or `suite`: a list of tests rather than a function. */
  readonly isSuite: boolean;
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
  ["${", "}"],
]);
/** Words before a bracket that are no function's name. */
const CONTROL: ReadonlySet<string> = new Set([
  "if",
  "for",
  "while",
  "switch",
  "catch",
  "with",
  "await",
  "return",
  "typeof",
  "new",
  "super",
  "import",
  "function",
]);
/** After these a brace begins an object type; after anything else it begins a body. */
const BEFORE_TYPE: ReadonlySet<string> = new Set([
  ":",
  "|",
  "&",
  "<",
  ",",
  "(",
  "[",
  "=>",
  "=",
  "?",
  "is",
  "keyof",
  "typeof",
  "readonly",
  "extends",
  "asserts",
  "infer",
]);

/** Every function, method and arrow with its lines, nested ones counted in the outer ones as well. */
export function functionsOf(tokens: readonly Token[]): readonly FunctionPlace[] {
  return tokens.flatMap((token, index) => {
    if (token.text === "(" && token.kind === "punctuation") return fromParameters(tokens, index);
    const isLoneParameter = token.kind === "word" && tokens[index + 1]?.text === "=>" && tokens[index + 1]?.kind === "punctuation";
    return isLoneParameter ? [place(tokens, index, endOfArrow(tokens, index + 1))] : [];
  });
}

/** The function whose parameters begin at `open`, if the bracket there begins parameters of one with a body. */
function fromParameters(tokens: readonly Token[], open: number): readonly FunctionPlace[] {
  const start = startOfHead(tokens, open);
  const close = matching(tokens, open);
  const next = tokens[close + 1]?.text;
  const body = next === ":" ? endOfType(tokens, close + 2) : close + 1;
  if (body === undefined) return [];
  if (tokens[body]?.text === "=>") return [place(tokens, open, endOfArrow(tokens, body))];
  if (tokens[body]?.text !== "{" || start === undefined) return [];
  return [place(tokens, start, matching(tokens, body))];
}

/** Where a `function` or a method begins whose parameters begin at `open`; undefined for any other bracket. */
function startOfHead(tokens: readonly Token[], open: number): number | undefined {
  let name = open - 1;
  if (tokens[name]?.text === ">") name = startOfGenerics(tokens, name) - 1;
  for (let index = name; index >= 0 && index >= name - 2; index -= 1) if (tokens[index]?.text === "function") return index;
  const token = tokens[name];
  if (token === undefined || isMember(tokens, name)) return undefined;
  const isName = (token.kind === "word" && !CONTROL.has(token.text)) || token.kind === "string" || token.text === "]";
  return isName ? name : undefined;
}

function startOfGenerics(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let index = close; index >= 0; index -= 1) {
    if (tokens[index]?.text === ">") depth += 1;
    if (tokens[index]?.text === "<") depth -= 1;
    if (depth === 0) return index;
  }
  return 0;
}

/** The index of the `{` or `=>` that follows the type beginning at `start`; undefined where no body follows. */
function endOfType(tokens: readonly Token[], start: number): number | undefined {
  let angles = 0;
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.kind !== "punctuation") continue;
    const expectsType = angles > 0 || BEFORE_TYPE.has(tokens[index - 1]?.text ?? "");
    if (token.text === "{" && !expectsType) return index;
    const isOwnArrow = tokens[start]?.text !== "(" || tokens[index + 1]?.text === "{";
    if (token.text === "=>" && angles === 0 && isOwnArrow) return index;
    if (CLOSERS.has(token.text)) index = matching(tokens, index);
    else if (token.text === "<") angles += 1;
    else if (token.text === ">") angles -= 1;
    else if ([")", "]", "}", ";"].includes(token.text) || (angles === 0 && (token.text === "," || token.text === "="))) return undefined;
  }
  return undefined;
}

/** The last token of the arrow function whose `=>` stands at `arrow`. */
function endOfArrow(tokens: readonly Token[], arrow: number): number {
  if (tokens[arrow + 1]?.text === "{") return matching(tokens, arrow + 1);
  let index = arrow + 1;
  for (; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== "punctuation") continue;
    if (token.text === "{" && endsType(tokens[index - 1])) break;
    if (CLOSERS.has(token.text)) index = matching(tokens, index);
    else if ([")", "]", "}", ",", ";"].includes(token.text)) break;
  }
  return index - 1;
}

/** Whether a brace behind `token` begins the body of a function that gives this arrow: the arrow was a type. */
function endsType(token: Token | undefined): boolean {
  return token?.kind === "word" || (token?.kind === "punctuation" && [")", "]", ">"].includes(token.text));
}

/** The index of the bracket that closes the one at `open`; the last token's where none does. */
function matching(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== "punctuation") continue;
    if (CLOSERS.has(token.text)) depth += 1;
    if ([")", "]", "}"].includes(token.text)) depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}

function place(tokens: readonly Token[], start: number, end: number): FunctionPlace {
  const line = tokens[start]?.line ?? 1;
  const name = nameAt(tokens, start) ?? "a function";
  return { name, line, lineCount: (tokens[end]?.endLine ?? line) - line + 1, isSuite: name === "describe" || name === "suite" };
}

/** What the function that begins at `start` is called: by itself, by what it is assigned to, or by the call that it is handed to. */
function nameAt(tokens: readonly Token[], start: number): string | undefined {
  const isArrow = tokens[start]?.text === "(" || tokens[start + 1]?.text === "=>";
  if (!isArrow) return tokens.slice(start, start + 3).find(({ kind, text }) => kind === "word" && text !== "function")?.text;
  const before = tokens[start - 1]?.text === "async" ? start - 2 : start - 1;
  const isAssigned = tokens[before]?.text === "=" || tokens[before]?.text === ":";
  return isAssigned ? tokens[before - 1]?.text : enclosingCall(tokens, before);
}

function enclosingCall(tokens: readonly Token[], from: number): string | undefined {
  let depth = 0;
  for (let index = from; index > 0; index -= 1) {
    const token = tokens[index];
    if (token?.kind !== "punctuation") continue;
    if ([")", "]", "}"].includes(token.text)) depth += 1;
    if (CLOSERS.has(token.text)) depth -= 1;
    if (depth < 0) return token.text === "(" ? tokens[index - 1]?.text : undefined;
  }
  return undefined;
}
