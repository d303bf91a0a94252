// Passages: by structure, within the model's window, nothing lost.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { findWeights } from "#model/weights/catalogue.ts";
import type { Block, ParsedDocument } from "../documents/parsed-document.ts";
import { PASSAGE_LIMITS, splitIntoPassages } from "./split-into-passages.ts";
import { estimateTokens } from "./token-estimate.ts";

const at = (page: number) => ({ page, region: undefined });
const paragraph = (text: string, page = 0): Block => ({ kind: "paragraph", text, place: at(page) });
const heading = (rank: number, text: string, page = 0): Block => ({ kind: "heading", rank, text, place: at(page) });

function documentOf(blocks: readonly Block[]): ParsedDocument {
  return { title: undefined, mediaType: "text/plain", pages: 9, blocks, labels: [], problems: [] };
}

const split = (...blocks: readonly Block[]) => splitIntoPassages(documentOf(blocks), PASSAGE_LIMITS);
const LONG = "窓口では本人確認書類の原本を確認し、写しを取らずに記録だけを残します。".repeat(6);

describe("passages of a document", () => {
  it("carry the articles of a plain text in their heading path, with the caption on the line before", () => {
    const [first, second] = split(
      paragraph("第1章 総則"),
      paragraph("(目的)"),
      paragraph(`第1条 この規程は、取引時確認の手続を定める。${LONG}`),
      paragraph("(定義)"),
      paragraph(`第二条の二 この規程において用語は次の意味を持つ。${LONG}`),
    );
    assert.deepEqual(first?.headingPath, ["第1章 総則", "第1条(目的)"]);
    assert.deepEqual(second?.headingPath, ["第1章 総則", "第二条の二(定義)"]);
    assert.ok(second?.text.startsWith("(定義)\n第二条の二"));
  });

  it("take no reference to an article, no sentence and no line of a table of contents for a heading", () => {
    const passages = split(
      paragraph("第3条に定める書類を受け取る。"),
      paragraph("Section 4 applies to branches."),
      paragraph("Item 7. Management's Discussion ........ 34"),
      paragraph("12 branches were closed in the year."),
    );
    assert.deepEqual(
      passages.map(({ headingPath }) => headingPath),
      [[]],
    );
  });

  it("know chapters, sections and numbered headings of English text", () => {
    const prose = "The branch checks the identity of the customer against the original of a document with a photograph. ".repeat(8);
    const paths = split(
      paragraph("PART II"),
      paragraph("Item 7. Liquidity"),
      paragraph("4.2 Cash flows"),
      paragraph(prose),
      paragraph("ARTICLE 12"),
      paragraph(prose),
    );
    assert.deepEqual(
      paths.map(({ headingPath }) => headingPath.join(" > ")),
      ["PART II > Item 7. Liquidity > 4.2 Cash flows", "PART II > Item 7. Liquidity > ARTICLE 12"],
    );
  });

  it("keep the heading path on the next page and never span two", () => {
    const passages = split(heading(1, "Fees"), paragraph("Transfers cost 110 yen."), paragraph("Cash costs nothing.", 1));
    assert.deepEqual(
      passages.map(({ page, headingPath }) => [page, headingPath]),
      [
        [0, ["Fees"]],
        [1, ["Fees"]],
      ],
    );
  });

  it("repeat caption, unit and header with each group of a table's rows", () => {
    const rows = Array.from({ length: 80 }, (_, row) => [`Branch ${row}`, `${row},000`, "", `${row},500`]);
    const passages = split(paragraph("(単位:百万円)"), {
      kind: "table",
      caption: "Deposits by branch",
      header: [["Branch", "2023", "", "2022"]],
      rows,
      place: at(0),
    });
    assert.ok(passages.length > 2);
    for (const { text, kind } of passages) {
      assert.equal(kind, "table");
      assert.ok(text.startsWith("(単位:百万円)\nDeposits by branch\nBranch | 2023 |  | 2022\nBranch "), text.slice(0, 80));
    }
  });

  it("keep a list with what leads into it", () => {
    const items = ["(1) 運転免許証", "(2) 旅券", "(3) 在留カード"].map((text) => paragraph(text));
    const passages = split(paragraph(LONG.slice(0, 320)), paragraph("本人確認書類は次のとおりとする。"), ...items, paragraph(LONG));
    const listed = passages.find(({ text }) => text.includes("旅券"));
    assert.ok(listed?.text.includes("次のとおりとする。\n(1) 運転免許証\n(2) 旅券\n(3) 在留カード"));
  });

  it("lose no character but space and are within the limit, whatever the document", () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 900 }),
      fc
        .array(
          fc.constantFrom(
            "第3条 ",
            "(目的)",
            "金利は年2.5%とする。",
            "4.2 Fees",
            "- item",
            "Yield rose; ",
            "次のとおり:",
            "\n",
            "x".repeat(700),
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join("")),
    );
    const rows = fc.array(fc.array(fc.string({ maxLength: 30 }), { minLength: 3, maxLength: 3 }), { maxLength: 60 });
    const block = fc.oneof(
      texts.map((text) => ({ kind: "paragraph" as const, text })),
      fc.record({ kind: fc.constant("heading" as const), rank: fc.integer({ min: 1, max: 4 }), text: texts }),
      fc.record({
        kind: fc.constant("table" as const),
        caption: fc.option(texts, { nil: undefined }),
        header: rows.map((all) => all.slice(0, 2)),
        rows,
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(block, fc.nat(2)), { maxLength: 12 }), (drawn) => {
        const blocks = drawn
          .toSorted(([, one], [, other]) => one - other)
          .map(([drawnBlock, page]): Block => ({ ...drawnBlock, place: at(page) }));
        const passages = split(...blocks);
        for (const { text } of passages) assert.ok(text !== "" && estimateTokens(text) <= PASSAGE_LIMITS.tokensMax, text);
        for (const page of [0, 1, 2])
          assertHoldsAll(
            passages
              .filter((passage) => passage.page === page)
              .map(({ text }) => text)
              .join(""),
            blocks.filter(({ place }) => place.page === page),
          );
      }),
      { numRuns: 150 },
    );
  });
});

