// Where data may go: ordinary text to the cloud, a My Number never, a name only masked; and never "up" when a pool is down.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type OpenAI from "openai";
import { openTestBank, type TestBank } from "../platform.ts";
import { defaultAnswer, streamedText, streamedToolCall, wholeText } from "../stand-in-cloud.ts";

const MY_NUMBER = "1234 5678 9018";
const NAME = "山田太郎";

describe("a bank's calls", () => {
  let bank: TestBank;
  let client: OpenAI;
  before(async () => {
    bank = await openTestBank();
    client = await bank.client();
  });
  after(() => bank.close());

  const ask = (content: string, from = client) =>
    from.chat.completions.create({ model: "assistant", messages: [{ role: "user", content }] }).withResponse();
  const sentToCloud = () =>
    bank.cloud.requests.map(({ rawBody, url, headers }) => rawBody.toString() + url + JSON.stringify(headers)).join("\n");

  async function receiptOf(response: Response, key = bank.administratorKey) {
    const id = response.headers.get("x-kaname-receipt") ?? "";
    const auditor = await bank.admin("GET", `/api/receipts/${id}`, undefined, key);
    return auditor;
  }

  it("send an ordinary question to the cloud", async () => {
    bank.cloud.answerWith(() => wholeText("Paris."));
    const { data } = await ask("What is the capital of France?");
    assert.equal(data.choices[0]?.message.content, "Paris.");
    assert.match(sentToCloud(), /capital of France/);
  });

  it("keep a My Number at home, even when it is spaced or full-width", async () => {
    bank.home.answerWith(() => wholeText("At home."));
    for (const text of [`個人番号は${MY_NUMBER}です`, "マイナンバー：１２３４－５６７８－９０１８"]) {
      const { data } = await ask(text);
      assert.equal(data.choices[0]?.message.content, "At home.");
    }
    assert.doesNotMatch(sentToCloud(), /5678|５６７８/);
  });

  it("mask a name on its way to the cloud and restore it in the streamed answer, chunk by chunk", async () => {
    bank.cloud.answerWith((request) => {
      const token = /(\[\[)?PERSON_[A-Z0-9]+(\]\])?/.exec(request.rawBody.toString())?.[0] ?? "no token";
      const pieces = [..."Dear "].concat(token.split(/(?<=.{5})/u), [", welcome."]);
      return streamedText(pieces);
    });
    const { data: stream, response } = await client.chat.completions
      .create({ model: "assistant", stream: true, messages: [{ role: "user", content: `${NAME}様にご挨拶してください` }] })
      .withResponse();
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    assert.equal(text, `Dear ${NAME}, welcome.`);
    assert.doesNotMatch(sentToCloud(), /山田/);
    const auditorKey = await bank.issueKey({ role: "auditor" });
    const { body } = await receiptOf(response, auditorKey);
    assert.match(JSON.stringify(body), /"masked":\{"PERSON":1\}/);
    assert.match(JSON.stringify(body), /"restored":\{"PERSON":1\}/);
    assert.doesNotMatch(JSON.stringify(body), /山田/);
  });

  it("restore a masked name inside tool-call arguments", async () => {
    bank.cloud.answerWith((request) => {
      const token = /(\[\[)?PERSON_[A-Z0-9]+(\]\])?/.exec(request.rawBody.toString())?.[0] ?? "no token";
      return streamedToolCall("find_customer", ['{"na', 'me":"', token.slice(0, 4), token.slice(4), '"}']);
    });
    const stream = client.chat.completions.stream({
      model: "assistant",
      messages: [{ role: "user", content: `${NAME}様の口座を調べて` }],
      tools: [
        { type: "function", function: { name: "find_customer", parameters: { type: "object", properties: { name: { type: "string" } } } } },
      ],
    });
    const completion = await stream.finalChatCompletion();
    const call = completion.choices[0]?.message.tool_calls?.[0];
    assert.ok(call?.type === "function");
    assert.deepEqual(JSON.parse(call.function.arguments), { name: NAME });
  });

  it("keep a name at home where the scenario never masks", async () => {
    bank.home.answerWith(() => wholeText("At home."));
    const { data } = await ask(`${NAME}様の件`, await bank.client({ scenario: "unmasked" }));
    assert.equal(data.choices[0]?.message.content, "At home.");
  });

  it("refuse what is above the scenario's ceiling, with a receipt that says why", async () => {
    const website = await bank.client({ scenario: "website" });
    const failure = await ask(`個人番号 ${MY_NUMBER}`, website).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(failure instanceof Error && "status" in failure && "headers" in failure && failure.headers instanceof Headers);
    assert.equal(failure.status, 403);
    const { status, body } = await bank.admin(
      "GET",
      `/api/receipts/${failure.headers.get("x-kaname-receipt")}`,
      undefined,
      await bank.issueKey({ role: "auditor" }),
    );
    assert.equal(status, 200);
    assert.match(JSON.stringify(body), /"outcome":"refused"/);
    assert.match(JSON.stringify(body), /JP_MY_NUMBER/);
  });

  it("never embed a name in the cloud", async () => {
    bank.home.answerWith(defaultAnswer);
    const vectors = await client.embeddings.create({ model: "embedding", input: [`${NAME}様`, "金利"], encoding_format: "float" });
    assert.equal(vectors.data.length, 2);
    assert.equal(
      bank.cloud.requests.some(({ url }) => url === "/v1/embeddings"),
      false,
    );
  });

  it("fail over from the cloud to home, which has the higher ceiling", async () => {
    bank.cloud.answerWith(() => ({ status: 500, steps: [] }));
    bank.home.answerWith(() => wholeText("Home answered."));
    const { data } = await ask("What is the capital of Spain?");
    assert.equal(data.choices[0]?.message.content, "Home answered.");
  });

  it("fail with a clear 503 rather than go up, when home is down", async () => {
    const before = bank.cloud.requests.length;
    bank.cloud.answerWith(() => wholeText("The cloud must not see this."));
    bank.home.answerWith(() => ({ status: 500, steps: [] }));
    const failure = await ask(`個人番号は${MY_NUMBER}です`).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(failure instanceof Error && "status" in failure);
    assert.equal(failure.status, 503);
    assert.match(failure.message, /No pool that may receive this request is available now \(home: /);
    assert.equal(bank.cloud.requests.length, before);
  });
});
