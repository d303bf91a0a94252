// ARCHITECTURE.md and README.md tell the truth: they are short, every path in them exists, every promise has its test.
import { type Check, type Offence, type RepositoryFile, sourcesIn } from "./repository.ts";
import { tooLong } from "./wording.ts";

const ARCHITECTURE = "ARCHITECTURE.md";
const LINES_MAX: ReadonlyMap<string, number> = new Map([
  [ARCHITECTURE, 180],
  ["README.md", 120],
  ["CONTRIBUTING.md", 120],
]);

const FOLDERS = "src|test|docs|bench|migrations|scenarios|sample-bank|deploy|console|\\.ci";
/** What reads as a path wherever it stands, and what does so in a code span or as the target of a link. */
const BARE_PATH = new RegExp(`(?<![\\w./:@-])(?:${FOLDERS})/[\\w./-]*\\w/?`, "g");
const CODE_SPAN = /(?<!`)`([^`\s]+)`(?!`)/g;
const LINK = /\]\(([^)\s]+)\)/g;
const NAMED_FILE = /^#?[\w./-]+\.(ts|md|sql|json|yaml|yml|jsonl)$/;

export const documentSizeCheck: Check = {
  rule: "the documents that everyone reads stay short",
  find: (files) => [...LINES_MAX].flatMap(([path, linesMax]) => withDocument(files, path, (text) => tooLong(path, text, linesMax))),
};

export const pathCheck: Check = {
  rule: "every path that ARCHITECTURE.md names exists",
  find: (files) =>
    withDocument(files, ARCHITECTURE, (text) =>
      lines(text).flatMap(({ line, number }) =>
        pathsIn(line)
          .filter((path) => !exists(files, path))
          .map((path) => ({ path: ARCHITECTURE, line: number, what: `names ${path}, which does not exist` })),
      ),
    ),
};

export const promiseCheck: Check = {
  rule: "every promise in ARCHITECTURE.md names a test that exists",
  find: (files) =>
    withDocument(files, ARCHITECTURE, (text) => {
      const rows = promiseRows(text);
      if (rows.length === 0) return [{ path: ARCHITECTURE, line: 1, what: "lists no promise under a heading with that word" }];
      return rows.flatMap(({ line, number }) => brokenPromise(files, line, number));
    }),
};

function withDocument(files: readonly RepositoryFile[], path: string, find: (text: string) => readonly Offence[]): readonly Offence[] {
  const document = files.find((file) => file.path === path);
  return document === undefined ? [{ path, line: 1, what: "does not exist" }] : find(document.text);
}

function pathsIn(line: string): readonly string[] {
  const spans = [...line.matchAll(CODE_SPAN), ...line.matchAll(LINK)].map((found) => found[1] ?? "");
  const named = spans
    .map((span) => span.replace(/^\.\//, "").replace(/(?<=.)#.+$/, ""))
    .filter((span) => NAMED_FILE.test(span) && !/^https?:/.test(span));
  const bare = [...line.matchAll(BARE_PATH)].filter((found) => line[found.index + found[0].length] !== "*").map((found) => found[0]);
  return [...new Set([...named, ...bare])];
}

/** Whether a file or folder is called `path`, from the root or from a folder on the way to it. */
function exists(files: readonly RepositoryFile[], path: string): boolean {
  const wanted = `/${path.replace(/^#/, "").replace(/\/$/, "")}`;
  return files.some((file) => `/${file.path}`.endsWith(wanted) || `/${file.path}`.includes(`${wanted}/`));
}

/** The rows of the tables under headings that speak of promises, without head and rule. */
function promiseRows(text: string): readonly { readonly line: string; readonly number: number }[] {
  let isUnderPromises = false;
  const rows = lines(text).filter(({ line }) => {
    if (line.startsWith("#")) isUnderPromises = /promises/i.test(line);
    return isUnderPromises && line.startsWith("|");
  });
  return rows.filter(({ line }, index) => !isRule(line) && !isRule(rows[index + 1]?.line ?? ""));
}

function isRule(line: string): boolean {
  return /^\|[\s:|-]+\|$/.test(line);
}

/** A row reads: promise | test file | test name. */
function brokenPromise(files: readonly RepositoryFile[], line: string, number: number): readonly Offence[] {
  const cells = line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/^`|`$/g, ""));
  const [promise = "", path = "", title = ""] = cells;
  const offence = (what: string): readonly Offence[] => [{ path: ARCHITECTURE, line: number, what }];
  if (cells.length !== 3 || promise === "" || title === "") return offence("is not a row of promise, test file and test name");
  const source = sourcesIn(files, path).find((candidate) => candidate.path === path && candidate.isTest);
  if (source === undefined) return offence(`rests a promise on ${path}, which is no test file`);
  const isTold = source.tokens.some(({ kind, text }) => (kind === "string" || kind === "template") && text.includes(title));
  return isTold ? [] : offence(`rests a promise on the test "${title}", which ${path} does not have`);
}

function lines(text: string): readonly { readonly line: string; readonly number: number }[] {
  return text.split("\n").map((line, index) => ({ line, number: index + 1 }));
}
