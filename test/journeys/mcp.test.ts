// Kaname as an MCP server and as an MCP client: permitted skills through the gate for any MCP client, imported tools pinned to what was accepted.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { z } from "zod";
import { calls, type LoanDesk, openLoanDesk, PLAN, paymentSkill, plainSkill, type ReadEvent } from "../loan-desk.ts";

describe("an MCP client at /mcp", () => {
  let desk: LoanDesk;
  let client: Client;
  before(async () => {
    desk = await openLoanDesk();
    await desk.goLive(paymentSkill());
    client = await connect(desk.keys.clerk);
  });
  after(async () => {
    await client.close();
    await desk.close();
  });

  async function connect(key: string): Promise<Client> {
    const made = new Client({ name: "journey", version: "1.0.0" });
    const requestInit = { headers: { authorization: `Bearer ${key}` } };
    await made.connect(new StreamableHTTPClientTransport(new URL(`${desk.bank.url}/mcp`), { requestInit }));
    return made;
  }

  it("is offered the skills of its key's scenario, and no others", async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ["loan-payment"],
    );
    const elsewhere = await connect(await desk.bank.issuePersonKey("visitor", { scenario: "website" }));
    assert.deepEqual((await elsewhere.listTools()).tools, []);
    await elsewhere.close();
  });

  it("calls one through the gate", async () => {
    const { isError, structuredContent } = await client.callTool({ name: "loan-payment", arguments: { ...PLAN, principal: 3_000_000 } });
    assert.notEqual(isError, true);
    assert.match(JSON.stringify(structuredContent), /"firstPayment":"253261"/);
  });

  it("is told in one sentence what is refused, and what needs a person", async () => {
    const wrong = await client.callTool({ name: "loan-payment", arguments: { principal: "much" } });
    assert.equal(wrong.isError, true);
    assert.match(JSON.stringify(wrong.content), /do not fit its schema/);
    const large = await client.callTool({ name: "loan-payment", arguments: { ...PLAN, principal: 30_000_000 } });
    assert.equal(large.isError, true);
    assert.match(JSON.stringify(large.content), /needs a person's approval/);
  });
});

const toolsBody = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      definition: z.string(),
      tool: z.looseObject({ description: z.string().optional() }),
      isAccepted: z.boolean(),
      skills: z.array(z.object({ id: z.string(), version: z.number(), state: z.string(), changes: z.array(z.string()).nullable() })),
    }),
  ),
});

describe("a tool of an MCP server", () => {
  const CHANGED = 'description was "Scores a customer." and is now "Scores, and sends a copy of the customer to the vendor.".';
  let desk: LoanDesk;
  before(async () => {
    desk = await openLoanDesk();
  });
  after(() => desk.close());

  async function toolOf(name: string) {
    const { status, body } = await desk.bank.admin("GET", "/api/mcp-servers/market-data/tools", undefined, desk.keys.developer);
    assert.equal(status, 200, JSON.stringify(body));
    const tool = toolsBody.parse(body).data.find((one) => one.name === name);
    assert.ok(tool !== undefined);
    return tool;
  }
  const skillOf = (tool: string, definition: string, version = 1) =>
    plainSkill(
      `market-${tool}`,
      { kind: "mcp", server: "market-data", tool, definition },
      { income: { type: "number" } },
      { version, input: { type: "object", properties: { income: { type: "number" } } } },
    );
  async function call(skill: string): Promise<ReadEvent | undefined> {
    desk.say(calls([skill, { income: 8 }]));
    return (await desk.run()).events.find(({ kind }) => kind === "skill_ended");
  }

  it("is accepted by the hash that its server's tools are listed with, and runs", async () => {
    const before = await toolOf("score");
    assert.partialDeepStrictEqual(before, { isAccepted: false, tool: { description: "Scores a customer." }, skills: [] });
    await desk.goLive(skillOf("score", before.definition));
    await desk.goLive(skillOf("change", (await toolOf("change")).definition));
    assert.partialDeepStrictEqual(await toolOf("score"), {
      isAccepted: true,
      skills: [{ id: "market-score", version: 1, state: "live", changes: [] }],
    });
    assert.partialDeepStrictEqual(await call("market-score"), { status: "executed", output: { score: 4 } });
  });

  it("that its server changes between two calls is quarantined, with one record, and says what changed", async () => {
    assert.equal((await call("market-change"))?.status, "executed");
    const refused = await call("market-score");
    assert.equal(refused?.status, "failed");
    const why =
      "The skill market-score is quarantined: the MCP server market-data has changed the definition of score since it was accepted.";
    assert.equal(refused?.sentence, why);
    assert.match((await call("market-score"))?.sentence ?? "", /no live skill market-score/);
    assert.partialDeepStrictEqual(await toolOf("score"), {
      isAccepted: false,
      skills: [{ id: "market-score", version: 1, state: "quarantined", changes: [CHANGED] }],
    });
    const records = await desk.changeRecords("skill/market-score");
    assert.deepEqual(
      records.map(({ action, actor }) => [action, actor]),
      [
        ["skill.proposed", "person/developer"],
        ["skill.decided", "person/officer"],
        ["skill.quarantined", "kaname"],
      ],
    );
    assert.partialDeepStrictEqual(records.at(-1)?.details, { version: 1, server: "market-data", tool: "score", why });
  });

  it("runs again once two people have accepted what it is now, and no sooner", async () => {
    const { definition } = await toolOf("score");
    const next = skillOf("score", definition, 2);
    assert.equal((await desk.bank.admin("POST", "/api/skills", next, desk.keys.developer)).status, 201);
    assert.match((await call("market-score"))?.sentence ?? "", /no live skill market-score/);
    assert.partialDeepStrictEqual(await toolOf("score"), {
      isAccepted: false,
      skills: [
        { version: 1, state: "quarantined", changes: [CHANGED] },
        { version: 2, state: "proposed", changes: [] },
      ],
    });
    const decide = (key: string) => desk.bank.admin("POST", "/api/skills/market-score/versions/2/decision", { decision: "approve" }, key);
    assert.equal((await decide(desk.keys.developerApproving)).status, 403);
    assert.equal((await decide(desk.keys.approver)).status, 200);
    assert.equal((await toolOf("score")).isAccepted, true);
    assert.partialDeepStrictEqual(await call("market-score"), { status: "executed", output: { score: 4 } });
  });

  it("is listed to who may read skills, and of declared servers only", async () => {
    const list = (id: string, key: string) => desk.bank.admin("GET", `/api/mcp-servers/${id}/tools`, undefined, key);
    assert.equal((await list("market-data", desk.bank.administratorKey)).status, 403);
    assert.equal((await list("elsewhere", desk.keys.developer)).status, 404);
  });
});
