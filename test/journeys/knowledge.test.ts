// Knowledge over HTTP: whoever asks, by whichever route, sees what their access lists and barriers give, and after a removal nobody sees it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { mayRead } from "#service/knowledge/access/document-access.ts";
import { openTestBank, type TestBank } from "#test/platform.ts";

const COLLECTION = "procedures";
const STEWARD = "S-1";
/** Who asks, and on which side of the wall they stand. */
const READERS = [
  { id: "E-1", sides: ["deal/inside"] },
  { id: "E-2", sides: ["deal/outside"] },
  { id: "E-3", sides: [] },
];
/** Every way of stating access, with what only its document says. */
const DOCUMENTS = [
  { word: "kumquat", allowed: ["everyone"], denied: [], side: undefined },
  { word: "persimmon", allowed: ["person/E-1"], denied: [], side: undefined },
  { word: "yuzu", allowed: ["role/caller"], denied: ["person/E-2"], side: undefined },
  { word: "loquat", allowed: ["everyone"], denied: ["role/caller"], side: undefined },
  { word: "sudachi", allowed: ["everyone"], denied: [], side: "deal/inside" },
  { word: "quince", allowed: ["person/E-3"], denied: [], side: "deal/outside" },
  { word: "medlar", allowed: undefined, denied: undefined, side: undefined },
];

const foundSchema = z.object({ passages: z.array(z.object({ documentId: z.string(), ordinal: z.number(), document: z.string() })) });
const addedSchema = z.object({ document: z.object({ id: z.string() }) });
const certificateSchema = z.object({ passages: z.number(), answers: z.number() });

