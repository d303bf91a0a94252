// Knowledge as a person types it, without a server: a folder is ingested, searched line by line, and asked.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { z } from "zod";

const CLI = join(import.meta.dirname, "../../src/cli.ts");
const foundSchema = z.object({
  id: z.string(),
  passages: z.array(z.object({ document: z.string(), page: z.number(), score: z.number(), text: z.string() })),
});

describe("kaname knowledge", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "kaname-knowledge-"));
    mkdirSync(join(folder, "documents", "cards"), { recursive: true });
    writeFileSync(join(folder, "documents", "fees.md"), "# 手数料規程\n\n第1条 振込手数料は1件につき440円とする。\n");
    writeFileSync(join(folder, "documents", "cards", "lost.txt"), "A replacement card costs 1,100 yen.\n");
    writeFileSync(join(folder, "documents", "broken.pdf"), "%PDF-1.7 nothing of a PDF");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function kaname(words: readonly string[], input = "") {
    const environment = { PATH: process.env.PATH, KANAME_DATA_DIR: join(folder, "data"), KANAME_CONFIG: join(folder, "kaname.yaml") };
    const child = spawn(process.execPath, [CLI, "knowledge", ...words], { env: environment });
    let [out, error] = ["", ""];
    child.stdout.on("data", (text) => {
      out += String(text);
    });
    child.stderr.on("data", (text) => {
      error += String(text);
    });
    child.stdin.end(input);
    const [code] = await once(child, "close");
    return { code: z.number().parse(code), out, error };
  }

  it("ingests a folder, names what is broken, and does nothing twice", async () => {
    const first = await kaname(["ingest", join(folder, "documents"), "--collection", "procedures"]);
    assert.equal(first.code, 0, first.error);
    assert.match(first.out, /3 files: 2 ingested with 2 passages, 0 unchanged, 0 restated, 1 broken/);
    assert.match(first.out, /broken: broken\.pdf: /);
    assert.match(
      (await kaname(["ingest", join(folder, "documents"), "--collection", "procedures"])).out,
      /0 ingested with 0 passages, 2 unchanged/,
    );
  });

  it("finds by words in each language, a line for a line, and goes on after a line that is none", async () => {
    const lines = ['{"id":"a","query":"振込手数料","k":1}', "no JSON", '{"id":"b","query":"replacement card"}'];
    const { code, out, error } = await kaname(["search", "--collection", "procedures", "--jsonl"], `${lines.join("\n")}\n`);
    assert.equal(code, 1);
    assert.match(error, /line 2 is not a JSON object/);
    const [a, b] = out
      .trim()
      .split("\n")
      .map((line) => foundSchema.parse(JSON.parse(line)));
    assert.deepEqual([a?.id, a?.passages.length, a?.passages[0]?.document, a?.passages[0]?.page], ["a", 1, "fees.md", 0]);
    assert.equal(b?.passages[0]?.document, "cards/lost.txt");
  });

  it("answers with document and page, or says that it is not there", async () => {
    const { out } = await kaname(["ask", "--collection", "procedures", "振込手数料はいくらですか。"]);
    assert.match(out, /440円とする。 \[1\]\n\[1\] fees\.md, page 1/);
    assert.match((await kaname(["ask", "--collection", "procedures", "What is the interest rate of a housing loan?"])).out, /not|found/i);
  });

  it("says what is missing in one sentence", async () => {
    for (const [words, sentence] of [
      [["ingest", join(folder, "documents")], /Say which collection/],
      [["ingest", join(folder, "nowhere"), "--collection", "procedures"], /./],
      [["search", "--collection", "none", "--jsonl"], /There is no collection none/],
    ] as const) {
      const { code, error } = await kaname(words, '{"id":"a","query":"x"}\n');
      assert.equal(code, 1);
      assert.match(error.trim(), sentence);
      assert.doesNotMatch(error, /at .*\.ts:\d/);
    }
  });
});
