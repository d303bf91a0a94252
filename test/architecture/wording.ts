// What files are called, how long they may be, what they open with, and what may not be left lying in them.
import { functionsOf } from "./functions.ts";
import { type Check, isMember, type Offence, type RepositoryFile, type Source, sourcesIn } from "./repository.ts";

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;

const VAGUE: ReadonlySet<string> = new Set([
  "util",
  "utils",
  "utility",
  "utilities",
  "helper",
  "helpers",
  "common",
  "shared",
  "misc",
  "manager",
  "managers",
]);
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LEFT_OVER = /\b(TODO|FIXME|XXX|HACK)\b/;
const OURS = ["src/", "test/", "bench/"];

export const nameCheck: Check = {
  rule: "files and folders are named for what they hold, in kebab-case",
  find: (files) => sourcesIn(files, ...OURS).flatMap(({ path }) => path.split("/").flatMap((segment) => misnamed(path, segment))),
};

export const fileSizeCheck: Check = {
  rule: `no file is longer than ${FILE_LINES_MAX} lines`,
  find: (files) => sourcesIn(files, ...OURS).flatMap(({ path, text }) => tooLong(path, text, FILE_LINES_MAX)),
};

export const functionSizeCheck: Check = {
  rule: `no function is longer than ${FUNCTION_LINES_MAX} lines`,
  find: (files) =>
    sourcesIn(files, ...OURS).flatMap(({ path, tokens }) =>
      functionsOf(tokens)
        .filter(({ lineCount, isSuite }) => lineCount > FUNCTION_LINES_MAX && !isSuite)
        .map(({ name, line, lineCount }) => ({ path, line, what: `${name} has ${lineCount} lines, more than ${FUNCTION_LINES_MAX}` })),
    ),
};

export const leftOverCheck: Check = {
  rule: "nothing is left to be done in a comment",
  find: (files) =>
    sourcesIn(files, ...OURS).flatMap(({ path, comments }) =>
      comments
        .filter(({ text }) => LEFT_OVER.test(text))
        .map(({ line, text }) => ({ path, line, what: `leaves ${LEFT_OVER.exec(text)?.[0]} in a comment` })),
    ),
};

export const firstLineCheck: Check = {
  rule: "a file's first line says what the file is for",
  find: (files) =>
    sourcesIn(files, ...OURS).flatMap(({ path, text }) => {
      const first = text.replace(/^#!.*\n/, "").split("\n", 1)[0] ?? "";
      return /^\/\/ \S/.test(first) ? [] : [{ path, line: 1, what: "does not open with a comment that says what it is for" }];
    }),
};

export const focusCheck: Check = {
  rule: "no test is left switched off, or alone switched on",
  find: (files) =>
    sourcesIn(files, "src/", "test/")
      .filter(({ isTest }) => isTest)
      .flatMap(focused),
};

/** Offence where `text` has more than `linesMax` lines. */
export function tooLong(path: string, text: string, linesMax: number): readonly Offence[] {
  const lineCount = text.replace(/\n$/, "").split("\n").length;
  return lineCount > linesMax ? [{ path, line: linesMax + 1, what: `has ${lineCount} lines, more than ${linesMax}` }] : [];
}

function misnamed(path: string, segment: string): readonly Offence[] {
  const name = segment.replace(/(\.test|\.d)?\.ts$/, "");
  const vague = name.split("-").find((word) => VAGUE.has(word));
  if (vague !== undefined) return [{ path, line: 1, what: `is called ${segment}: "${vague}" says nothing of what it holds` }];
  return KEBAB_CASE.test(name) ? [] : [{ path, line: 1, what: `is called ${segment}, which is not kebab-case` }];
}

/** A test may be skipped for a reason that it works out and names; it may not be switched off in its text. */
function focused({ path, tokens }: Source): readonly Offence[] {
  return tokens.flatMap((token, index) => {
    const [before, after, next] = [tokens[index - 2]?.text ?? "", tokens[index + 1]?.text, tokens[index + 2]?.text];
    const isSwitch = token.kind === "word" && ["only", "skip", "todo"].includes(token.text);
    const onRunner = isMember(tokens, index) && ["test", "it", "describe", "suite"].includes(before);
    const asOption = after === ":" && (next === "true" || token.text === "todo");
    return isSwitch && (onRunner || asOption) ? [{ path, line: token.line, what: `leaves a test with ${token.text}` }] : [];
  });
}

export const trailCheck: Check = {
  rule: "production code imports no test and nothing from outside src/",
  find: (files: readonly RepositoryFile[]) =>
    sourcesIn(files, "src/")
      .filter(({ isTest }) => !isTest)
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target, inRepository }) => inRepository && (!target.startsWith("src/") || target.endsWith(".test.ts")))
          .map(({ target, line }) => ({ path, line, what: `imports ${target}, which is not there in production` })),
      ),
};
