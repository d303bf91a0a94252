// Office files: read as what a person sees in them, and refused where they are built to fill the machine.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { strToU8, zipSync } from "fflate";
import { officeFile } from "#test/office-file.ts";
import { parseDocument } from "../parse-document.ts";
import type { Block } from "../parsed-document.ts";

const DOCX = "word/document.xml";
const paragraph = (text: string, style = "") =>
  `<w:p><w:pPr>${style === "" ? "" : `<w:pStyle w:val="${style}"/>`}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const word = (body: string) => `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`;

function shown(blocks: readonly Block[]): string[] {
  return blocks.map((block) => {
    const where = block.place.page === 0 ? "" : ` (page ${block.place.page})`;
    if (block.kind === "table")
      return `table${where}: ${block.caption ?? ""} ${[...block.header, ["—"], ...block.rows].map((row) => row.join(" | ")).join(" / ")}`;
    return `${block.kind === "heading" ? `heading ${block.rank}` : "paragraph"}${where}: ${block.text}`;
  });
}

describe("a Word document", () => {
  it("has headings by their styles, tables with their header, its label and its title", async () => {
    const row = (...cells: string[]) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`;
    const file = officeFile({
      [DOCX]: word(
        `${paragraph("第1章 手数料", "H1")}${paragraph("振込は440円。")}<w:p><w:del><w:r><w:t>550</w:t></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>660</w:t></w:r></w:p><w:tbl>${row("区分", "円")}${row("窓口", "660")}</w:tbl>`,
      ),
      "word/styles.xml":
        '<w:styles xmlns:w="w"><w:style w:styleId="H1"><w:basedOn w:val="Base"/></w:style><w:style w:styleId="Base"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>',
      "docProps/core.xml": '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>手数料規程</dc:title></cp:coreProperties>',
      "docProps/custom.xml":
        '<Properties xmlns:vt="v"><property name="MSIP_Label_12345678-1234-1234-1234-123456789012_Name"><vt:lpwstr>社外秘</vt:lpwstr></property></Properties>',
    });
    const { title, labels, blocks } = await parseDocument(file, "fees.bin");
    assert.deepEqual([title, labels], ["手数料規程", ["社外秘"]]);
    assert.deepEqual(shown(blocks), ["heading 1: 第1章 手数料", "paragraph: 振込は440円。", "table:  区分 | 円 / — / 窓口 | 660"]);
  });
});

describe("a workbook", () => {
  it("has its sheets as pages, and cells as they are shown", async () => {
    const file = officeFile({
      "xl/workbook.xml":
        '<workbook xmlns:r="r"><sheets><sheet name="Rates" sheetId="1" r:id="rId1"/><sheet name="Old" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels":
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
      "xl/sharedStrings.xml":
        "<sst><si><t>金利表</t></si><si><r><t>適用</t></r><r><t>日</t></r><rPh><t>テキヨウビ</t></rPh></si><si><t>金利</t></si></sst>",
      "xl/styles.xml":
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="G/標準"/><numFmt numFmtId="165" formatCode="0.00E+00"/><numFmt numFmtId="166" formatCode="h:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>',
      "xl/worksheets/sheet1.xml":
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c></row><row r="3"><c r="A3" s="1"><v>46113</v></c><c r="C3" s="2"><f>A1</f><v>0.00325</v></c></row><row r="4"><c r="A4" s="3"><v>1234.5</v></c><c r="B4" s="4"><v>1234.5</v></c><c r="C4" s="5"><v>0.5</v></c></row><row r="6"><c r="A6" t="inlineStr"><is><t>注 税引前</t></is></c></row></sheetData></worksheet>',
      "xl/worksheets/sheet2.xml": "<worksheet><sheetData/></worksheet>",
    });
    const { pages, blocks, problems } = await parseDocument(file, "rates.xlsx");
    assert.equal(pages, 2);
    assert.deepEqual(shown(blocks), [
      "heading 1: Rates",
      "table: 金利表 適用日 |  | 金利 / — / 2026-04-01 |  | 0.325% / 1234.5 | 1234.5 | 12:00",
      "paragraph: 注 税引前",
    ]);
    assert.deepEqual(problems, ["The sheet Old is hidden and was not read."]);
  });
});

