// The promises of the parser of documents, on files made here.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { KanameError } from "#infrastructure/errors.ts";
import { type PdfLine, pdfFile } from "#test/pdf-file.ts";
import { openDocumentParser } from "./document-parser.ts";

const PATIENT = new AbortController().signal;

describe("the parser of documents", () => {
  const parser = openDocumentParser({ threads: 1 });
  after(() => parser.close());

  it("reads a statement as a table: years as its header, signs joined to their numbers, the title above as its caption", async () => {
    const { blocks, pages } = await parser.parse(pdfFile([statement()]), "statement.pdf", PATIENT);
    const [heading, table] = blocks;
    assert.equal(pages, 1);
    assert.ok(heading?.kind === "heading" && table?.kind === "table");
    assert.equal(heading.text, "BALANCE SHEETS");
    assert.equal(table.caption, "BALANCE SHEETS");
    assert.deepEqual(table.header, [["(In millions)", "2019", "2018"]]);
    assert.deepEqual(table.rows, [
      ["Cash", "$4,466", "$4,249"],
      ["Other loss", "231", "(92)"],
    ]);
    assert.ok(table.place.region !== undefined && table.place.region.top > 90 && table.place.region.top < 110);
  });

  it("leaves out what runs over all pages, and page numbers", async () => {
    const pages = ["first", "second", "third", "fourth"].map((word, index): PdfLine[] => [
      { text: "Sample Bank annual report", left: 72, bottom: 760 },
      { text: `The ${word} page says something of its own in one sentence.`, left: 72, bottom: 600 },
      { text: String(index + 1), left: 300, bottom: 20 },
    ]);
    const { blocks } = await parser.parse(pdfFile(pages), "report.pdf", PATIENT);
    assert.deepEqual(
      blocks.map((block) => (block.kind === "paragraph" ? [block.place.page, block.text.split(" ")[1]] : block.kind)),
      [
        [0, "first"],
        [1, "second"],
        [2, "third"],
        [3, "fourth"],
      ],
    );
  });

  it("reads the left column before the right one", async () => {
    const lines = Array.from({ length: 8 }, (_line, index): PdfLine[] => [
      { text: `left line ${index} of prose that goes on for long`, left: 60, bottom: 700 - index * 12 },
      { text: `right line ${index} of prose that goes on for long`, left: 330, bottom: 700 - index * 12 },
    ]).flat();
    const { blocks } = await parser.parse(pdfFile([lines]), "columns.pdf", PATIENT);
    const text = blocks.map((block) => (block.kind === "table" ? "table" : block.text)).join(" ");
    assert.ok(text.indexOf("left line 7") < text.indexOf("right line 0"), text);
  });

  it("refuses a damaged file in one sentence, and reads the next", async () => {
    await assert.rejects(parser.parse(new TextEncoder().encode("%PDF-1.4 nothing"), "broken.pdf", PATIENT), {
      kind: "invalid_request",
      message: "The PDF is damaged: its pages cannot be found.",
    });
    assert.equal((await parser.parse(pdfFile([statement()]), "next.pdf", PATIENT)).pages, 1);
  });

  it("stops the work when it is cancelled, and reads the next in a new thread", async () => {
    const leaving = new AbortController();
    const parsing = parser.parse(pdfFile(Array.from({ length: 2_000 }, statement)), "long.pdf", leaving.signal);
    leaving.abort();
    await assert.rejects(parsing, { kind: "client_closed" });
    assert.equal((await parser.parse(pdfFile([statement()]), "next.pdf", PATIENT)).pages, 1);
  });
});

describe("a parser with little time", () => {
  it("gives up a file that takes longer, and says so", async () => {
    const parser = openDocumentParser({ threads: 1, parseMsMax: 20 });
    const parsing = parser.parse(pdfFile(Array.from({ length: 2_000 }, statement)), "long.pdf", PATIENT);
    await assert.rejects(
      parsing,
      (error) => error instanceof KanameError && error.message === "The file takes longer than 0.02 s to read.",
    );
    await parser.close();
  });
});

function statement(): PdfLine[] {
  const row = (label: string, cells: readonly string[], bottom: number): PdfLine[] => [
    { text: label, left: 72, bottom },
    ...cells.map((text, index) => ({ text, left: 350 + index * 50, bottom })),
  ];
  return [
    { text: "BALANCE SHEETS", left: 72, bottom: 720, bold: true, size: 12 },
    ...row("(In millions)", ["", "2019", "", "2018"], 680).filter(({ text }) => text !== ""),
    ...row("Cash", ["$", "4,466", "$", "4,249"], 668),
    ...row("Other loss", ["", "231", "", "(92"], 656).filter(({ text }) => text !== ""),
    { text: ")", left: 518, bottom: 656 },
  ];
}
