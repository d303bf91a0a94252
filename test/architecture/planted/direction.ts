// Planted files for the checks of who may import what.
import { file, finds, GATE, HUB, type Planted, passes, SERVER } from "./planted.ts";

export const direction: readonly Planted[] = [
  finds(
    "direction",
    [file("src/model/routing.ts", "// Routes.", 'import type { Caller } from "#governance/caller.ts";')],
    "src/model/routing.ts:2 imports src/governance/caller.ts, which stands above it",
  ),
  finds(
    "direction",
    [file("src/infrastructure/log.ts", 'export { chat } from "../model/chat.ts";')],
    "src/infrastructure/log.ts:1 imports src/model/chat.ts, which stands above it",
  ),
  finds(
    "direction",
    [file(HUB, "async function late() {", '  return await import("#application/server.ts");', "}")],
    `${HUB}:2 imports ${SERVER}, which stands above it`,
  ),
  finds(
    "direction",
    [file(GATE, 'import { readConfig } from "#root/config.ts";')],
    `${GATE}:1 imports src/config.ts, which stands above it`,
  ),
  finds(
    "direction",
    [file("src/infrastructure/a.ts", 'new Worker(new URL("../model/worker.ts", import.meta.url));')],
    "src/infrastructure/a.ts:1 imports src/model/worker.ts, which stands above it",
  ),
  finds(
    "direction",
    [file("src/infrastructure/a.ts", "new URL(`../model/worker$" + "{extname(import.meta.filename)}`, import.meta.url);")],
    "src/infrastructure/a.ts:1 imports src/model/worker.ts, which stands above it",
  ),
  finds("direction", [file("src/tools/a.ts", "// A.")], "src/tools/a.ts:1 stands in a folder that is no layer"),
  passes(
    "direction",
    file(
      SERVER,
      'import { gate } from "#governance/gate.ts";',
      '// import "../config.ts"',
      'const text = `import x from "../config.ts"`;',
      "export { gate };",
    ),
  ),
  passes(
    "direction",
    file("src/platform.ts", 'import { createServer } from "#application/server.ts";', 'import { readConfig } from "./config.ts";'),
  ),
  passes("direction", file("src/model/routing.test.ts", 'import { createCaller } from "#test/platform.ts";')),
  finds(
    "layerName",
    [file(GATE, 'import { log } from "../infrastructure/log.ts";')],
    `${GATE}:1 imports ../infrastructure/log.ts across layers: write #infrastructure/log.ts`,
  ),
  finds(
    "layerName",
    [file("src/main.ts", 'import { log } from "./infrastructure/log.ts";')],
    "src/main.ts:1 imports ./infrastructure/log.ts across layers: write #infrastructure/log.ts",
  ),
  finds(
    "layerName",
    [file(GATE, 'import type { Caller } from "#governance/caller.ts";')],
    `${GATE}:1 imports #governance/caller.ts from inside the same layer: write a relative path`,
  ),
  passes(
    "layerName",
    file("src/governance/audit/ledger.ts", 'import type { Caller } from "../caller.ts";', 'import { log } from "#infrastructure/log.ts";'),
  ),
  finds("specifier", [file(HUB, "const name = 'x';", "await import(name);")], `${HUB}:2 imports a computed name`),
  finds("specifier", [file(HUB, "await import(`./$", "{name}.ts`);")], `${HUB}:1 imports a computed name`),
  passes("specifier", file(HUB, 'await import("./a.ts");', "const here = import.meta.url;", 'type A = typeof import("./a.ts");')),
  finds(
    "cycle",
    [
      file("src/model/a.ts", 'import "./b.ts";'),
      file("src/model/b.ts", "// B.", 'import type { C } from "./c.ts";'),
      file("src/model/c.ts", 'export * from "./a.ts";'),
    ],
    "src/model/c.ts:1 closes a circle: src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts",
  ),
  passes(
    "cycle",
    file("src/model/a.ts", 'import "./b.ts";', 'import "./c.ts";'),
    file("src/model/b.ts", 'import "./c.ts";'),
    file("src/model/c.ts", "export const c = 1;"),
  ),
  finds(
    "trail",
    [file("src/main.ts", 'import { platform } from "#test/platform.ts";')],
    "src/main.ts:1 imports test/platform.ts, which is not there in production",
  ),
  finds(
    "trail",
    [file("src/main.ts", 'import catalogue from "../bench/load.ts";')],
    "src/main.ts:1 imports bench/load.ts, which is not there in production",
  ),
  passes("trail", file("src/main.test.ts", 'import { platform } from "#test/platform.ts";')),
];
