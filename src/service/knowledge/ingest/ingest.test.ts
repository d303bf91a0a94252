// Ingest of folders and files: incremental, past broken files, never half a document, with what the manifest states.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { systemClock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createMemoryDocuments, makeFolder, orderFor, type TestFolder, testIngest } from "#test/knowledge-folder.ts";
import type { IngestProgress } from "./folder-run.ts";
import { INGEST_LIMITS } from "./ingest.ts";

const opened: TestFolder[] = [];
after(() => opened.forEach((folder) => folder.delete()));

function folderWith(files: Readonly<Record<string, string>>): TestFolder {
  const folder = makeFolder();
  opened.push(folder);
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return folder;
}

const refusal = (kind: string, message: RegExp) => (error: unknown) =>
  error instanceof KanameError && error.kind === kind && message.test(error.message);

describe("a folder of 1,000 files of which ten are broken", () => {
  const files = Array.from({ length: 1_000 }, (_, index) => {
    const name = `dept-${index % 7}/procedure-${String(index).padStart(4, "0")}.txt`;
    return [name, index % 100 === 50 ? "\0" : `# 手順${index}\n\n本人確認書類の原本を確認する。`] as const;
  });
  const folder = folderWith(Object.fromEntries(files));
  const documents = createMemoryDocuments();
  const ingest = testIngest(documents);

  it("is ingested but for the ten, which the report names with a sentence each", async () => {
    const told: IngestProgress[] = [];
    const report = await ingest.ingestFolder(orderFor(folder.path, { onProgress: (progress) => told.push(progress) }));
    assert.deepEqual(report.counts, { ingested: 990, restated: 0, unchanged: 0, broken: 10, removed: 0 });
    assert.deepEqual(
      report.broken.map(({ name }) => name),
      files
        .filter(([, text]) => text === "\0")
        .map(([name]) => name)
        .sort(),
    );
    assert.deepEqual(new Set(report.broken.map(({ problem }) => problem)), new Set(["The file is damaged: it ends in the middle."]));
    assert.equal(documents.names().length, 990);
    assert.deepEqual(
      told.map(({ done }) => done),
      files.map((_, index) => index + 1),
    );
  });

  it("is left as it is by a second run, which only tries the ten again", async () => {
    const before = documents.changes();
    const report = await ingest.ingestFolder(orderFor(folder.path, { prune: true }));
    assert.deepEqual(report.counts, { ingested: 0, restated: 0, unchanged: 990, broken: 10, removed: 0 });
    assert.equal(documents.changes(), before);
  });

  it("gives up what has no file any more only when that is asked for", async () => {
    folder.write("dept-1/procedure-0001.txt", "新しい手順。");
    folder.delete("dept-2/procedure-0002.txt");
    const kept = await ingest.ingestFolder(orderFor(folder.path));
    assert.deepEqual([kept.counts.ingested, kept.counts.removed, documents.names().length], [1, 0, 990]);
    const pruned = await ingest.ingestFolder(orderFor(folder.path, { prune: true }));
    assert.deepEqual([pruned.counts.ingested, pruned.counts.removed, documents.names().length], [0, 1, 989]);
  });
});

