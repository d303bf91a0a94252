// Two institutions on one whole server, with its real ledger: neither gets at anything of the other through any face of it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import OpenAI from "openai";
import { openTestBank, type TestBank } from "../platform.ts";
import { wholeText } from "../stand-in-cloud.ts";

describe("another bank on the same server", () => {
  let bank: TestBank;
  let theirKey: string;
  before(async () => {
    bank = await openTestBank();
    bank.cloud.answerWith(() => wholeText("Fine."));
    theirKey = bank.platform.firstKeys.find(({ institutionId }) => institutionId === "other-bank")?.key ?? "";
  });
  after(() => bank.close());

  async function issueTheirs(role: string, scenarioId: string | null): Promise<string> {
    await bank.admin("POST", "/api/departments", { id: "theirs", name: "Theirs" }, theirKey);
    await bank.admin("POST", "/api/applications", { id: `their-${role}`, departmentId: "theirs", name: "Theirs" }, theirKey);
    const wish = { callerKind: "application", callerId: `their-${role}`, role, ...(scenarioId === null ? {} : { scenarioId }) };
    const { body } = await bank.admin("POST", "/api/keys", wish, theirKey);
    assert.ok(typeof body === "object" && body !== null && "key" in body && typeof body.key === "string", JSON.stringify(body));
    return body.key;
  }

  it("cannot read a receipt, a record or an export of this one", async () => {
    const client = await bank.client();
    const { response } = await client.chat.completions
      .create({ model: "assistant", messages: [{ role: "user", content: "Hello" }] })
      .withResponse();
    const receiptId = response.headers.get("x-kaname-receipt") ?? "";
    const own = await bank.admin("GET", `/api/receipts/${receiptId}`, undefined, await bank.issueKey({ role: "auditor" }));
    assert.equal(own.status, 200);
    const theirAuditor = await issueTheirs("auditor", null);
    assert.equal((await bank.admin("GET", `/api/receipts/${receiptId}`, undefined, theirAuditor)).status, 404);
    for (const path of ["/api/ledger?limit=500", "/api/ledger/export"]) {
      const { status, body } = await bank.admin("GET", path, undefined, theirAuditor);
      assert.equal(status, 200);
      assert.doesNotMatch(JSON.stringify(body), new RegExp(`${receiptId}|application-1|retail`));
    }
  });

  it("sees and calls only its own scenario's models, by name or by the other's name", async () => {
    const client = new OpenAI({ baseURL: `${bank.url}/v1`, apiKey: await issueTheirs("caller", "office"), maxRetries: 0 });
    assert.deepEqual(
      (await client.models.list()).data.map(({ id }) => id),
      ["assistant"],
    );
    await assert.rejects(client.models.retrieve("home-model"), OpenAI.NotFoundError);
    const messages = [{ role: "user" as const, content: "Hello" }];
    await assert.rejects(client.chat.completions.create({ model: "home-model", messages }), OpenAI.NotFoundError);
    await assert.rejects(client.embeddings.create({ model: "embedding", input: "Hello" }), OpenAI.NotFoundError);
  });

  it("cannot issue a key for a scenario that only this one has", async () => {
    const wish = { callerKind: "application", callerId: "their-caller", role: "caller", scenarioId: "website" };
    assert.equal((await bank.admin("POST", "/api/keys", wish, theirKey)).status, 400);
  });
});
