// Splits TypeScript text into tokens, so that the checks never take a word in a comment or a string for code.

export interface Token {
  readonly kind: "word" | "number" | "string" | "template" | "regex" | "punctuation" | "comment";
  /** As written; of a string or template only what stands between its quotes, each `${…}` of a template shortened to `${}`. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
}

interface Reader {
  readonly text: string;
  position: number;
  line: number;
  readonly tokens: Token[];
  /** Bracket depth at which each template substitution that is open now began: its closing brace resumes the template. */
  readonly templates: { depth: number; readonly token: { text: string; line: number }; readonly index: number }[];
  depth: number;
}

const LONG_PUNCTUATION = ["...", "===", "!==", "??=", "=>", "?.", "??", "==", "!=", "&&", "||"];
/** Words after which a slash begins a regular expression and an exclamation mark a negation. */
export const OPERATOR_WORDS: ReadonlySet<string> = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "delete",
  "void",
  "throw",
  "new",
  "instanceof",
  "await",
  "yield",
  "else",
  "do",
  "extends",
  "default",
]);
const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\d[\w.]*/y;

/** The tokens of `text`, comments among them, in order. Never throws: text that does not parse gives tokens all the same. */
export function tokenize(text: string): readonly Token[] {
  const reader: Reader = { text, position: 0, line: 1, tokens: [], templates: [], depth: 0 };
  if (text.startsWith("#!")) skipTo(reader, endOfLine(text, 0));
  while (reader.position < text.length) readOne(reader);
  return reader.tokens;
}

function readOne(reader: Reader): void {
  const { text, position } = reader;
  const character = text.charAt(position);
  if (/\s/.test(character)) skipTo(reader, position + 1);
  else if (text.startsWith("//", position)) emit(reader, "comment", endOfLine(text, position));
  else if (text.startsWith("/*", position)) emit(reader, "comment", after(text, "*/", position + 2));
  else if (character === '"' || character === "'") emitString(reader, character);
  else if (character === "`") beginTemplate(reader);
  else if (character === "}" && reader.templates.at(-1)?.depth === reader.depth) resumeTemplate(reader);
  else if (character === "/" && regexMayBegin(reader.tokens)) emit(reader, "regex", endOfRegex(text, position));
  else emitCode(reader, character);
}

function emitCode(reader: Reader, character: string): void {
  const { text, position } = reader;
  const word = match(WORD, text, position);
  const number = match(NUMBER, text, position);
  const punctuation = LONG_PUNCTUATION.find((candidate) => text.startsWith(candidate, position)) ?? character;
  if (word !== undefined) emit(reader, "word", position + word.length);
  else if (number !== undefined) emit(reader, "number", position + number.length);
  else {
    if ("([{".includes(character)) reader.depth += 1;
    if (")]}".includes(character)) reader.depth -= 1;
    emit(reader, "punctuation", position + punctuation.length);
  }
}

function emit(reader: Reader, kind: Token["kind"], end: number, text = reader.text.slice(reader.position, end)): void {
  const line = reader.line;
  skipTo(reader, end);
  reader.tokens.push({ kind, text, line, endLine: reader.line });
}

function skipTo(reader: Reader, end: number): void {
  for (let index = reader.position; index < end; index += 1) if (reader.text[index] === "\n") reader.line += 1;
  reader.position = end;
}

function emitString(reader: Reader, quote: string): void {
  let end = reader.position + 1;
  while (end < reader.text.length && reader.text[end] !== quote && reader.text[end] !== "\n") end += reader.text[end] === "\\" ? 2 : 1;
  emit(reader, "string", Math.min(end + 1, reader.text.length), reader.text.slice(reader.position + 1, end));
}

/** A template becomes one token, put where it begins; what stands in its substitutions follows between `${` and `}`. */
function beginTemplate(reader: Reader): void {
  const token = { kind: "template" as const, text: "", line: reader.line, endLine: reader.line };
  const index = reader.tokens.push(token) - 1;
  skipTo(reader, reader.position + 1);
  readTemplateText(reader, token, index);
}

function resumeTemplate(reader: Reader): void {
  const open = reader.templates.pop();
  emit(reader, "punctuation", reader.position + 1);
  if (open !== undefined) readTemplateText(reader, open.token, open.index);
}

function readTemplateText(reader: Reader, token: { text: string; line: number }, index: number): void {
  const { text } = reader;
  let end = reader.position;
  while (end < text.length && text[end] !== "`" && !text.startsWith("${", end)) end += text[end] === "\\" ? 2 : 1;
  token.text += text.slice(reader.position, end);
  skipTo(reader, Math.min(end, text.length));
  if (text.startsWith("${", end)) {
    token.text += "${}";
    emit(reader, "punctuation", end + 2);
    reader.templates.push({ depth: reader.depth, token, index });
    return;
  }
  skipTo(reader, Math.min(end + 1, text.length));
  reader.tokens[index] = { kind: "template", text: token.text, line: token.line, endLine: reader.line };
}

function regexMayBegin(tokens: readonly Token[]): boolean {
  const previous = tokens.findLast((token) => token.kind !== "comment");
  if (previous === undefined) return true;
  if (previous.kind === "punctuation") return ![")", "]", "}"].includes(previous.text);
  return previous.kind === "word" && OPERATOR_WORDS.has(previous.text);
}

function endOfRegex(text: string, start: number): number {
  let inClass = false;
  let end = start + 1;
  for (; end < text.length && text[end] !== "\n"; end += 1) {
    const character = text[end];
    if (character === "\\") end += 1;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) break;
  }
  end += 1;
  while (/[a-z]/.test(text.charAt(end))) end += 1;
  return end;
}

function match(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

function after(text: string, ending: string, from: number): number {
  const found = text.indexOf(ending, from);
  return found === -1 ? text.length : found + ending.length;
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf("\n", from);
  return found === -1 ? text.length : found;
}
