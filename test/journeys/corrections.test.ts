// A judgement is corrected over HTTP: by one person's proposal and another's approval, for their institution alone, until it is revoked.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import type { Role } from "#governance/caller.ts";
import { openTestBank, openTestPlatform, type TestBank } from "../platform.ts";
import { wholeText } from "../stand-in-cloud.ts";
import { startInstitutionServer } from "./institution-server.ts";

type Server = Awaited<ReturnType<typeof startInstitutionServer>>;

const CARTOON = "氏名：青葉太郎";
const DEAL = "Zephyrine は来週発表";
const harmless = { kind: "harmless", type: "PERSON", term: "青葉太郎", reason: "支店のキャラクターの名前" };
const sensitive = { kind: "sensitive", type: "MNPI", term: "Zephyrine", reason: "The code name of a deal" };

const correctionSchema = z.looseObject({ id: z.string(), state: z.string(), proposedBy: z.string(), decidedBy: z.string().nullable() });
const judgementSchema = z.object({ level: z.number(), entities: z.array(z.object({ type: z.string(), text: z.string() })) });

describe("a correction", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  function ask(method: string, path: string, role: Role, body?: unknown, from = server.north) {
    return server.call({ method, path: `/api/guard/${path}`, key: from.keys[role].text, body });
  }
  async function judged(text: string, from = server.north) {
    const { level, entities } = judgementSchema.parse(JSON.parse((await ask("POST", "classify", "caller", { text }, from)).text));
    return [level, ...entities.map((entity) => `${entity.type} ${entity.text}`)];
  }
  async function propose(body: unknown, role: Role = "caller") {
    const answer = await ask("POST", "corrections", role, body);
    assert.equal(answer.status, 201, answer.text);
    return correctionSchema.parse(JSON.parse(answer.text));
  }

  for (const { what, proposal, text, usual, corrected } of [
    { what: "harmless", proposal: harmless, text: CARTOON, usual: [3, "PERSON 青葉太郎"], corrected: [1] },
    { what: "sensitive", proposal: sensitive, text: DEAL, usual: [1], corrected: [4, "MNPI Zephyrine"] },
  ]) {
    it(`that a term is ${what} counts from another person's approval until it is revoked`, async () => {
      assert.deepEqual(await judged(text), usual);
      const { id, state, proposedBy } = await propose(proposal, "steward");
      assert.deepEqual([state, proposedBy], ["proposed", "person/north-steward"]);
      assert.deepEqual(await judged(text), usual);

      const own = await ask("POST", `corrections/${id}/decision`, "steward", { decision: "approve" });
      assert.equal(own.status, 403);
      assert.match(own.text, /another person has to decide/);
      assert.deepEqual(await judged(text), usual);
      assert.equal((await ask("DELETE", `corrections/${id}`, "steward")).status, 200);

      const { id: second } = await propose(proposal);
      const approved = await ask("POST", `corrections/${second}/decision`, "steward", { decision: "approve" });
      assert.equal(approved.status, 200, approved.text);
      assert.deepEqual(await judged(text), corrected);
      assert.deepEqual(await judged(text, server.south), usual);

      assert.equal((await ask("DELETE", `corrections/${second}`, "caller")).status, 403);
      assert.deepEqual(await judged(text), corrected);
      const revoked = await ask("DELETE", `corrections/${second}`, "steward");
      assert.equal(correctionSchema.parse(JSON.parse(revoked.text)).state, "revoked");
      assert.deepEqual(await judged(text), usual);
    });
  }

  it("counts in masking as in judging", async () => {
    const { id } = await propose(harmless);
    await ask("POST", `corrections/${id}/decision`, "steward", { decision: "approve" });
    assert.match((await ask("POST", "mask", "caller", { text: CARTOON, run: "cartoon" })).text, /青葉太郎/);
    await ask("DELETE", `corrections/${id}`, "steward");
    assert.doesNotMatch((await ask("POST", "mask", "caller", { text: CARTOON, run: "name" })).text, /青葉太郎/);
  });

  it("is decided by nobody without the permission, and by nobody of another institution", async () => {
    const { id } = await propose(sensitive);
    for (const role of ["caller", "developer", "auditor", "administrator"] as const) {
      assert.equal((await ask("POST", `corrections/${id}/decision`, role, { decision: "approve" })).status, 403, role);
    }
    const foreign = await ask("POST", `corrections/${id}/decision`, "steward", { decision: "approve" }, server.south);
    assert.equal(foreign.status, 404);
    assert.deepEqual(await judged(DEAL), [1]);
    assert.equal((await ask("POST", `corrections/${id}/decision`, "steward", { decision: "reject" })).status, 200);
    assert.deepEqual(await judged(DEAL), [1]);
  });

  it("shows its term to who proposed it, to stewards and to auditors, and to no colleague", async () => {
    await propose(sensitive, "caller");
    await propose({ ...sensitive, term: "Quillfeather" }, "developer");
    for (const [role, shown] of [
      ["caller", ["Zephyrine"]],
      ["developer", ["Quillfeather"]],
      ["steward", ["Zephyrine", "Quillfeather"]],
      ["auditor", ["Zephyrine", "Quillfeather"]],
    ] as const) {
      const answer = await ask("GET", "corrections?state=proposed", role);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(
        ["Zephyrine", "Quillfeather"].filter((term) => answer.text.includes(term)),
        shown,
        role,
      );
    }
    assert.equal((await ask("GET", "corrections", "administrator")).status, 403);
  });

  it("leaves in the ledger who did what to which, and neither its term nor its reason, nor can they be read in the database", async () => {
    const recorded = server.ledger.chainOf("north").length;
    const { id } = await propose(sensitive);
    await ask("POST", `corrections/${id}/decision`, "steward", { decision: "approve" });
    await ask("DELETE", `corrections/${id}`, "steward");
    const records = server.ledger.chainOf("north").slice(recorded);
    const told = records.map((record) => record.kind === "change" && [record.action, record.actor, record.object, record.details.state]);
    assert.deepEqual(told, [
      ["correction.proposed", "person/north-caller", `correction/${id}`, "proposed"],
      ["correction.decided", "person/north-steward", `correction/${id}`, "approved"],
      ["correction.ended", "person/north-steward", `correction/${id}`, "revoked"],
    ]);
    const rows = await server.database.query(
      z.object({ row: z.string() }),
      "select encode(sealed_term, 'escape') || encode(sealed_reason, 'escape') || c::text as row from correction c where institution_id = $1 limit 1000",
      ["north"],
    );
    assert.ok(rows.length > 0);
    for (const words of ["Zephyrine", "code name", "青葉"]) assert.equal(JSON.stringify([records, rows]).includes(words), false, words);
  });

  it("that must not be made is refused with one sentence", async () => {
    for (const [body, sentence] of [
      [{ ...harmless, type: "BANK_CARD" }, /BANK_CARD is not corrected/],
      [{ ...harmless, type: "PASSWORD" }, /PASSWORD is not corrected/],
      [{ ...harmless, level: 2 }, /has no level/],
      [{ ...sensitive, type: null }, /of what type/],
      [{ ...sensitive, level: 2 }, /must not be below 4/],
      [{ ...harmless, reason: "" }, /reason/],
      [{ ...harmless, reason: "a".repeat(501) }, /reason/],
      [{ ...harmless, term: "a" }, /term/],
      [{ ...harmless, other: 1 }, /other/],
    ] as const) {
      const answer = await ask("POST", "corrections", "caller", body);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, sentence);
    }
  });
});