describe("an ingest", () => {
  it("reads no hidden file and follows no link", async () => {
    const outside = folderWith({ "secret.txt": "Board minutes." });
    const folder = folderWith({ "a.txt": "Fees.", ".git/config": "x", ".hidden.txt": "x" });
    symlinkSync(join(outside.path, "secret.txt"), join(folder.path, "link.txt"));
    symlinkSync(outside.path, join(folder.path, "linked"));
    const documents = createMemoryDocuments();
    await testIngest(documents).ingestFolder(orderFor(folder.path));
    assert.deepEqual(documents.names(), ["a.txt"]);
  });

  it("that is cancelled leaves whole documents only, and says that it was cancelled", async () => {
    const folder = folderWith(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.txt`, "One.\n\nTwo."])));
    const documents = createMemoryDocuments();
    const stop = new AbortController();
    const onProgress = ({ done }: IngestProgress) => done === 7 && stop.abort();
    const report = await testIngest(documents).ingestFolder(orderFor(folder.path, { onProgress, signal: stop.signal, prune: true }));
    assert.equal(report.isCancelled, true);
    assert.ok(documents.names().length >= 7 && documents.names().length < 10, String(documents.names().length));
    assert.deepEqual([report.counts.ingested, report.broken], [documents.names().length, []]);
    for (const name of documents.names()) assert.equal(documents.passagesOf(name).length, 1);
  });

  it("ends when the store fails rather than call every file broken", async () => {
    const failure = new KanameError("storage_failed", "The database does not answer.");
    const documents = { ...createMemoryDocuments(), write: () => Promise.reject(failure) };
    const folder = folderWith({ "a.txt": "One.", "b.txt": "Two.", "c.txt": "Three." });
    await assert.rejects(testIngest(documents).ingestFolder(orderFor(folder.path)), (error) => error === failure);
  });

  it("holds files, bytes and passages to their limits", async () => {
    const folder = folderWith({
      "a.txt": "One.",
      "b.txt": `${"Long. ".repeat(100)}`,
      "c.txt": Array.from({ length: 9 }, () => "word ".repeat(300)).join("\n\n"),
    });
    const within = (limits: Partial<typeof INGEST_LIMITS>) =>
      testIngest(createMemoryDocuments(), { limits: { ...INGEST_LIMITS, ...limits } }).ingestFolder(orderFor(folder.path));
    await assert.rejects(within({ filesMax: 2 }), refusal("too_large", /more than 2 files/));
    assert.deepEqual(
      (await within({ fileBytesMax: 599 })).broken.map(({ name, problem }) => `${name}: ${problem}`),
      ["b.txt: The file is larger than 599 bytes.", "c.txt: The file is larger than 599 bytes."],
    );
    assert.deepEqual((await within({ passagesPerDocumentMax: 5 })).broken, [
      { name: "c.txt", problem: "The file has more than 5 passages: divide it." },
    ]);
  });

  it("gives a document the level of its most sensitive passage, and of its labels to every passage", async () => {
    const documents = createMemoryDocuments();
    const plain = "窓口の営業時間は九時から十五時までとする。".repeat(16);
    const folder = folderWith({
      "mixed.txt": `${plain}\n\n連絡先: 山田太郎 様、メール taro.yamada@example.co.jp`.concat(`\n\n${plain}`),
      "marked.txt": "label: Confidential\n\nOpening hours.",
      "strange.txt": "label: Streng geheim\n\nOpening hours.",
    });
    const report = await testIngest(documents).ingestFolder(orderFor(folder.path));
    const levels = documents.passagesOf("mixed.txt").map(({ level }) => level);
    const mixed = await documents.findByName("test-bank", "procedures", "mixed.txt");
    assert.ok(levels.includes(1) && Math.max(...levels) >= 3, levels.join());
    assert.equal(mixed?.level, Math.max(...levels));
    assert.deepEqual(
      documents.passagesOf("marked.txt").map(({ level }) => level),
      [3],
    );
    assert.deepEqual(
      documents.passagesOf("strange.txt").map(({ level }) => level),
      [3],
    );
    assert.deepEqual(report.unread, [
      { name: "strange.txt", problem: "The label Streng geheim is none of the institution's; it was taken for level 3." },
    ]);
  });

  it("lets others have their turn between any two passages once it has worked for long enough", async () => {
    const paragraphs = Array.from(
      { length: 400 },
      (_, index) => `${index}. ${"Customers of the branch deposit more each year. ".repeat(6)}`,
    );
    const folder = folderWith({ "filing.txt": paragraphs.join("\n\n") });
    const documents = createMemoryDocuments();
    let now = 0;
    // Every look at the clock finds more time gone than is worked without a pause.
    const clock = { ...systemClock, monotonicMs: () => (now += 10) };
    let [turns, isOver] = [0, false];
    const others = (async () => {
      for (; !isOver; turns += 1) await setImmediate();
    })();
    await testIngest(documents, { clock }).ingestFolder(orderFor(folder.path));
    isOver = true;
    await others;
    const passages = documents.passagesOf("filing.txt").length;
    assert.ok(passages > 80 && turns >= passages, `${turns} turns, ${passages} passages`);
  });
});

describe("what is stated about a document", () => {
  const manifest = `rules:
  - files: "lending/**"
    title: Lending rules
    series: lending
    effectiveFrom: 2026-04-01
    owner: department/lending
    labels: [社外秘]
    access: { allowed: [department/lending], denied: [person/E-9], side: deal-a/inside }
  - { files: "**/*.txt", level: 2 }
`;
  it("comes from the first rule of the manifest that fits, and else from its collection", async () => {
    const folder = folderWith({
      "knowledge.yaml": manifest,
      "lending/a.txt": "施行日:2020年4月1日\n\nLoans.",
      "b.txt": "Fees.",
      "c.md": "Hours.",
    });
    const documents = createMemoryDocuments();
    const defaults = { allowed: ["everyone"], denied: [], side: undefined };
    await testIngest(documents).ingestFolder(orderFor(folder.path, { defaults }));
    const [b, c, lending] = await documents.list("test-bank", "procedures", { limit: 9 });
    const {
      id: _id,
      ingestedAt: _at,
      contentHash: _hash,
      bytes: _bytes,
      mediaType: _type,
      language: _language,
      ...stated
    } = lending ?? assert.fail();
    assert.deepEqual(stated, {
      collectionId: "procedures",
      name: "lending/a.txt",
      title: "Lending rules",
      series: "lending",
      pages: 1,
      passages: 1,
      level: 3,
      effectiveFrom: "2026-04-01",
      effectiveTo: undefined,
      owner: "department/lending",
      labels: ["社外秘"],
      allowed: ["department/lending"],
      denied: ["person/E-9"],
      side: "deal-a/inside",
    });
    assert.deepEqual([b?.level, b?.allowed, b?.owner, c?.level, c?.allowed], [2, ["everyone"], "person/E-1", 1, ["everyone"]]);
  });

  it("is nobody's but the ingester's where nobody states it", async () => {
    const documents = createMemoryDocuments();
    await testIngest(documents).ingestFolder(orderFor(folderWith({ "a.txt": "Fees." }).path));
    const document = await documents.findByName("test-bank", "procedures", "a.txt");
    assert.deepEqual([document?.owner, document?.allowed, document?.side], ["person/E-1", [], undefined]);
  });

  it("changes without the content being made again, and stays where a new version states nothing", async () => {
    const folder = folderWith({ "a.txt": "Fees.", "knowledge.yaml": "rules: [{ files: a.txt, access: { allowed: [everyone] } }]" });
    const documents = createMemoryDocuments();
    const ingest = testIngest(documents);
    await ingest.ingestFolder(orderFor(folder.path));
    const before = await documents.findByName("test-bank", "procedures", "a.txt");
    folder.write("knowledge.yaml", "rules: [{ files: a.txt, access: { allowed: [role/caller], denied: [person/E-9] } }]");
    assert.equal((await ingest.ingestFolder(orderFor(folder.path))).counts.restated, 1);
    const restated = await documents.findByName("test-bank", "procedures", "a.txt");
    assert.deepEqual([restated?.id, restated?.allowed, restated?.denied], [before?.id, ["role/caller"], ["person/E-9"]]);
    folder.delete("knowledge.yaml");
    folder.write("a.txt", "New fees.");
    await ingest.ingestFolder(
      orderFor(folder.path, { ingester: "person/E-2", defaults: { allowed: ["everyone"], denied: [], side: undefined } }),
    );
    const next = await documents.findByName("test-bank", "procedures", "a.txt");
    assert.deepEqual([next?.allowed, next?.denied, next?.owner], [["role/caller"], ["person/E-9"], "person/E-1"]);
  });

  it("is refused with all of its problems at once, before any file is touched", async () => {
    const bad =
      "rules:\n  - { files: a.txt, level: 7, access: { allowed: [alice], side: inside } }\n  - { effectiveFrom: 2026-13-01, colour: red, files: x }\n";
    const folder = folderWith({ "a.txt": "Fees.", "knowledge.yaml": bad });
    const documents = createMemoryDocuments();
    const asked = testIngest(documents).ingestFolder(orderFor(folder.path));
    await assert.rejects(asked, (error: unknown) => {
      assert.ok(error instanceof KanameError && error.kind === "invalid_request");
      for (const place of ["rules[0].level", "rules[0].access.allowed[0]", "rules[0].access.side", "rules[1].effectiveFrom", "rules[1]: "])
        assert.ok(error.message.includes(place), `${place} in ${error.message}`);
      return true;
    });
    folder.write("knowledge.yaml", "rules: [{ files: a.txt, labels: [Geheim] }]");
    await assert.rejects(
      testIngest(documents).ingestFolder(orderFor(folder.path)),
      refusal("invalid_request", /rules\[0\]\.labels: Geheim is no label/),
    );
    assert.equal(documents.changes(), 0);
  });
});

describe("one file that is handed over", () => {
  it("is ingested, is unchanged the second time, and says why it cannot be read", async () => {
    const documents = createMemoryDocuments();
    const ingest = testIngest(documents);
    const { folder: _folder, prune: _prune, afresh: _afresh, ...target } = orderFor("");
    const hand = (text: string) => ingest.ingestFile({ ...target, name: "upload.txt", bytes: new TextEncoder().encode(text) });
    assert.equal((await hand("施行日:2026年4月1日\n\n手数料。")).document.effectiveFrom, "2026-04-01");
    assert.equal((await hand("施行日:2026年4月1日\n\n手数料。")).outcome, "unchanged");
    await assert.rejects(hand("\0"), refusal("invalid_request", /damaged/));
    await assert.rejects(hand(" \n\n "), refusal("invalid_request", /no text/));
    assert.equal(documents.changes(), 1);
  });
});
