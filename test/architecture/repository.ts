// The repository as the architecture checks see it: its files, read once, and what each source file imports.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Token, tokenize } from "./tokens.ts";

export interface RepositoryFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  /** Empty for files that are not text of ours. */
  readonly text: string;
}

export interface Offence {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

/** A rule of the house and the function that finds who breaks it. */
export interface Check {
  /** The rule, as a sentence. */
  readonly rule: string;
  readonly find: (files: readonly RepositoryFile[]) => readonly Offence[];
}

export interface Import {
  /** As written; undefined where the module is computed when the program runs. */
  readonly specifier: string | undefined;
  /** The repository path, or the name of the package or built-in module. */
  readonly target: string;
  readonly inRepository: boolean;
  /** `worker`: a file started by URL rather than imported. */
  readonly form: "import" | "export" | "dynamic" | "worker";
  readonly line: number;
}

export interface Source extends RepositoryFile {
  /** Without comments. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
  readonly imports: readonly Import[];
  readonly isTest: boolean;
}

const TEXT_FILE = /\.(ts|md)$/;
const NOT_OURS: ReadonlySet<string> = new Set(["node_modules", ".git", "dist", ".kaname"]);

/** Every file under `root`, without what git ignores. */
export function readRepository(root: string): readonly RepositoryFile[] {
  const entries = readdirSync(root, { withFileTypes: true });
  return entries
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const place = join(root, entry.name);
      if (entry.isDirectory()) return readRepository(place).map((file) => ({ path: `${entry.name}/${file.path}`, text: file.text }));
      return [{ path: entry.name, text: TEXT_FILE.test(entry.name) ? readFileSync(place, "utf8") : "" }];
    });
}

const known = new WeakMap<RepositoryFile, Source>();

/** The TypeScript files among `files` that lie under one of `folders`. */
export function sourcesIn(files: readonly RepositoryFile[], ...folders: readonly string[]): readonly Source[] {
  const wanted = files.filter((file) => file.path.endsWith(".ts") && folders.some((folder) => file.path.startsWith(folder)));
  return wanted.map((file) => {
    const source = known.get(file) ?? toSource(file);
    known.set(file, source);
    return source;
  });
}

/** The files under src/ that run in production. */
export function productionSources(files: readonly RepositoryFile[]): readonly Source[] {
  return sourcesIn(files, "src/").filter((source) => !source.isTest);
}

function toSource(file: RepositoryFile): Source {
  const all = tokenize(file.text);
  const tokens = all.filter((token) => token.kind !== "comment");
  return {
    ...file,
    tokens,
    comments: all.filter((token) => token.kind === "comment"),
    imports: tokens.flatMap((_token, index) => readImport(file.path, tokens, index)),
    isTest: file.path.endsWith(".test.ts") || file.path.startsWith("test/"),
  };
}

/** The import that begins at `index`, if one does. */
function readImport(path: string, tokens: readonly Token[], index: number): readonly Import[] {
  const token = tokens[index];
  if (token?.kind !== "word" || isMember(tokens, index)) return [];
  const found = readModuleName(tokens, index) ?? readFileAddress(tokens, index);
  return found === undefined ? [] : [{ ...found, line: token.line, ...resolve(path, found.specifier ?? "a computed name") }];
}

type Naming = Pick<Import, "specifier" | "form">;

function readModuleName(tokens: readonly Token[], index: number): Naming | undefined {
  const [token, next, afterNext, last] = tokens.slice(index, index + 4);
  if ((token?.text === "import" || token?.text === "require") && next?.text === "(") {
    const isPlain = afterNext?.kind === "string" && (last?.text === ")" || last?.text === ",");
    return { specifier: isPlain ? afterNext.text : undefined, form: "dynamic" };
  }
  if (token?.text === "import" && next?.text !== ".") {
    return { specifier: next?.kind === "string" ? next.text : clauseEnd(tokens, index + 1), form: "import" };
  }
  const mayHandOn = next?.text === "*" || next?.text === "{" || (next?.text === "type" && afterNext?.text === "{");
  const specifier = token?.text === "export" && mayHandOn ? clauseEnd(tokens, index + 1) : undefined;
  return specifier === undefined ? undefined : { specifier, form: "export" };
}

/** `new URL("./worker.ts", …)`: a file of ours by its address, whose ending may be worked out, as it is another one once built. */
function readFileAddress(tokens: readonly Token[], index: number): Naming | undefined {
  const [token, open, address] = tokens.slice(index, index + 3);
  if (token?.text !== "URL" || open?.text !== "(" || address === undefined) return undefined;
  const specifier = address.kind === "template" ? address.text.replace(/\$\{\}$/, ".ts") : address.text;
  const isFile = /^\.\.?\/[\w./-]+\.ts$/.test(specifier) && (address.kind === "string" || address.kind === "template");
  return isFile ? { specifier, form: "worker" } : undefined;
}

/** The module's name that ends the import or export clause beginning at `start`; undefined for an export without `from`. */
function clauseEnd(tokens: readonly Token[], start: number): string | undefined {
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.text === "from" && tokens[index + 1]?.kind === "string") return tokens[index + 1]?.text;
    const inClause = token?.kind === "word" || token?.kind === "string" || ["{", "}", ",", "*"].includes(token?.text ?? "");
    if (!inClause || (token?.text === "}" && tokens[index + 1]?.text !== "from")) return undefined;
  }
  return undefined;
}

function resolve(path: string, specifier: string): { readonly target: string; readonly inRepository: boolean } {
  if (specifier.startsWith(".")) return { target: posix.join(posix.dirname(path), specifier), inRepository: true };
  const [head = "", ...rest] = specifier.split("/");
  if (head === "#test") return { target: specifier.slice(1), inRepository: true };
  if (head === "#root") return { target: `src/${rest.join("/")}`, inRepository: true };
  if (head.startsWith("#")) return { target: `src/${specifier.slice(1)}`, inRepository: true };
  if (specifier.startsWith("node:")) return { target: specifier, inRepository: false };
  return { target: specifier.startsWith("@") ? `${head}/${rest[0] ?? ""}` : head, inRepository: false };
}

/** Whether the word at `index` is a property's name rather than a name of its own. */
export function isMember(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  return before === "." || before === "?.";
}

/** Whether `path` is `pattern`, lies under it (a pattern that ends in a slash), or fits it (`*` stands for anything but a slash). */
export function fits(path: string, pattern: string): boolean {
  if (pattern.endsWith("/")) return path.startsWith(pattern);
  const expression = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]*");
  return new RegExp(`^${expression}$`).test(path);
}

export function fitsAny(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fits(path, pattern));
}