describe("a correction on a whole server", () => {
  let bank: TestBank;
  before(async () => {
    bank = await openTestBank();
  });
  after(() => bank.close());

  async function keyOf(callerId: string, role: Role): Promise<string> {
    await bank.admin("POST", "/api/departments", { id: "data-office", name: "Data office" });
    await bank.admin("POST", "/api/people", { id: callerId, departmentId: "data-office", name: callerId });
    const order = { callerKind: "person", callerId, role, scenarioId: role === "caller" ? "office" : null };
    return z.object({ key: z.string() }).parse((await bank.admin("POST", "/api/keys", order)).body).key;
  }
  const sentToCloud = () => bank.cloud.requests.map(({ rawBody }) => rawBody.toString()).join("\n");

  it("keeps what the guard missed from the cloud, beside the configured terms, and is still in force after a restart", async () => {
    const [clerk, steward] = [await keyOf("clerk", "caller"), await keyOf("steward", "steward")];
    const client = await bank.client();
    const ask = (content: string) => client.chat.completions.create({ model: "assistant", messages: [{ role: "user", content }] });
    bank.cloud.answerWith(() => wholeText("From the cloud."));
    bank.home.answerWith(() => wholeText("At home."));
    assert.equal((await ask("Zephyrine before the vote")).choices[0]?.message.content, "From the cloud.");

    const { body } = await bank.admin("POST", "/api/guard/corrections", sensitive, clerk);
    const { id } = correctionSchema.parse(body);
    await bank.admin("POST", `/api/guard/corrections/${id}/decision`, { decision: "approve" }, steward);
    for (const text of ["Zephyrine after the vote", "Project Sakura"]) {
      assert.equal((await ask(text)).choices[0]?.message.content, "At home.", text);
    }
    assert.doesNotMatch(sentToCloud(), /after the vote|Sakura/);

    await bank.platform.close();
    await using restarted = await openTestPlatform(bank.folder, bank.configurationFile).then((platform) => ({
      platform,
      [Symbol.asyncDispose]: () => platform.close(),
    }));
    const judgement = await restarted.platform.server.inject({
      method: "POST",
      url: "/api/guard/classify",
      headers: { authorization: `Bearer ${clerk}`, "content-type": "application/json" },
      payload: { text: DEAL },
    });
    assert.equal(judgementSchema.parse(JSON.parse(judgement.body)).level, 4);
  });
});