/** Every text and cell of the blocks stands in the passages, in order. */
function assertHoldsAll(passages: string, blocks: readonly Block[]): void {
  const bare = passages.replace(/[\s|]/g, "");
  let place = 0;
  for (const words of blocks.flatMap((block) =>
    block.kind === "table" ? [block.caption ?? "", ...block.header.flat(), ...block.rows.flat()] : [block.text],
  )) {
    for (const character of words.replace(/[\s|]/g, "")) {
      place = bare.indexOf(character, place);
      assert.notEqual(place, -1, `${JSON.stringify(character)} of ${JSON.stringify(words)} is missing`);
      place += character.length;
    }
  }
}

const weights = join(process.env.KANAME_TEST_WEIGHTS_DIR ?? "", findWeights("multilingual-e5-small")?.fileName ?? "");
const skip =
  process.env.KANAME_TEST_WEIGHTS_DIR === undefined || !existsSync(weights)
    ? "KANAME_TEST_WEIGHTS_DIR holds no weights of the embedding model"
    : false;

describe("the estimate of tokens", () => {
  it("is not below what the embedding model's own vocabulary counts", { skip }, async () => {
    const { getLlama } = await import("node-llama-cpp");
    const llama = await getLlama({ build: "never", gpu: false, skipDownload: true });
    const model = await llama.loadModel({ modelPath: weights, vocabOnly: true, gpuLayers: 0 });
    try {
      for (const text of SAMPLES) {
        const counted = model.tokenize(text).length;
        assert.ok(estimateTokens(text) >= counted, `${counted} tokens, estimated ${estimateTokens(text)}: ${text.slice(0, 60)}`);
      }
    } finally {
      await model.dispose();
      await llama.dispose();
    }
  });
});

const SAMPLES: readonly string[] = [
  LONG,
  "第三条の二 当行は、預金者から相続の届出を受けたときは、遅滞なく当該預金口座の支払を停止し、戸籍謄本その他の書類の提出を求めるものとする。",
  "经营活动产生的现金流量净额为人民币1,234.56亿元，同比下降3.2%，主要由于存放同业款项增加。逾期贷款率1.05%。",
  "Net cash provided by operating activities | $ 1,469,502 | $ 1,287,482 | $ 1,151,686\nCapital expenditures | (184,936) | (148,332) | (188,358)",
  "The Company's consolidated statements of comprehensive income include amortization of intangible assets and unrecognized tax benefits.",
  "売上高 | 5,202,919 | 4,908,199\n親会社株主に帰属する当期純利益 | 298,752 | 308,399\n△1,234 | ▲5.6%",
  "|  |  |  | June 30, 2016 |  |  |  | June 30, 2015\n|  |  | Assets | Liabilities |  |  | Assets |  | (1 | ) |  | 3 | % |  |  |",
  "ISIN JP3902900004, BIC BOTKJPJT, form KYC-014/2B, https://example.com/procedures/2026?id=Zx81kQ",
];
