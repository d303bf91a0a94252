// The file of the configuration changes while the server runs: data sources, MCP servers and words for reasons go along without a restart.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { calls, type LoanDesk, openLoanDesk, plainSkill } from "../loan-desk.ts";

const WAIT_MS_MAX = 20_000;

describe("a change of the configuration", () => {
  let desk: LoanDesk;
  before(async () => {
    desk = await openLoanDesk();
  });
  after(() => desk.close());

  function change(edit: (text: string) => string): void {
    const { configurationFile } = desk.bank;
    writeFileSync(configurationFile, edit(readFileSync(configurationFile, "utf8")));
  }

  /** Asks until it is so: nothing tells the outside when a change has taken force. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const limit = AbortSignal.timeout(WAIT_MS_MAX);
    while (!(await isSo())) {
      limit.throwIfAborted();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function call(skill: string) {
    desk.say(calls([skill, {}]));
    return (await desk.run()).events.find(({ kind }) => kind === "skill_ended");
  }

  it("opens a data source anew where it is declared otherwise, for skills that were open already, and ends one that is gone", async () => {
    const artefact = await desk.store("select count(*) as loans from application");
    const query = plainSkill("loans", { kind: "query", artefact, source: "core", parameters: [], rowsMax: 10 }, {});
    await desk.goLive(query);
    assert.deepEqual((await call("loans"))?.output, { rows: [{ loans: 3 }], hasMore: false });

    const file = join(desk.bank.folder, "other.sql");
    writeFileSync(file, "create table application (id text primary key);\ninsert into application values ('LA-9');\n");
    change((text) => text.replace(/(id: core, sqlFile: )"[^"]+"/, `$1${JSON.stringify(file)}`));
    await until(async () => JSON.stringify((await call("loans"))?.output) === '{"rows":[{"loans":1}],"hasMore":false}');

    change((text) => text.replace(/dataSources: .+/, "dataSources: []"));
    await until(async () => /data source core\b.*not configured/.test((await call("loans"))?.sentence ?? ""));
  });

  it("asks an MCP server as it is declared now", async () => {
    const tools = async () => desk.bank.admin("GET", "/api/mcp-servers/market-data/tools", undefined, desk.keys.developer);
    assert.equal((await tools()).status, 200);
    change((text) => text.replace(/(id: market-data, transport: stdio, command: )"[^"]+"/, '$1"/nonexistent/program"'));
    await until(async () => (await tools()).status === 502);
    change((text) => text.replace(/mcpServers: .+/, "mcpServers: []"));
    await until(async () => (await tools()).status === 404);
  });

  it("that names a source which cannot be had leaves it out, and the others in force", async () => {
    change((text) => text.replace("dataSources: []", "dataSources: [{ id: core, sqlFile: /nonexistent/file.sql }]"));
    change((text) => text.replace("website, title: Website", "website, title: Shop"));
    await until(async () => desk.bank.platform.configuration().institutions[0]?.scenarios.some(({ title }) => title === "Shop") === true);
    assert.match((await call("loans"))?.sentence ?? "", /data source core/);
  });
});