describe("a presentation", () => {
  it("has its slides as pages in their order, with title and notes", async () => {
    const slide = (title: string, text: string) =>
      `<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${title}</a:t></a:r></a:p></p:txBody></p:sp><p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`;
    const file = officeFile({
      "ppt/presentation.xml":
        '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId r:id="second" id="257"/></p:sldIdLst></p:presentation>',
      "ppt/_rels/presentation.xml.rels":
        '<Relationships><Relationship Id="second" Target="slides/slide1.xml"/><Relationship Id="rId2" Target="slides/slide2.xml"/></Relationships>',
      "ppt/slides/slide1.xml": slide("Second", "Fees"),
      "ppt/slides/slide2.xml": slide("最初", "手数料"),
    });
    const { pages, blocks } = await parseDocument(file, "deck.pptx");
    assert.equal(pages, 2);
    assert.deepEqual(shown(blocks), ["heading 1: 最初", "paragraph: 手数料", "heading 1 (page 1): Second", "paragraph (page 1): Fees"]);
  });
});

describe("an office file built to do harm", () => {
  const refusal = (file: Uint8Array) => parseDocument(file, "bomb.docx");
  it("that unpacks to a thousand times its size is not unpacked", async () => {
    await assert.rejects(refusal(officeFile({ [DOCX]: "a".repeat(50_000_000) })), { kind: "too_large" });
  });
  it("that states a small size for a large part gains nothing by it", async () => {
    const file = officeFile({ [DOCX]: word(paragraph("x".repeat(400_000))) });
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    // The central directory's record of the member, whose uncompressed size stands 24 bytes in.
    for (let place = 0; place < file.length - 28; place += 1)
      if (view.getUint32(place, true) === 0x02014b50) view.setUint32(place + 24, 100, true);
    await assert.rejects(refusal(file), { kind: "invalid_request" });
  });
  it("whose parts share their bytes, or that has more slides than any, is refused", async () => {
    const stored = zipSync({ [DOCX]: strToU8("a".repeat(100_000)) }, { level: 0 });
    const start = stored.findLastIndex(
      (_byte, place) => new DataView(stored.buffer).getUint32(Math.min(place, stored.length - 4), true) === 0x02014b50,
    );
    const end = stored.length - 22;
    const record = stored.slice(start, end);
    const records = Array.from({ length: 50 }, () => record);
    const bomb = Buffer.concat([stored.slice(0, start), ...records, stored.slice(end)]);
    bomb.writeUInt16LE(records.length, bomb.length - 14);
    bomb.writeUInt16LE(records.length, bomb.length - 12);
    bomb.writeUInt32LE(record.length * records.length, bomb.length - 10);
    await assert.rejects(refusal(new Uint8Array(bomb)), { kind: "invalid_request", message: /overlap/ });
    const slides = '<p:sldId r:id="a"/>'.repeat(10_001);
    const deck = officeFile({ "ppt/presentation.xml": `<p:presentation xmlns:p="p" xmlns:r="r">${slides}</p:presentation>` });
    await assert.rejects(refusal(deck), { kind: "too_large", message: /pages/ });
  });
  it("with entities of its own, or elements without end, is refused", async () => {
    const laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w">&b;</w:document>';
    await assert.rejects(refusal(officeFile({ [DOCX]: laughs })), { kind: "invalid_request", message: /document type/ });
    await assert.rejects(refusal(officeFile({ [DOCX]: word("<w:sdt>".repeat(5_000)) })), { kind: "invalid_request" });
  });
  it("with more parts than any document is refused, and an archive of something else as well", async () => {
    const parts = Object.fromEntries(Array.from({ length: 50_001 }, (_none, index) => [`p${index}`, new Uint8Array()]));
    await assert.rejects(refusal(zipSync(parts, { level: 0 })), { kind: "too_large" });
    await assert.rejects(refusal(zipSync({ "a.txt": strToU8("x") })), { kind: "invalid_request", message: /archive/ });
    await assert.rejects(refusal(officeFile({ [DOCX]: "x" }).subarray(0, 40)), { kind: "invalid_request" });
  });
});
