// Real MCP servers behind a connection, as a process and over HTTP: what is taken, what is refused, and what happens when they die or hang.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { KanameError } from "#infrastructure/errors.ts";
import { createOutbound, type Outbound } from "#infrastructure/outbound.ts";
import { openTrialMcpOverHttp, type TrialHttpServer } from "#test/mcp-http-server.ts";
import { failsWith, skillCall, skillDefinition } from "#test/skill-definition.ts";
import { mcpServerSchema } from "../mcp-server.ts";
import { createMcpConnection, type McpConnection } from "./mcp-connection.ts";
import { createMcpOpener } from "./mcp-skill.ts";
import { definitionHash, printDefinition, readDefinition } from "./mcp-tool.ts";
import { createRunSkill } from "./run-skill.ts";

const SECRETS = new Map([["MCP_KEY", "s3cret"]]);
const STDIO = {
  id: "scoring",
  transport: "stdio",
  command: process.execPath,
  arguments: [fileURLToPath(new URL("../../../test/mcp-stdio-server.ts", import.meta.url))],
  environmentVariables: ["MCP_KEY"],
};

let http: TrialHttpServer;
let outbound: Outbound;
let nowMs = 0;
before(async () => {
  http = await openTrialMcpOverHttp();
  outbound = createOutbound({ allowedOrigins: [new URL(http.url).origin] });
});
after(async () => {
  await outbound.close();
  await http.close();
});

function connect(server: object): McpConnection {
  return createMcpConnection(mcpServerSchema.parse(server), {
    openExchange: outbound.openExchange,
    findSecret: (variable) => SECRETS.get(variable),
    clock: { monotonicMs: () => nowMs },
  });
}

function terms(timeoutMs = 20_000, signal = new AbortController().signal) {
  return { timeoutMs, signal };
}

const TRANSPORTS = [
  ["as a process", () => STDIO],
  ["over HTTP", () => ({ id: "scoring", transport: "http", url: http.url, keyVariable: "MCP_KEY" })],
] as const;

for (const [how, serverOf] of TRANSPORTS) {
  describe(`an MCP server ${how}`, () => {
    let connection: McpConnection;
    before(() => {
      connection = connect(serverOf());
    });
    after(() => connection.close());

    it("lists its tools and calls them", async () => {
      const tools = await connection.listTools(terms());
      assert.deepEqual(
        tools.slice(0, 2).map(({ name }) => name),
        ["score", "change"],
      );
      assert.deepEqual(await connection.callTool("score", { income: 8 }, terms()), { score: 4 });
    });

    const REFUSED = [
      ["flood", "upstream_failed", /more than the allowed \d+ bytes/],
      ["fail", "upstream_failed", /fail of the MCP server scoring says that it failed/],
      ["picture", "upstream_failed", /something other than text/],
      ["refuse", "invalid_request", /cannot take these arguments/],
      ["hang", "upstream_timeout", /no answer in time/],
      ["die", "upstream_failed", how === "over HTTP" ? /./ : /scoring ended before it answered/],
    ] as const;
    for (const [tool, kind, sentence] of REFUSED) {
      it(`gives one clear error for a tool that does this: ${tool}`, async () => {
        const call = connection.callTool(tool, {}, terms(tool === "hang" ? 100 : 20_000));
        await assert.rejects(call, (error) => failsWith(kind, sentence)(error) && !String(error).includes("4711"));
      });
      it(`goes on after a tool that does this: ${tool}`, async () => {
        // Two losses in a row make it wait; a call that succeeds ends that.
        assert.deepEqual(await connection.callTool("score", { income: 6 }, terms()), { score: 3 });
      });
    }

    it("lets go of a call whose caller leaves", async () => {
      const caller = new AbortController();
      const call = connection.callTool("hang", {}, terms(20_000, caller.signal));
      caller.abort();
      await assert.rejects(call, failsWith("client_closed", /left/));
    });

    it("is quarantined as a skill when its tool is not the one that was accepted", async () => {
      const fresh = connect(serverOf());
      const [accepted] = await fresh.listTools(terms());
      assert.ok(accepted !== undefined);
      const kept = new Map<string, string>();
      const changed: string[] = [];
      const opener = createMcpOpener({
        findConnection: (id) => (id === "scoring" ? fresh : undefined),
        keepAccepted: async (hash, printed) => void kept.set(hash, printed),
        onChanged: async ({ id }, why) => void changed.push(`${id}: ${why}`),
      });
      const runner = createRunSkill({ mcp: opener }, async () => undefined);
      const source = { kind: "mcp", server: "scoring", tool: "score", definition: definitionHash(accepted) } as const;
      const skill = skillDefinition(source, { input: { type: "object" } });
      assert.deepEqual((await runner.run(skill, skillCall({ income: 2 }))).output, { score: 1 });
      assert.deepEqual([...kept], [[source.definition, printDefinition(accepted)]]);
      assert.deepEqual(readDefinition(printDefinition(accepted)), accepted);

      await fresh.callTool("change", {}, terms());
      await assert.rejects(
        runner.run(skill, skillCall({ income: 2 })),
        failsWith("conflict", /trial is quarantined.*changed the definition of score/),
      );
      assert.equal(changed.length, 1);
      assert.match(changed[0] ?? "", /^trial: The skill trial is quarantined/);
      const renamed = skillDefinition({ ...source, tool: "gone" }, { input: { type: "object" }, id: "other" });
      await assert.rejects(runner.tryOut("bank", renamed), failsWith("conflict", /other cannot run: .*has no tool gone/));
      assert.equal(changed.length, 1);
      const elsewhere = skillDefinition({ ...source, server: "unknown" }, { input: { type: "object" }, id: "third" });
      await assert.rejects(runner.tryOut("bank", elsewhere), failsWith("conflict", /third names the MCP server unknown/));
      await runner.close();
      await fresh.close();
    });
  });
}

