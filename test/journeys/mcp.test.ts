// Kaname as an MCP server and as an MCP client: permitted skills through the gate for any MCP client, imported tools pinned to what was accepted.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type LoanDesk, openLoanDesk, PLAN, paymentSkill } from "../loan-desk.ts";

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
