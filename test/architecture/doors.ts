// Doors and homes: which modules, packages and powers only certain files may reach.
import { type Check, fits, fitsAny, isMember, type Offence, productionSources, type RepositoryFile, type Source } from "./repository.ts";

interface Door {
  readonly door: string;
  readonly openers: readonly string[];
}

/** Types count as well: whoever can name the type can be handed the thing. */
const DOORS: readonly Door[] = [
  { door: "src/model/invoke.ts", openers: ["src/governance/gate.ts", "src/platform.ts"] },
  // Reading a date runs no model.
  ...["src/model/traditional/dates.ts", "src/model/traditional/calculators/calendar.ts"].map((door) => ({
    door,
    openers: ["src/model/traditional/", "src/service/knowledge/passages/validity.ts"],
  })),
  { door: "src/model/traditional/", openers: ["src/governance/disposition.ts", "src/platform*.ts", "src/model/traditional/"] },
  {
    door: "src/infrastructure/outbound.ts",
    openers: [
      "src/model/providers/",
      "src/model/traditional/http-skill.ts",
      "src/model/traditional/mcp-*.ts",
      "src/platform*.ts",
      "src/cli*.ts",
    ],
  },
  { door: "src/infrastructure/exchange.ts", openers: ["src/infrastructure/outbound.ts"] },
  { door: "src/model/providers/", openers: ["src/platform.ts", "src/model/"] },
  { door: "src/model/embedded/", openers: ["src/platform.ts", "src/model/"] },
];

interface Home {
  /** `*` stands for anything but a slash. */
  readonly packages: readonly string[];
  readonly homes: readonly string[];
}

const DATABASE = "src/infrastructure/database/";
const OUTBOUND = "src/infrastructure/outbound.ts";

/** Tools with one home each, so that replacing one touches one place. */
const HOMES: readonly Home[] = [
  { packages: ["pg", "pg-*", "@electric-sql/*"], homes: [DATABASE] },
  { packages: ["fastify", "@fastify/*"], homes: ["src/application/"] },
  { packages: ["node-llama-cpp", "@node-llama-cpp/*"], homes: ["src/model/embedded/"] },
  { packages: ["onnxruntime-node"], homes: ["src/model/traditional/", "src/model/embedded/"] },
  { packages: ["@gorules/*"], homes: ["src/model/traditional/"] },
  // Its client starts processes and reaches out.
  { packages: ["@modelcontextprotocol/*"], homes: ["src/model/traditional/mcp-connection.ts", "src/application/mcp/"] },
  { packages: ["undici"], homes: [OUTBOUND, "src/infrastructure/exchange.ts"] },
  { packages: ["@ai-sdk/*", "ai"], homes: ["src/model/providers/"] },
  { packages: ["pino"], homes: ["src/infrastructure/log.ts"] },
  { packages: ["yaml"], homes: ["src/configuration.ts", "src/service/knowledge/"] },
  { packages: ["canonicalize"], homes: ["src/governance/audit/"] },
  { packages: ["node:module"], homes: [] },
  { packages: ["node:child_process"], homes: ["src/model/weights/"] },
  { packages: ["node:process"], homes: ["src/config.ts"] },
  {
    packages: ["node:http", "node:https", "node:http2", "node:net", "node:tls", "node:dns", "node:dgram"],
    homes: [OUTBOUND, "src/application/"],
  },
];

export const doorCheck: Check = {
  rule: "a door is opened by the files named for it, and never handed on",
  find: (files) =>
    productionSources(files).flatMap(({ path, imports }) =>
      imports.flatMap(({ target, form, line }): readonly Offence[] => {
        const door = DOORS.find((candidate) => fits(target, candidate.door));
        if (door === undefined || path.startsWith(door.door)) return [];
        if (!fitsAny(path, door.openers)) return [{ path, line, what: `opens ${target}, a door for ${door.openers.join(", ")} only` }];
        const standsBehindAnother = DOORS.some((other) => fits(path, other.door));
        return form === "export" && !standsBehindAnother ? [{ path, line, what: `hands on ${target}, which is a door` }] : [];
      }),
    ),
};

export const homeCheck: Check = {
  rule: "a package with one home is imported there only",
  find: (files) =>
    productionSources(files).flatMap(({ path, imports }) =>
      imports.flatMap(({ target, inRepository, line }): readonly Offence[] => {
        const home = inRepository ? undefined : HOMES.find(({ packages }) => fitsAny(withPrefix(target), packages));
        if (home === undefined || fitsAny(path, home.homes)) return [];
        return [{ path, line, what: `imports ${target}, whose home is ${home.homes.join(", ") || "nowhere"}` }];
      }),
    ),
};

/** Built-in modules may be named without `node:`. */
function withPrefix(target: string): string {
  const builtIn = HOMES.some(({ packages }) => packages.includes(`node:${target}`));
  return builtIn ? `node:${target}` : target;
}

export const environmentCheck: Check = {
  rule: "only src/config.ts reads the environment",
  find: (files) =>
    withoutHomes(files, ["src/config.ts"], "reads the environment", ({ tokens }, index) => {
      if (tokens[index]?.text !== "process" || isMember(tokens, index)) return false;
      const [before, after, name] = [tokens[index - 1]?.text, tokens[index + 1]?.text, tokens[index + 2]?.text];
      const isTaken = before === "=" && after === ";";
      return isTaken || (["?.", ".", "["].includes(after ?? "") && name === "env");
    }),
};

export const fetchCheck: Check = {
  rule: "only src/infrastructure/outbound.ts reaches out: nothing else calls fetch",
  find: (files) =>
    withoutHomes(files, [OUTBOUND], "calls fetch", ({ tokens }, index) => {
      const isGlobal = !isMember(tokens, index) || ["globalThis", "global"].includes(tokens[index - 2]?.text ?? "");
      return ["fetch", "WebSocket", "EventSource"].includes(tokens[index]?.text ?? "") && isGlobal && tokens[index + 1]?.text === "(";
    }),
};

export const consoleCheck: Check = {
  rule: "only the command line and the demo write to the console; everything else has the log",
  find: (files) =>
    withoutHomes(
      files,
      ["src/cli*.ts"],
      "writes to the console",
      ({ tokens }, index) => tokens[index]?.text === "console" && tokens[index + 1]?.text === "." && !isMember(tokens, index),
    ),
};

export const evaluationCheck: Check = {
  rule: "no text is run as code",
  find: (files) => [
    ...withoutHomes(files, [], "runs text as code", ({ tokens }, index) => {
      const [before, word, after] = [tokens[index - 1]?.text, tokens[index]?.text, tokens[index + 1]?.text];
      const isGlobal = !isMember(tokens, index) || ["globalThis", "global"].includes(tokens[index - 2]?.text ?? "");
      return (word === "eval" && after === "(" && isGlobal) || (word === "Function" && (before === "new" || after === "(") && isGlobal);
    }),
    ...productionSources(files).flatMap(({ path, imports }) =>
      imports.filter(({ target }) => /^(node:)?vm$/.test(target)).map(({ line }) => ({ path, line, what: "runs text as code" })),
    ),
  ],
};

/** One offence for each word of a production file outside `homes` that `offends`. */
function withoutHomes(
  files: readonly RepositoryFile[],
  homes: readonly string[],
  what: string,
  offends: (source: Source, index: number) => boolean,
): readonly Offence[] {
  return productionSources(files)
    .filter(({ path }) => !fitsAny(path, homes))
    .flatMap((source) =>
      source.tokens.flatMap((token, index) =>
        token.kind === "word" && offends(source, index) ? [{ path: source.path, line: token.line, what }] : [],
      ),
    );
}