describe("knowledge", () => {
  let bank: TestBank;
  const keys = new Map<string, string>();
  const ids = new Map<string, string>();

  before(async () => {
    bank = await openTestBank();
    keys.set(STEWARD, await bank.issuePersonKey(STEWARD, { role: "steward" }));
    for (const { id } of READERS) keys.set(id, await bank.issuePersonKey(id, { role: "caller" }));
    await asked("POST", "/api/collections", STEWARD, { id: COLLECTION, name: "Procedures" });
    for (const { id, sides } of READERS)
      for (const side of sides)
        await asked("POST", "/api/barriers", STEWARD, { wall: "deal", side: side.slice("deal/".length), principal: `person/${id}` });
    for (const document of DOCUMENTS) ids.set(document.word, await add(document));
  });
  after(() => bank.close());

  async function asked(method: string, path: string, who: string, body?: unknown): Promise<unknown> {
    const answer = await bank.admin(method, path, body, keys.get(who));
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async function add({ word, allowed, denied, side }: (typeof DOCUMENTS)[number]): Promise<string> {
    const file = Buffer.from(`# Orchard\n\nThe fee for a crate of ${word} is 440 yen.`).toString("base64");
    const access = { ...(allowed === undefined ? {} : { allowed, denied }), ...(side === undefined ? {} : { side }) };
    const added = await asked("POST", "/api/documents", STEWARD, { collection: COLLECTION, name: `${word}.md`, file, ...access });
    return addedSchema.parse(added).document.id;
  }

  function readers(word: string): string[] {
    const document = DOCUMENTS.find((one) => one.word === word);
    const access = { owner: `person/${STEWARD}`, allowed: document?.allowed ?? [], denied: document?.denied ?? [], side: document?.side };
    return READERS.filter(({ id, sides }) =>
      mayRead(access, { name: `person/${id}`, principals: [`person/${id}`, "role/caller", "everyone"], sides }),
    ).map(({ id }) => id);
  }

  /** The events of an answer as one text; it streams. */
  async function answerOf(who: string, question: string): Promise<{ readonly text: string; readonly id: string }> {
    const response = await fetch(`${bank.url}/api/answers`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys.get(who)}`, "content-type": "application/json" },
      body: JSON.stringify({ collections: [COLLECTION], question }),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return { text, id: /"answerId":"([^"]+)"/.exec(text)?.[1] ?? "" };
  }

  it("has something to leak: each document is read by some and not by others, but the one that is for all, and those that are for none", () => {
    assert.deepEqual(
      DOCUMENTS.map(({ word }) => readers(word)),
      [["E-1", "E-2", "E-3"], ["E-1"], ["E-1", "E-3"], [], ["E-1"], [], []],
    );
  });

  for (const { word } of DOCUMENTS)
    for (const { id: who } of READERS)
      it(`shows ${word} to ${who} by no route, or by every one`, async () => {
        const may = readers(word).includes(who);
        const documentId = ids.get(word) ?? "";
        const see = (text: unknown) => JSON.stringify(text).includes(documentId) || JSON.stringify(text).includes(`crate of ${word}`);
        assert.equal(see(await asked("GET", `/api/documents?collection=${COLLECTION}`, who)), may, "list");
        for (const way of ["fused", "lexical", "vectors"]) {
          const found = await asked("POST", "/api/search", who, { collection: COLLECTION, query: `fee crate ${word}`, count: 100, way });
          if (may && way !== "vectors") assert.ok(see(found), way);
          if (!may) assert.ok(!see(found), way);
        }
        for (const path of [`/api/documents/${documentId}`, `/api/documents/${documentId}/passages/0`])
          assert.equal((await bank.admin("GET", path, undefined, keys.get(who))).status, may ? 200 : 404, path);
        // Twice: the second time the answer may come out of the cache.
        for (const time of [1, 2])
          assert.equal(
            see((await answerOf(who, `What is the fee for a crate of ${word}?`)).text.replaceAll('\\"', '"')),
            may,
            `answer ${time}`,
          );
      });

  it("gives an answer again to who asked, and to nobody else", async () => {
    const { id } = await answerOf("E-1", "What is the fee for a crate of persimmon?");
    assert.match(JSON.stringify(await asked("GET", `/api/answers/${id}`, "E-1")), /440 yen/);
    for (const who of ["E-2", "E-3", STEWARD])
      assert.equal((await bank.admin("GET", `/api/answers/${id}`, undefined, keys.get(who))).status, 404, who);
  });

  it("takes back at once what was given: a denial closes searches, citations and answers that were given before", async () => {
    const { id } = await answerOf("E-3", "What is the fee for a crate of yuzu?");
    const path = `/api/documents/${ids.get("yuzu")}`;
    await asked("PATCH", path, STEWARD, { denied: ["person/E-2", "person/E-3"] });
    assert.equal((await bank.admin("GET", `/api/answers/${id}`, undefined, keys.get("E-3"))).status, 404);
    assert.equal((await bank.admin("GET", `${path}/passages/0`, undefined, keys.get("E-3"))).status, 404);
    assert.doesNotMatch((await answerOf("E-3", "What is the fee for a crate of yuzu?")).text, /crate of yuzu is/);
  });

  it("never finds what is not in force, and says which documents fed an answer and which answers used a document", async () => {
    const documentId = ids.get("kumquat") ?? "";
    const { id, text } = await answerOf("E-2", "What is the fee for a crate of kumquat?");
    assert.match(text, /440 yen/);
    assert.match(JSON.stringify(await asked("GET", `/api/lineage?answer=${id}`, STEWARD)), new RegExp(documentId));
    assert.match(JSON.stringify(await asked("GET", `/api/lineage?document=${documentId}`, STEWARD)), new RegExp(id));
    assert.equal((await bank.admin("GET", `/api/lineage?answer=${id}`, undefined, keys.get("E-2"))).status, 403);
    await asked("PATCH", `/api/documents/${documentId}`, STEWARD, { effectiveTo: "2020-01-01" });
    const search = { collection: COLLECTION, query: "kumquat", count: 100 };
    const names = async (more: object) =>
      foundSchema.parse(await asked("POST", "/api/search", "E-2", { ...search, ...more })).passages.map((one) => one.document);
    assert.ok(!(await names({})).includes("kumquat.md"));
    assert.ok((await names({ asOf: "2019-06-01" })).includes("kumquat.md"));
    await asked("PATCH", `/api/documents/${documentId}`, STEWARD, { effectiveTo: "2999-01-01" });
  });

  it("removes a document with all that came from it, and keeps a certificate of that", async () => {
    const documentId = ids.get("persimmon") ?? "";
    const { id } = await answerOf("E-1", "What is the fee for a crate of persimmon?");
    assert.equal((await bank.admin("DELETE", `/api/documents/${documentId}`, undefined, keys.get("E-1"))).status, 403);
    const certificate = certificateSchema.parse(await asked("DELETE", `/api/documents/${documentId}`, STEWARD));
    assert.equal(certificate.passages, 1);
    assert.ok(certificate.answers >= 1);
    assert.equal((await bank.admin("GET", `/api/answers/${id}`, undefined, keys.get("E-1"))).status, 404);
    assert.doesNotMatch(
      JSON.stringify(await asked("POST", "/api/search", "E-1", { collection: COLLECTION, query: "persimmon" })),
      /persimmon\.md/,
    );
    assert.doesNotMatch((await answerOf("E-1", "What is the fee for a crate of persimmon?")).text, /persimmon is/);
    const auditor = await bank.issuePersonKey("A-1", { role: "auditor" });
    const records = await fetch(`${bank.url}/api/ledger/export`, { headers: { authorization: `Bearer ${auditor}` } });
    assert.match(await records.text(), new RegExp(`document\\.deleted[^\\n]*${documentId}`));
  });

  it("refuses what is not well formed in one sentence", async () => {
    for (const [path, body, sentence] of [
      [
        "/api/documents",
        { collection: COLLECTION, name: "x.bin", file: Buffer.from([0, 1, 2]).toString("base64") },
        /kind that is not read/,
      ],
      ["/api/documents", { collection: "none", name: "x.md", file: "eA==" }, /There is no collection none/],
      ["/api/documents", { collection: COLLECTION, name: "x.md", file: "eA==", allowed: ["E-1"] }, /person\/…/],
      ["/api/search", { collection: COLLECTION, query: "x", count: 101 }, /count/],
      ["/api/barriers", { wall: "deal", side: "inside", principal: "everyone" }, /department/],
    ] as const) {
      const answer = await bank.admin("POST", path, body, keys.get(STEWARD));
      assert.ok(answer.status >= 400 && answer.status < 500, JSON.stringify(answer.body));
      assert.match(JSON.stringify(answer.body), sentence);
    }
  });
});
