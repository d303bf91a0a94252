// SQL stands in stores only, and every statement of a store names the institution that it is for.
import { type Check, fitsAny, type Offence, productionSources, type Source } from "./repository.ts";
import type { Token } from "./tokens.ts";

const STORES = ["*-store.ts", "src/infrastructure/database/"];
const CONTRACT = "src/infrastructure/database/database.ts";

/** A literal that is a statement: its keywords in one case, so that a sentence such as "Select one from the list" is none. */
const STATEMENTS = [
  "select\\b[^]*\\bfrom\\b",
  "with\\b[^]*\\bas\\b[^]*\\(",
  "insert\\s+into\\b",
  "update\\b[^]*\\bset\\b",
  "delete\\s+from\\b",
  "truncate\\s+\\w",
  "alter\\s+table\\b",
  "create\\s+(unique\\s+)?(table|index|extension|schema|type|view)\\b",
  "drop\\s+(table|index|schema|type|view)\\b",
  "lock\\s+table\\b",
];
const STATEMENT = new RegExp(`^(?:[\\s(]|--[^\\n]*\\n)*(${STATEMENTS.flatMap((pattern) => [pattern, upperCase(pattern)]).join("|")})`);

/** An equation with the institution, in a condition or a join. */
const NAMES_INSTITUTION = /\binstitution_id\s*(=|in\b|is not distinct from)/i;
const INSERTS_INSTITUTION = /^\s*insert\s+into\s+\w+[^(]*\([^)]*\binstitution_id\b/i;

interface WithoutInstitution {
  readonly path: string;
  /** How the statement begins. */
  readonly statement: string;
  readonly reason: string;
}

/** The statements that may leave the institution out. Each needs a reason that an auditor would accept. */
const WITHOUT_INSTITUTION: readonly WithoutInstitution[] = [
  {
    path: "src/governance/identity-store.ts",
    statement: "insert into institution (",
    reason: "it is the institution that is written: its own id names it",
  },
  {
    path: "src/governance/audit/ledger-store.ts",
    statement: "select segment, byte_offset from ledger_position",
    reason: "how far a writer's files were copied is a fact about the server, not about any institution",
  },
  {
    path: "src/governance/audit/ledger-store.ts",
    statement: "insert into ledger_position",
    reason: "how far a writer's files were copied is a fact about the server, not about any institution",
  },
];

export const sqlPlaceCheck: Check = {
  rule: "SQL stands in *-store.ts and src/infrastructure/database/ only",
  find: (files) =>
    productionSources(files)
      .filter(({ path }) => !isStore(path))
      .flatMap((source) => [
        ...statementsOf(source).map((token) => offence(source, token, "holds SQL outside a store")),
        ...callsOf(source),
      ]),
};

export const institutionCheck: Check = {
  rule: "every statement of a store names its institution",
  find: (files) =>
    productionSources(files)
      .filter(({ path }) => isStore(path) && !path.startsWith("src/infrastructure/"))
      .flatMap((source) =>
        statementsOf(source)
          .filter(({ text }) => !NAMES_INSTITUTION.test(text) && !INSERTS_INSTITUTION.test(text) && !mayLeaveOut(source.path, text))
          .map((token) => offence(source, token, "runs a statement that names no institution")),
      ),
};

export const limitCheck: Check = {
  rule: "every list that a store reads has a limit",
  find: (files) =>
    productionSources(files)
      .filter(({ path }) => isStore(path) && !path.startsWith("src/infrastructure/"))
      .flatMap((source) =>
        statementsOf(source)
          .filter(({ text }) => /^[\s(]*(select|with)\b/i.test(text) && !/\blimit\b/i.test(text) && !isOneRow(text))
          .map((token) => offence(source, token, "reads rows without a limit")),
      ),
};

/** An aggregate over everything that matches gives one row. */
function isOneRow(text: string): boolean {
  return /^\s*select\s+(coalesce\s*\(\s*)?(count|sum|max|min|bool_or|exists)\s*\(/i.test(text) && !/\bgroup\s+by\b/i.test(text);
}

function isStore(path: string): boolean {
  return fitsAny(path.slice(path.lastIndexOf("/") + 1), STORES) || fitsAny(path, STORES);
}

function statementsOf(source: Source): readonly Token[] {
  return source.tokens.filter((token) => (token.kind === "string" || token.kind === "template") && STATEMENT.test(token.text));
}

/** Calls of `query` and `execute` in a file that knows the database: whatever text they pass belongs into a store. */
function callsOf(source: Source): readonly Offence[] {
  if (!source.imports.some(({ target }) => target === CONTRACT)) return [];
  const { tokens } = source;
  return tokens.flatMap((token, index) => {
    const isCall =
      tokens[index - 1]?.text === "." && tokens[index + 1]?.text === "(" && (token.text === "query" || token.text === "execute");
    return isCall ? [offence(source, token, `calls ${token.text} outside a store`)] : [];
  });
}

function mayLeaveOut(path: string, text: string): boolean {
  return WITHOUT_INSTITUTION.some((known) => known.path === path && text.trimStart().startsWith(known.statement));
}

function offence(source: Source, token: Token, what: string): Offence {
  return { path: source.path, line: token.line, what };
}

/** The pattern for the same words in capitals; its escapes stay as they are. */
function upperCase(pattern: string): string {
  return pattern.replace(/\\\w|[a-z]+/g, (part) => (part.startsWith("\\") ? part : part.toUpperCase()));
}
