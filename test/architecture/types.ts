// The compiler is believed: nothing in src/ silences it.
import { type Check, isMember, type Offence, type RepositoryFile, type Source, sourcesIn } from "./repository.ts";
import { OPERATOR_WORDS, type Token } from "./tokens.ts";

interface Allowed {
  readonly path: string;
  /** What stands on both sides of the cast. */
  readonly cast: string;
  readonly reason: string;
}

/** Casts that no check at run time could replace. Each needs a reason. */
const ALLOWED_CASTS: readonly Allowed[] = [];

export const anyCheck: Check = {
  rule: "nothing is of type any",
  find: (files) => words(files, "any", "is of type any", isAny),
};

export const nonNullCheck: Check = {
  rule: "nothing is asserted to be there: it is checked",
  find: (files) => sourcesIn(files, "src/").flatMap((source) => atTokens(source, "asserts with ! that something is there", isNonNull)),
};

export const castCheck: Check = {
  rule: "no cast silences the compiler",
  find: (files) => words(files, "as", "casts", (tokens, index, path) => isCast(tokens, index) && !isAllowed(tokens, index, path)),
};

export const silencerCheck: Check = {
  rule: "no comment silences the compiler",
  find: (files) =>
    sourcesIn(files, "src/").flatMap(({ path, comments }) =>
      comments
        .filter(({ text }) => /@ts-(ignore|nocheck|expect-error)/.test(text))
        .map(({ line }) => ({ path, line, what: "silences the compiler" })),
    ),
};

type Judge = (tokens: readonly Token[], index: number, path: string) => boolean;

function words(files: readonly RepositoryFile[], word: string, what: string, offends: Judge): readonly Offence[] {
  return sourcesIn(files, "src/").flatMap((source) =>
    atTokens(
      source,
      what,
      (tokens, index, path) => tokens[index]?.kind === "word" && tokens[index].text === word && offends(tokens, index, path),
    ),
  );
}

function atTokens({ path, tokens }: Source, what: string, offends: Judge): readonly Offence[] {
  return tokens.flatMap((token, index) => (offends(tokens, index, path) ? [{ path, line: token.line, what }] : []));
}

/** `any` as a type, or a schema that lets anything through; not a property or method of that name. */
function isAny(tokens: readonly Token[], index: number): boolean {
  const after = tokens[index + 1]?.text;
  if (isMember(tokens, index)) return tokens[index - 2]?.text === "z" && after === "(";
  return after !== ":" && after !== "(" && after !== "?";
}

/** An exclamation mark behind a value: before a value it is a negation. */
function isNonNull(tokens: readonly Token[], index: number): boolean {
  const [before, mark, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (mark?.kind !== "punctuation" || mark.text !== "!" || before === undefined || !endsValue(before)) return false;
  const negates = before.text === ")" && (after?.kind === "word" || after?.text === "(" || after?.text === "!");
  return !negates;
}

function isCast(tokens: readonly Token[], index: number): boolean {
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  if (before === undefined || !endsValue(before) || isMember(tokens, index)) return false;
  const startsType =
    after?.kind === "word" || after?.kind === "string" || after?.kind === "template" || ["{", "[", "("].includes(after?.text ?? "");
  return startsType && after?.text !== "const" && !isRenaming(tokens, index);
}

/** Whether the `as` at `index` stands between the braces of an import or export clause. */
function isRenaming(tokens: readonly Token[], index: number): boolean {
  for (let place = index - 1; place >= 0; place -= 1) {
    const token = tokens[place];
    if (token?.text === "import" || token?.text === "export") return true;
    if (token?.kind !== "word" && !["{", ",", "*"].includes(token?.text ?? "")) return false;
  }
  return false;
}

function isAllowed(tokens: readonly Token[], index: number, path: string): boolean {
  const cast = tokens
    .slice(index - 1, index + 2)
    .map(({ text }) => text)
    .join(" ");
  return ALLOWED_CASTS.some((allowed) => allowed.path === path && allowed.cast === cast);
}

function endsValue({ kind, text }: Token): boolean {
  if (kind === "punctuation") return text === ")" || text === "]" || text === "}";
  return kind !== "word" || !OPERATOR_WORDS.has(text);
}
