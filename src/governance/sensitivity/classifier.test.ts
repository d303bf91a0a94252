// The classifier finds what each recogniser promises, at its place in the original, and nothing in a bank's ordinary texts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createClassifier } from "./classifier.ts";
import { STRUCTURED_TYPES } from "./finding.ts";
import { RECOGNISERS } from "./recognisers/all.ts";

const classify = createClassifier();

function foundIn(text: string): string[] {
  return classify(text).findings.map(({ type, text: value }) => `${type} ${value}`);
}

describe("the classifier", () => {
  it("finds who speaks in a Japanese chat, with a family name alone", () => {
    assert.deepEqual(foundIn("茂木: 了解しました"), ["PERSON 茂木"]);
  });

  it("gives the highest level of its findings, and 1 without any", () => {
    assert.equal(classify("本日は晴天なり").level, 1);
    assert.equal(classify("田中様").level, 3);
    assert.equal(classify("田中様 個人番号 123456789018").level, 4);
  });

  it("finds something of a form wherever it does when asked for nothing else, and then nothing of any other type", () => {
    const structured: ReadonlySet<string> = new Set(STRUCTURED_TYPES);
    const texts = RECOGNISERS.flatMap(({ examples }) => examples.map((example) => example.replace(/[«»]/g, "")));
    for (const text of texts) {
      const alone = classify(text, "structured").findings.map(({ type }) => type);
      assert.ok(alone.every((type) => structured.has(type)));
      const amongAll = classify(text).findings.filter(({ type }) => structured.has(type));
      assert.ok(alone.length > 0 || amongAll.length === 0, text);
    }
  });

  it("says where a value stands in the original, whatever was folded before it", () => {
    for (const text of [
      "ﾀﾞﾝ\u200b\u200b様へ　ＴＥＬ　０９０\u00ad－１２３４ー５６７８。",
      "𝟎𝟗𝟎-𝟏𝟐𝟑𝟒-𝟓𝟔𝟕𝟖\u200b",
      "①②  090 - 1234 - 5678 \u200b",
    ]) {
      const phone = classify(text).findings.find(({ type }) => type === "PHONE");
      assert.ok(phone, text);
      assert.equal(text.slice(phone.start, phone.end), phone.text);
      assert.match(phone.text, /^[0０𝟎].*[8８𝟖]$/u);
    }
  });

  it("finds a name again everywhere in the text, but not inside a company's name or a longer word", () => {
    assert.deepEqual(foundIn("山田太郎様より入金。山田太郎の残高を確認。"), ["PERSON 山田太郎", "PERSON 山田太郎"]);
    assert.deepEqual(foundIn("三井様は三井住友銀行と三井銀行へ。三井は不在。"), ["PERSON 三井", "PERSON 三井"]);
    assert.deepEqual(foundIn("Mr Smith called. Smith asked; the Smithsonian did not."), ["PERSON Smith", "PERSON Smith"]);
    assert.deepEqual(foundIn("Mr. White paid. The white paper; White paper."), ["PERSON White"]);
  });

  it("keeps the level of what gave way to another finding", () => {
    const { level, findings } = classify("DB password: taro@example.com");
    assert.deepEqual([level, findings.length, findings[0]?.text], [4, 1, "taro@example.com"]);
  });

  it("finds a value that stands encoded, and covers the whole code", () => {
    const code = Buffer.from("カード番号は 4111 1111 1111 1111 です").toString("base64");
    assert.deepEqual(foundIn(`payload=${code};`), [`BANK_CARD ${code}`]);
  });

  it("finds nothing in the ordinary texts of a bank", () => {
    const texts = [
      "三井住友銀行と三菱UFJ銀行の手数料を比較してください。",
      "Morgan Stanley and Goldman Sachs raised their targets.",
      "ISIN US0378331005、証券コード7203、SKU 4901234567894",
      "2026年11月24日 10:30 注文番号 20261124-000123",
      "お問い合わせは0120-123-456（フリーダイヤル）または 0800-123-4567 へ",
      "売上高は1,234,567,890円、前年比12.5%",
      "The order number is 1234567890123 and the invoice total is 4,111.11.",
      "请查询订单号 202611240001234567 的物流状态",
      "お客様各位 皆様のご来店をお待ちしております",
      "普通預金金利は0.1%です。",
      "version 10.15.7, build 20261124.1, port 5432",
      "https://example.com/articles/1234567890?id=0987654321",
      "客户经理应当核对客户信息并保密",
      "How do I reset my password? The password must have 12 characters.",
      "const name = getName(); // name: string",
      "UUID 550e8400-e29b-41d4-a716-446655440000",
      "株式会社トヨタ自動車 御中",
      "支店コードは3桁、口座数1234567件",
      "東京都千代田区の人口は6万人です",
      "Basel III, JR/T 0197-2020, GB 11643-1999",
      "先生に相談する",
      "仕様は同様です",
      "彼氏と彼女",
      "個人番号カードの申請方法を教えてください",
      "パスワードを忘れた場合の手続",
      "2026-11-24T12:34:56.789Z 1700000000000",
    ];
    for (const text of texts) assert.deepEqual(foundIn(text), [], text);
  });

  it("finds each value in a text that mixes languages and types", () => {
    const text =
      "Customer: Jane Doe (姓名：王小明) 電話 090-1111-2222、mail jane@example.com、IBAN GB82 WEST 1234 5698 7654 32、普通 7654321、AKIAIOSFODNN7EXAMPLE";
    assert.deepEqual(foundIn(text), [
      "PERSON Jane Doe",
      "PERSON 王小明",
      "PHONE 090-1111-2222",
      "EMAIL jane@example.com",
      "IBAN GB82 WEST 1234 5698 7654 32",
      "BANK_ACCOUNT 7654321",
      "API_KEY AKIAIOSFODNN7EXAMPLE",
    ]);
  });

  it("throws on no input and gives findings by place that never overlap", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 9 }),
        fc.constantFrom(
          "様",
          "氏名：",
          "1234",
          "-",
          " ",
          "@",
          "田中",
          "王",
          "Mr ",
          "A",
          "4111",
          "password:",
          "\ud835",
          "ﾞ",
          "\\u0034",
          "&#49;",
          "%41",
          "NDExMSAxMTExIDExMTEgMTExMQ==",
          "〇九〇",
          "\n",
          "а",
        ),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("");
        let end = 0;
        for (const finding of classify(text).findings) {
          assert.ok(finding.start >= end && finding.end > finding.start && finding.end <= text.length);
          assert.equal(text.slice(finding.start, finding.end), finding.text);
          end = finding.end;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

it("finds nothing inside a token, whatever its letters look like", () => {
  for (const id of ["336223D", "2233445D", "84562SD", "336223DQ"]) assert.deepEqual(classify(`password: PASSWORD_${id}`).findings, []);
});
