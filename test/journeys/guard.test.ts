// The guard over HTTP: a text is judged, masked and put back for the one who masked it, and for nobody else.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import type { Role } from "#governance/caller.ts";
import { type Institution, startInstitutionServer } from "./institution-server.ts";

type Server = Awaited<ReturnType<typeof startInstitutionServer>>;

const LETTER = "契約者：山田太郎様（カード 4111-1111-1111-1111）から、山田様名義の変更の依頼です。";
const answerSchema = z.looseObject({
  text: z.string().optional(),
  run: z.string().optional(),
  level: z.number().optional(),
  grade: z.string().optional(),
});

describe("the guard", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  async function ask(path: string, body: unknown, from: Institution = server.north, role: Role = "caller", method = "POST") {
    const answer = await server.call({ method, path: `/api/guard/${path}`, key: from.keys[role].text, body });
    return { status: answer.status, raw: answer.text, ...answerSchema.parse(JSON.parse(answer.text)) };
  }

  it("says the level of a text and where in it each value stands", async () => {
    const { status, level, grade, raw } = await ask("classify", { text: LETTER });
    assert.equal(status, 200);
    assert.deepEqual([level, grade], [3, "sensitive"]);
    const { entities } = z
      .object({ entities: z.array(z.object({ type: z.string(), start: z.number(), end: z.number() })) })
      .parse(JSON.parse(raw));
    const card = entities.find(({ type }) => type === "BANK_CARD");
    assert.equal(LETTER.slice(card?.start, card?.end), "4111-1111-1111-1111");
  });

  it("leaves no ledger record for a question that changes nothing", async () => {
    const recorded = server.ledger.chainOf("north").length;
    await ask("classify", { text: LETTER });
    assert.equal(server.ledger.chainOf("north").length, recorded);
  });

  it("masks a text and puts it back, over the turns of a run, with a record of each and no value in any", async () => {
    const recorded = server.ledger.chainOf("north").length;
    const masked = await ask("mask", { text: LETTER, run: "letter-1" });
    assert.doesNotMatch(masked.text ?? "", /山田|4111/);
    const again = await ask("mask", { text: `もう一度：${LETTER}`, run: "letter-1" });
    assert.equal(again.text, `もう一度：${masked.text}`);
    const restored = await ask("unmask", { text: `**${masked.text}**`, run: "letter-1" });
    assert.equal(restored.text, `**${LETTER}**`);
    const records = server.ledger.chainOf("north").slice(recorded);
    assert.deepEqual(
      records.map((record) => (record.kind === "change" ? record.action : record.kind)),
      ["guard.masked", "guard.masked", "guard.unmasked"],
    );
    assert.doesNotMatch(JSON.stringify(records), /山田|4111/);
  });

  it("gives a run a name when the caller does not, and other tokens in it", async () => {
    const [one, other] = [await ask("mask", { text: LETTER }), await ask("mask", { text: LETTER })];
    assert.notEqual(one.run, other.run);
    assert.notEqual(one.text, other.text);
    assert.equal((await ask("unmask", { text: one.text, run: one.run })).text, LETTER);
    assert.equal((await ask("unmask", { text: one.text, run: other.run })).text, one.text);
  });

  it("puts nothing back for another person, another institution, or once it was told to forget", async () => {
    const { text } = await ask("mask", { text: LETTER, run: "mine" });
    for (const [from, role] of [
      [server.north, "developer"],
      [server.south, "caller"],
    ] as const) {
      const refused = await ask("unmask", { text, run: "mine" }, from, role);
      assert.equal(refused.status, 404);
      assert.doesNotMatch(refused.raw, /山田|4111/);
      assert.equal((await ask("runs/mine", undefined, from, role, "DELETE")).status, 404);
    }
    assert.equal((await ask("runs/mine", undefined, server.north, "caller", "DELETE")).status, 200);
    assert.equal((await ask("unmask", { text, run: "mine" })).status, 404);
  });

  it("answers bad input with one sentence and 400", async () => {
    for (const body of [{}, { text: 1 }, { text: "a".repeat(60_001) }, { text: "a", run: "no spaces" }, { text: "a", other: 1 }]) {
      const { status, raw } = await ask("mask", body);
      assert.equal(status, 400, raw);
      assert.match(raw, /"message":"The (field|body) /);
    }
  });
});
