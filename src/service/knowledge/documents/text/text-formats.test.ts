// Text formats: each kind is told by its content and read as what a person sees, in whichever encoding it comes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDocument } from "../parse-document.ts";
import type { Block } from "../parsed-document.ts";
import { decodeText } from "./decode-text.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** "heading 1: Fees", "paragraph: …", "table: a | b / c | d" */
function shown(blocks: readonly Block[]): string[] {
  return blocks.map((block) => {
    if (block.kind === "table") return `table: ${[...block.header, ...block.rows].map((row) => row.join(" | ")).join(" / ")}`;
    return block.kind === "heading" ? `heading ${block.rank}: ${block.text}` : `paragraph: ${block.text}`;
  });
}

describe("a text's encoding", () => {
  // The bytes of the sentences as Python gives them.
  const SAMPLES = [
    ["shift_jis", "手数料は1件につき440円です。", "8ee8909497bf82cd318c8f82c982c282ab343430897e82c582b78142"],
    ["euc-jp", "手数料は1件につき440円です。", "bceabff4cec1a4cf31b7efa4cba4c4a4ad343430b1dfa4c7a4b9a1a3"],
    ["gb18030", "转账手续费为每笔10元。", "d7aad5cbcad6d0f8b7d1ceaac3bfb1ca3130d4aaa1a3"],
    ["big5", "轉帳手續費為每筆10元。", "c2e0b162a4e2c4f2b64facb0a843b5a73130a4b8a143"],
  ] as const;
  for (const [encoding, sentence, hexadecimal] of SAMPLES)
    it(`is found to be ${encoding}`, () => {
      assert.equal(decodeText(Buffer.from(hexadecimal, "hex")), sentence);
    });
  it("is told by a byte order mark, and is UTF-8 where that is valid", () => {
    assert.equal(decodeText(Buffer.from([0xff, 0xfe, 0x51, 0x65])), "救");
    assert.equal(decodeText(bytesOf("\ufeff手数料")), "手数料");
  });
  it("of Western letters is not taken for Chinese", () => {
    assert.equal(decodeText(Buffer.from("Geb\xfchren f\xfcr \xdcberweisungen", "latin1")), "Gebühren für Überweisungen");
  });
});

describe("a file of text", () => {
  it("in Markdown has the title of its front matter, headings, lists and tables", async () => {
    const text = "---\ntitle: 手数料規程\n---\n# 第1章\n振込は440円。\n\n- 窓口\n- ATM\n\n| 区分 | 円 |\n|---|---|\n| 窓口 | 660 |\n";
    const { title, blocks } = await parseDocument(bytesOf(text), "fees.md");
    assert.equal(title, "手数料規程");
    assert.deepEqual(shown(blocks), [
      "heading 1: 第1章",
      "paragraph: 振込は440円。",
      "paragraph: 窓口",
      "paragraph: ATM",
      "table: 区分 | 円 / 窓口 | 660",
    ]);
  });
  it("in HTML loses its scripts, its menus and nothing else", async () => {
    const text =
      "<!doctype html><html><head><title>Fees</title><style>p{}</style></head><body><nav>Home</nav><h2>Abroad</h2><p>A fee of<br>4,000 yen</p><table><tr><th>Way</th><th>Yen</th></tr><tr><td>Counter</td><td>660</td></tr></table><script>alert(1)</script></body></html>";
    const { title, blocks } = await parseDocument(bytesOf(text), "fees.txt");
    assert.equal(title, "Fees");
    assert.deepEqual(shown(blocks), [
      "heading 2: Abroad",
      "paragraph: A fee of",
      "paragraph: 4,000 yen",
      "table: Way | Yen / Counter | 660",
    ]);
  });
  it("with rows is one table, whatever parts its cells", async () => {
    for (const [name, text] of [
      ["rates.csv", '期間,金利\n"1年, 固定",0.3\n'],
      ["rates.csv", '期間;金利\n"1年, 固定";0.3\n'],
      ["rates.tsv", "期間\t金利\n1年, 固定\t0.3\n"],
    ] as const) {
      const [table] = (await parseDocument(bytesOf(text), name)).blocks;
      assert.ok(table?.kind === "table");
      assert.deepEqual([table.header, table.rows], [[["期間", "金利"]], [["1年, 固定", "0.3"]]]);
    }
  });
  it("with more rows than a call takes arguments is read whole", async () => {
    const [table] = (await parseDocument(bytesOf(`日付,円\n${"1,2\n".repeat(200_000)}`), "long.csv")).blocks;
    assert.ok(table?.kind === "table");
    assert.equal(table.rows.length, 200_000);
  });
  it("is refused where one wide row would fill up all others", async () => {
    const text = `${",".repeat(20_000)}x\n${"1,2\n".repeat(2_000)}`;
    await assert.rejects(parseDocument(bytesOf(text), "wide.csv"), { kind: "too_large" });
  });
  it("is refused where it is longer than any book", async () => {
    await assert.rejects(parseDocument(bytesOf("a".repeat(30_000_001)), "long.txt"), { kind: "too_large" });
  });
  it("that is a mail says who wrote, and names what is attached to it", async () => {
    const lines = ["From: Branch <branch@bank.example>", "To: desk@bank.example", "Subject: =?utf-8?B?5omL5pWw5paZ?=", "MIME-Version: 1.0"];
    const body =
      'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe fee is 440 yen.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="fees.pdf"\r\n\r\nx\r\n--b--\r\n';
    const { title, blocks, problems } = await parseDocument(bytesOf(`${lines.join("\r\n")}\r\n${body}`), "letter.eml");
    assert.equal(title, "手数料");
    assert.match(shown(blocks)[0] ?? "", /From: Branch <branch@bank\.example>\nTo: desk@bank\.example/);
    assert.equal(shown(blocks)[1], "paragraph: The fee is 440 yen.");
    assert.match(problems[0] ?? "", /fees\.pdf was not read/);
  });
  it("without marks is parted at its blank lines", async () => {
    const { blocks } = await parseDocument(bytesOf("第1条 目的\n\n手数料を定める。\r\n\r\nTransfers cost 440 yen."), "rules.txt");
    assert.deepEqual(shown(blocks), ["paragraph: 第1条 目的", "paragraph: 手数料を定める。", "paragraph: Transfers cost 440 yen."]);
  });
  it("without marks is parted where a line begins with wide spaces", async () => {
    const { blocks } = await parseDocument(bytesOf("　　转账手续费为每笔\n10元。\n　　本行免收。\n"), "fees.txt");
    assert.deepEqual(shown(blocks), ["paragraph: 转账手续费为每笔\n10元。", "paragraph: 本行免收。"]);
  });
  it("is refused where it is no text, or nested beyond reason", async () => {
    await assert.rejects(parseDocument(new Uint8Array([0, 1, 2, 3, 4, 5]), "x.txt"), { kind: "invalid_request" });
    await assert.rejects(parseDocument(bytesOf(`<!doctype html><body>${"<i>".repeat(2_000)}x`), "deep.html"), { kind: "invalid_request" });
  });
});
