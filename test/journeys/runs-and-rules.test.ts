// Over HTTP with the official client: a run's turns share their tokens, and an institution's rules decide what each destination gets.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type OpenAI from "openai";
import { openTestBank, type TestBank } from "#test/platform.ts";
import { wholeText } from "#test/stand-in-cloud.ts";

const NAME = "山田太郎";
const TOKEN = /PERSON_[A-Z0-9]+/;

describe("a call", () => {
  let bank: TestBank;
  let client: OpenAI;
  before(async () => {
    bank = await openTestBank();
    client = await bank.client();
    // Both say back what they got, so that a test sees what arrived and what comes back.
    for (const place of [bank.cloud, bank.home]) place.answerWith((request) => wholeText(lastContentOf(request.rawBody)));
  });
  after(() => bank.close());

  function lastContentOf(body: Buffer): string {
    const { messages } = JSON.parse(body.toString());
    return String(messages.at(-1).content);
  }
  async function say(content: string, run?: string, from = client, model = "assistant") {
    const headers = run === undefined ? {} : { "x-kaname-run": run };
    const answer = await from.chat.completions.create({ model, messages: [{ role: "user", content }] }, { headers });
    return answer.choices[0]?.message.content ?? "";
  }
  const lastAtCloud = () => lastContentOf(bank.cloud.requests.at(-1)?.rawBody ?? Buffer.from("{}"));
  const lastAtHome = () => lastContentOf(bank.home.requests.at(-1)?.rawBody ?? Buffer.from("{}"));

  it("of a run gives a name the token that it had in the turn before, and one of no run or another gives another", async () => {
    const seen: string[] = [];
    for (const run of ["letter-7", "letter-7", "letter-8", undefined, undefined]) {
      assert.equal(await say(`${NAME}様にご挨拶`, run), `${NAME}様にご挨拶`);
      seen.push(TOKEN.exec(lastAtCloud())?.[0] ?? "none");
    }
    assert.equal(seen[1], seen[0]);
    assert.equal(new Set(seen).size, 4);
    assert.equal(seen.includes("none"), false);
  });

  it("of another caller under the same run's name shares nothing with it", async () => {
    await say(`${NAME}様`, "shared-name");
    const [token = "none"] = TOKEN.exec(lastAtCloud()) ?? [];
    // A caller who guessed the token gets it back as it is.
    assert.equal(await say(`Who is ${token}?`, "shared-name", await bank.client()), `Who is ${token}?`);
  });

  it("whose run has no proper name is refused with one sentence", async () => {
    await assert.rejects(say("Hello", "two words"), { status: 400, message: /header x-kaname-run/ });
  });

  it("goes nowhere where a rule blocks a kind of value, masked or not, and the receipt says so", async () => {
    assert.equal(await say("IBAN GB82 WEST 1234 5698 7654 32 の件"), "IBAN GB82 WEST 1234 5698 7654 32 の件");
    assert.match(lastAtHome(), /GB82/);
    assert.equal(
      bank.cloud.requests.some(({ rawBody }) => /IBAN/.test(rawBody.toString())),
      false,
    );
  });

  it("is masked at home too where a rule says so", async () => {
    assert.equal(await say("Write to taro.yamada@example.com", undefined, client, "home-model"), "Write to taro.yamada@example.com");
    assert.match(lastAtHome(), /^Write to EMAIL_[A-Z0-9]+$/);
  });

  it("stays home when its text holds a term of the institution's dictionary", async () => {
    assert.equal(await say("What do we know of project sakura?"), "What do we know of project sakura?");
    assert.match(lastAtHome(), /project sakura/);
  });

  it("stays home when a document in it carries a label of level 4, goes out with a public one, and takes no label along", async () => {
    const labelled = (label: string) =>
      client.chat.completions.create({
        model: "assistant",
        messages: [{ role: "user", content: `Summarise the paper ${label}` }],
        metadata: { sensitivity_labels: label },
      });
    await labelled("Public, 社外秘");
    assert.match(lastAtHome(), /the paper Public, 社外秘/);
    await labelled("public");
    assert.match(lastAtCloud(), /the paper public/);
    assert.doesNotMatch(bank.cloud.requests.at(-1)?.rawBody.toString() ?? "", /metadata/);
    await assert.rejects(labelled("Secretish"), { status: 400, message: /not one of the institution's: 社外秘, 公開/ });
  });

  it("takes a value along that a rule lets pass, with the others masked", async () => {
    assert.equal(await say(`${NAME}様の電話は090-1234-5678です`), `${NAME}様の電話は090-1234-5678です`);
    assert.match(lastAtCloud(), /^PERSON_[A-Z0-9]+様の電話は090-1234-5678です$/);
  });
});