describe("a connection to an MCP server", () => {
  it("gives a process no other variables than those declared", async () => {
    const connection = connect(STDIO);
    const { text } = await connection.callTool("environment", {}, terms());
    assert.match(String(text), /\bMCP_KEY\b/);
    const inherited = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "MCP_KEY"]);
    assert.deepEqual(
      String(text)
        .split(" ")
        .filter((name) => !inherited.has(name)),
      [],
    );
    await connection.close();
    await assert.rejects(connection.listTools(terms()), failsWith("unavailable", /about to stop/));
  });

  it("sends the key of the server, and only where one is declared", async () => {
    http.authorizations.length = 0;
    const connection = connect({ id: "scoring", transport: "http", url: http.url });
    await connection.listTools(terms());
    assert.deepEqual(new Set(http.authorizations), new Set([undefined]));
    await connection.close();
    const withKey = connect({ id: "scoring", transport: "http", url: http.url, keyVariable: "MCP_KEY" });
    http.authorizations.length = 0;
    await withKey.listTools(terms());
    assert.deepEqual(new Set(http.authorizations), new Set(["Bearer s3cret"]));
    await withKey.close();
  });

  it("lists again on a new connection when the process died between two calls", async () => {
    const connection = connect(STDIO);
    await connection.callTool("score", { income: 2 }, terms());
    await assert.rejects(connection.callTool("die", {}, terms()));
    assert.equal((await connection.listTools(terms())).length, 9);
    await connection.close();
  });

  it("lists once more, but never calls once more, where a server has forgotten it", async () => {
    const connection = connect({ id: "scoring", transport: "http", url: http.url });
    await connection.listTools(terms());
    http.forget();
    assert.equal((await connection.listTools(terms())).length, 9);
    http.forget();
    await assert.rejects(
      connection.callTool("score", { income: 2 }, terms()),
      failsWith("upstream_failed", /scoring answered with status 404/),
    );
    await connection.close();
  });

  it("gives a server that was lost twice in a row time, longer each time, and no longer than a minute", async () => {
    const connection = connect({ ...STDIO, command: "/nonexistent/program" });
    const fails = () =>
      assert.rejects(connection.callTool("score", {}, terms()), failsWith("upstream_failed", /scoring cannot be reached/));
    await fails();
    const pausesSeconds: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await fails();
      await assert.rejects(connection.callTool("score", {}, terms()), (error) => {
        assert(error instanceof KanameError && error.kind === "unavailable");
        pausesSeconds.push(error.retryAfterSeconds ?? 0);
        return true;
      });
      nowMs += (pausesSeconds.at(-1) ?? 0) * 1_000;
    }
    assert.deepEqual(pausesSeconds, [1, 2, 4, 8, 16, 32, 60, 60]);
    await connection.close();
  });

  it("waits no longer than asked for a process that never says a word, and ends it", async () => {
    const silent = connect({ ...STDIO, arguments: ["--eval", "setInterval(() => undefined, 1_000)"] });
    await assert.rejects(silent.callTool("score", {}, terms(200)), failsWith("upstream_timeout", /no answer in time/));
    const waiting = silent.listTools(terms());
    const isRefused = assert.rejects(waiting, failsWith("unavailable", /about to stop/));
    await silent.close();
    await isRefused;
  });

  it("breaks off what a caller no longer waits for", async () => {
    const connection = connect({ id: "scoring", transport: "http", url: http.url });
    await connection.listTools(terms());
    const caller = new AbortController();
    const call = connection.callTool("hang", {}, terms(20_000, caller.signal));
    await http.hangs();
    const isLeft = http.isLeft();
    caller.abort();
    await assert.rejects(call, failsWith("client_closed", /left/));
    await isLeft;
    await connection.close();
  });

  it("says which variable is missing, and what is no server", async () => {
    const connection = connect({ id: "scoring", transport: "http", url: http.url, keyVariable: "OTHER_KEY" });
    await assert.rejects(connection.listTools(terms()), failsWith("conflict", /needs the environment variable OTHER_KEY/));
    const undeclared = connect({ id: "scoring", transport: "http", url: "http://127.0.0.1:9/mcp" });
    await assert.rejects(undeclared.listTools(terms()), failsWith("forbidden", /does not connect/));
    assert.equal(mcpServerSchema.safeParse({ id: "a", transport: "http", url: "file:///etc/passwd" }).success, false);
  });
});
