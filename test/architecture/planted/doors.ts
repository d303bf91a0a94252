// Planted files for the checks of doors and homes.
import { file, finds, GATE, HUB, type Planted, passes, SERVER } from "./planted.ts";

export const doors: readonly Planted[] = [
  finds(
    "door",
    [file(HUB, 'import type { Invoke } from "#model/invoke.ts";')],
    `${HUB}:1 opens src/model/invoke.ts, a door for ${GATE}, src/platform.ts only`,
  ),
  finds(
    "door",
    [file("src/governance/policy.ts", 'import { createInvoke } from "../model/invoke.ts";')],
    `src/governance/policy.ts:1 opens src/model/invoke.ts, a door for ${GATE}, src/platform.ts only`,
  ),
  finds("door", [file(GATE, 'export type { Invoke } from "#model/invoke.ts";')], `${GATE}:1 hands on src/model/invoke.ts, which is a door`),
  finds(
    "door",
    [file(HUB, 'const { score } = await import("#model/traditional/scorecard.ts");')],
    `${HUB}:1 opens src/model/traditional/scorecard.ts, a door for src/governance/disposition.ts, src/platform*.ts, src/model/traditional/ only`,
  ),
  finds(
    "door",
    [file(SERVER, 'import { createOutbound } from "#infrastructure/outbound.ts";')],
    `${SERVER}:1 opens src/infrastructure/outbound.ts, a door for src/model/providers/, src/model/traditional/http-skill.ts, src/model/traditional/mcp-*.ts, src/platform*.ts, src/cli*.ts only`,
  ),
  finds(
    "door",
    [file(GATE, 'import { createAnthropic } from "#model/providers/anthropic.ts";')],
    `${GATE}:1 opens src/model/providers/anthropic.ts, a door for src/platform.ts, src/model/ only`,
  ),
  finds(
    "door",
    [file(HUB, 'import { openRuntime } from "#model/embedded/runtime.ts";')],
    `${HUB}:1 opens src/model/embedded/runtime.ts, a door for src/platform.ts, src/model/ only`,
  ),
  passes(
    "door",
    file(GATE, 'import type { Invoke } from "#model/invoke.ts";'),
    file(
      "src/platform.ts",
      'import { createInvoke } from "#model/invoke.ts";',
      'import { createAnthropic } from "#model/providers/anthropic.ts";',
    ),
    file(
      "src/model/providers/anthropic.ts",
      'import type { Outbound } from "#infrastructure/outbound.ts";',
      'import { frames } from "./frames.ts";',
    ),
  ),
  finds("home", [file(HUB, 'import pg from "pg";')], `${HUB}:1 imports pg, whose home is src/infrastructure/database/`),
  finds(
    "home",
    [file("src/platform.ts", 'import { PGlite } from "@electric-sql/pglite";')],
    "src/platform.ts:1 imports @electric-sql/pglite, whose home is src/infrastructure/database/",
  ),
  finds(
    "home",
    [file(GATE, 'import type { FastifyRequest } from "fastify";')],
    `${GATE}:1 imports fastify, whose home is src/application/`,
  ),
  finds(
    "home",
    [file("src/model/weights.ts", 'await import("node-llama-cpp");')],
    "src/model/weights.ts:1 imports node-llama-cpp, whose home is src/model/embedded/",
  ),
  finds(
    "home",
    [file(HUB, 'import { ZenEngine } from "@gorules/zen-engine";')],
    `${HUB}:1 imports @gorules/zen-engine, whose home is src/model/traditional/`,
  ),
  finds(
    "home",
    [file(SERVER, 'import { Client } from "@modelcontextprotocol/sdk/client/index.js";')],
    `${SERVER}:1 imports @modelcontextprotocol/sdk, whose home is src/model/traditional/mcp-connection.ts, src/application/mcp/`,
  ),
  finds(
    "home",
    [file("src/model/providers/a.ts", 'import { Agent } from "undici";')],
    "src/model/providers/a.ts:1 imports undici, whose home is src/infrastructure/outbound.ts, src/infrastructure/exchange.ts",
  ),
  finds(
    "home",
    [file(SERVER, 'import { anthropic } from "@ai-sdk/anthropic";')],
    `${SERVER}:1 imports @ai-sdk/anthropic, whose home is src/model/providers/`,
  ),
  finds("home", [file(HUB, 'import { pino } from "pino";')], `${HUB}:1 imports pino, whose home is src/infrastructure/log.ts`),
  finds(
    "home",
    [file(HUB, 'import { parse } from "yaml";')],
    `${HUB}:1 imports yaml, whose home is src/configuration.ts, src/service/knowledge/`,
  ),
  finds(
    "home",
    [file(GATE, 'import { request } from "https";')],
    `${GATE}:1 imports https, whose home is src/infrastructure/outbound.ts, src/application/`,
  ),
  finds(
    "home",
    [file(GATE, 'import { connect } from "node:net";')],
    `${GATE}:1 imports node:net, whose home is src/infrastructure/outbound.ts, src/application/`,
  ),
  finds("home", [file(GATE, 'import { createRequire } from "node:module";')], `${GATE}:1 imports node:module, whose home is nowhere`),
  passes(
    "home",
    file("src/infrastructure/database/postgresql.ts", 'import pg from "pg";'),
    file(SERVER, 'import type { ServerResponse } from "node:http";', 'import { readFile } from "node:fs/promises";'),
  ),
  finds("environment", [file("src/platform.ts", "const key = process.env.KEY;")], "src/platform.ts:1 reads the environment"),
  finds(
    "environment",
    [file(HUB, 'const key = process["env"].KEY;', "const { env } = process;")],
    `${HUB}:1 reads the environment`,
    `${HUB}:2 reads the environment`,
  ),
  passes(
    "environment",
    file("src/config.ts", "const all = process.env;"),
    file(HUB, "// process.env", 'const text = "process.env";', "process.exitCode = 1;", "job.process.env;"),
  ),
  finds("fetch", [file(HUB, 'await fetch("http://x");', "globalThis.fetch(url);")], `${HUB}:1 calls fetch`, `${HUB}:2 calls fetch`),
  passes(
    "fetch",
    file(HUB, "await store.fetch(id);", "type F = typeof fetch;"),
    file("src/infrastructure/outbound.ts", "await fetch(url);"),
  ),
  finds("console", [file(GATE, 'console.log("here");')], `${GATE}:1 writes to the console`),
  passes(
    "console",
    file("src/cli.ts", "console.log(1);"),
    file("src/cli-models.ts", "console.log(1);"),
    file(GATE, '// console.log("x")', "routes.console.open();"),
  ),
  finds(
    "evaluation",
    [file(HUB, "eval(text);", 'new Function("return 1");', 'import { runInNewContext } from "node:vm";')],
    `${HUB}:1 runs text as code`,
    `${HUB}:2 runs text as code`,
    `${HUB}:3 runs text as code`,
  ),
  passes("evaluation", file(HUB, "sequence.eval(tokens);", "type Handler = Function;", "evaluate(x);")),
];
