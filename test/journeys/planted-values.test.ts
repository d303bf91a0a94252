// Ten thousand calls with planted values of level 4, in every place of a request: none arrives in the cloud, nor in the log.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openTestBank, type TestBank } from "#test/platform.ts";
import { defaultAnswer } from "#test/stand-in-cloud.ts";
import { DISGUISES } from "../../bench/guard/disguises.ts";
import { createRandom, type Random } from "../../bench/guard/values/random.ts";
import { makeValue } from "../../bench/guard/values.ts";

const CALLS = 10_000;
const CALLS_AT_ONCE = 32;
const SEED = "planted values";

interface Planted {
  readonly value: string;
  readonly sentence: string;
}

/** How each kind is written where it belongs; the value stands at the mark. */
interface Place {
  readonly type: string;
  readonly kind: string;
  readonly sentences: readonly [string, ...string[]];
}

const PLACES: readonly [Place, ...Place[]] = [
  {
    type: "JP_MY_NUMBER",
    kind: "plain",
    sentences: ["お客様のマイナンバーは@です。", "My Number: @", "個人番号（@）を確認した", "日本的个人编号是@。", '{"my_number":"@"}'],
  },
  { type: "JP_MY_NUMBER", kind: "grouped", sentences: ["マイナンバー @", "個人番号:@", "his My Number is @"] },
  { type: "API_KEY", kind: "aws", sentences: ["aws_access_key_id=@", "鍵は @ です", "密钥：@"] },
  { type: "API_KEY", kind: "github", sentences: ["token @ leaked", "export GITHUB_TOKEN=@"] },
  { type: "PRIVATE_KEY", kind: "pkcs8", sentences: ["@", "Here it is:\n@\nplease check"] },
  { type: "PASSWORD", kind: "strong", sentences: ["password: @", "パスワードは「@」です", "密码：@"] },
];

/** Disguises that a value of digits may wear. */
const WORN = ["full-width", "zero-width", "hyphens-mixed", "spaced", "nbsp", "soft-hyphen", "arabic-digits", "line-break"] as const;

function plant(random: Random): Planted {
  const place = random.pick(PLACES);
  const plain = makeValue(place.type, place.kind, random) ?? "";
  const wears = place.type === "JP_MY_NUMBER" && random.integer(0, 1) === 1;
  const value = wears ? (DISGUISES.get(random.pick(WORN))?.(plain, random) ?? plain) : plain;
  return { value, sentence: random.pick(place.sentences).replace("@", () => value) };
}

/** A chat request, or one for embeddings, with the planted sentence in one of the places where data can stand. */
function requestWith({ sentence }: Planted, random: Random): { readonly path: string; readonly body: unknown } {
  const filler = random.pick(["要約してください。", "Please summarise.", "请总结。", ""]);
  const user = (content: unknown) => ({ role: "user", content });
  const call = (argumentsText: string) => ({
    role: "assistant",
    tool_calls: [{ id: "c1", type: "function", function: { name: "note", arguments: argumentsText } }],
  });
  const chat = (messages: unknown[], extra: object = {}) => ({
    path: "/v1/chat/completions",
    body: { model: "assistant", messages, ...extra },
  });
  return random.pick<() => { path: string; body: unknown }>([
    () => chat([user(`${sentence} ${filler}`)]),
    () => chat([{ role: "system", content: sentence }, user(filler)]),
    () =>
      chat([
        user([
          { type: "text", text: filler },
          { type: "text", text: sentence },
        ]),
      ]),
    () => chat([user(filler), call(JSON.stringify({ text: sentence })), { role: "tool", tool_call_id: "c1", content: "ok" }]),
    () => chat([user(filler), call("{}"), { role: "tool", tool_call_id: "c1", content: JSON.stringify({ result: [sentence] }) }]),
    () => chat([user(filler)], { tools: [{ type: "function", function: { name: "note", description: sentence } }] }),
    () => chat([user(filler)], { stop: [sentence] }),
    () => chat([user(`${sentence} ${filler}`)], { stream: true }),
    () => ({ path: "/v1/embeddings", body: { model: "embedding", input: [`${filler} `, sentence] } }),
  ])();
}

/** As it is, or as JSON writes it. */
function holds(text: string, { value }: Planted): boolean {
  return text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1));
}

describe("ten thousand calls with planted values of level 4", () => {
  let bank: TestBank;
  let key: string;
  const written: string[] = [];
  const planted: Planted[] = [];
  before(async () => {
    bank = await openTestBank();
    // Of a call that a guardrail holds nothing would be shown: random letters of a key can read like an order.
    key = await bank.issueKey({ scenario: "observing" });
    bank.home.answerWith(defaultAnswer);
    bank.cloud.answerWith(defaultAnswer);
  });
  after(() => bank.close());

  async function make(random: Random): Promise<number> {
    const value = plant(random);
    planted.push(value);
    const { path, body } = requestWith(value, random);
    const response = await fetch(bank.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status;
  }

  it("send none of them to the cloud, in bodies, headers, addresses, tool arguments or embeddings, and log none", async (test) => {
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream);
      test.mock.method(stream, "write", (...words: Parameters<typeof write>) => {
        written.push(String(words[0]));
        return write(...words);
      });
    }
    const random = createRandom(SEED);
    const statuses = new Set<number>();
    const leaked: string[] = [];
    for (let made = 0; made < CALLS; made += CALLS_AT_ONCE) {
      const [firstRequest, firstLine] = [bank.cloud.requests.length, written.length];
      const batch = Array.from({ length: Math.min(CALLS_AT_ONCE, CALLS - made) }, () => make(random));
      for (const status of await Promise.all(batch)) statuses.add(status);
      const arrived = bank.cloud.requests.slice(firstRequest).map(({ url, headers, rawBody }) => url + JSON.stringify(headers) + rawBody);
      const everything = [...arrived, ...written.slice(firstLine)].join("\n");
      leaked.push(
        ...planted
          .slice(made)
          .filter((one) => holds(everything, one))
          .map(({ sentence }) => sentence),
      );
    }
    assert.equal(planted.length, CALLS);
    // All answered: of a refused call nothing would be shown.
    assert.deepEqual([...statuses], [200]);
    assert.deepEqual(leaked.slice(0, 5), [], `${leaked.length} of ${CALLS} values arrived; seed "${SEED}"`);
  });

  it("would be noticed by this test if one arrived", async () => {
    const before = bank.cloud.requests.length;
    await fetch(`${bank.cloud.origin}/v1/chat/completions`, { method: "POST", body: JSON.stringify({ said: planted[0]?.sentence }) });
    const [request] = bank.cloud.requests.slice(before);
    const [first] = planted;
    assert.ok(first !== undefined && holds(String(request?.rawBody), first));
  });
});
