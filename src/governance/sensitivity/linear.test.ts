// The classifier's time grows with the length of a text and no faster, whatever the text is made of.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { millisecondsFor, RATIO_MAX, timesAsLong } from "#test/linear-time.ts";
import { createClassifier } from "./classifier.ts";

const classify = createClassifier();

const CHARACTERS = 131_072;

const UNITS = [
  "口座番号は？\n客：はい、えっと、",
  "account no. 1234567, 7654321 and ",
  "card then 4111 1111 then ",
  "pan1=4111 pan2=1111 exp:{m:1 ",
  "MIIEvQIBADAN0123456789abcdef ",
  "顔 template=00ff ",
  "1",
  "12 ",
  "0-",
  "-",
  " ",
  "a",
  "a@",
  "a.",
  "a@a.",
  "様",
  "田",
  "田中様",
  "山 ",
  "氏名：",
  "氏",
  "先生",
  "王先生",
  "Mr A",
  "Mr. Aa Bb ",
  "A",
  "Name: ",
  "[[",
  "{",
  '"',
  "\\",
  "\u200b",
  "a\u200b",
  "1\u200b",
  "１",
  "ー",
  "1ー",
  "1 - ",
  "4111 ",
  "GB82 ",
  "GB",
  "-----BEGIN PRIVATE KEY-----",
  "eyJ",
  "eyJa.",
  "sk-a",
  "password:",
  "token=",
  "+1 ",
  "(0",
  "http://a:",
  "//a:",
  "普通",
  "ア・",
  "客户",
  "記号1",
  "暗証番号を",
  "PIN was set to ",
  "署名欄の",
  "password? capital a, ",
  "客户的",
  "1の",
  "a#b.c #を@ ",
  "P@ss1 login ",
  "\ud835",
  "\n",
  // Names and addresses in Japan.
  "氏名 ",
  "山 田 ",
  "田中・",
  "横浜市西区",
  "1丁目",
  "東京都港区芝1-",
  "やまだ ",
  "ヤマダ ",
  "Yamada ",
  "です",
  "担当：田",
  "名:田 ",
  "者:",
  "line1:市",
  // Escapes, and what only looks like one.
  "%",
  "%41",
  "&",
  "&amp;",
  "&#48;",
  "\\u0041",
  "=41",
  "=E5=B1=B1",
  // What the other readings look at.
  "1\n",
  "1.",
  '"1",',
  '{"a1":"1111",',
  "[1,",
  "<b>1</b>",
  "1<a ",
  "1, ",
  "①",
  "〇",
  "〇の",
  "に",
  "one ",
  "dash one ",
  "a at b dot ",
  "aアットマーク",
  "O0",
  "1l ",
  "а",
  "AB1\n",
  "a@b\n",
  "A1a",
  "A/",
  "0a",
  "a\u0301",
  "\u0301",
  "ﾊﾞ",
  "\ud83d",
  // Findings next to each other and on top of each other.
  "4111111111111111 ",
  "090-1234-5678 ",
  "taro@example.com ",
  "password: 4111111111111111 ",
  "個人番号 1",
  "免許証 12345678901 ",
  "旅券 A",
  "A1 ",
  "91350100M",
  "P<",
  "<",
  "SSN 1-",
  "VAT DE1.",
  "記号1番号",
  "残高1円",
  "振込1円",
  "stage II ",
  "田中様がん",
  "の買収",
  "未公表の合併",
  "【社外秘】",
  "詐欺罪で",
  "症",
  "病名:",
  "癌癌",
  "syndrome ",
  "a-b-itis ",
  "convicted of ",
  "member of the ",
  "教徒",
  "罪",
  "族",
  "統 ",
  "a b ",
  "*漢",
  "未公表の合併、",
  "not public merger, ",
  "one hundred ",
  "10/05 1,000円\n",
  "機密・",
  "LMK component 1 ",
  "0123 4567 89AB CDEF ",
  "张伟、",
  "路1号",
  "买·",
  "John Smith ",
  "12 High Street, ",
  "Via ",
  "mike ",
];

/** A megabyte of anything is judged in less. Base64 within Base64 is by far the slowest: about two seconds where nothing else runs. */
const MEGABYTE_MILLISECONDS_MAX = 5_000;
const MEGABYTE = 1_048_576;

/** A text that holds another in code, which holds another, until it is a megabyte long. */
function nestedCode(): string {
  let text = "カード番号 4111 1111 1111 1111。";
  while (text.length < MEGABYTE) text = Buffer.from(`${text} ${text}`).toString("base64");
  return text.slice(0, MEGABYTE);
}

const MEGABYTES: Readonly<Record<string, string>> = {
  digits: "4".repeat(MEGABYTE),
  hyphens: "-".repeat(MEGABYTE),
  "digits and hyphens": "1-".repeat(MEGABYTE / 2),
  "nested JSON": `${'{"a":['.repeat(MEGABYTE / 8)}1${"]}".repeat(MEGABYTE / 8)}`,
  "JSON in JSON strings": JSON.stringify(JSON.stringify(JSON.stringify(['"'.repeat(MEGABYTE / 16)]))),
  "percent signs": "%".repeat(MEGABYTE),
  ampersands: "&#".repeat(MEGABYTE / 2),
  "code in code": nestedCode(),
  "a table": `account number,note\n${"1234567,none\n".repeat(MEGABYTE / 13)}`,
  "a wide table": `${"a,".repeat(40)}\n`.repeat(MEGABYTE / 81),
  illnesses: "糖尿病".repeat(MEGABYTE / 3),
  "names with honorifics": "田中様".repeat(MEGABYTE / 3),
  balances: "残高1円".repeat(MEGABYTE / 4),
  "rows of Japanese customers": `氏名,口座番号,電話番号,住所\n${"山田太郎,1234567,090-1234-5678,東京都港区芝1-2-3\n".repeat(MEGABYTE / 40)}`,
  "a Markdown table": `| 氏名 | 口座番号 | 残高 |\n|---|---|---|\n${"| 佐藤花子 | 7654321 | 1,000円 |\n".repeat(MEGABYTE / 28)}`,
  "records of customers": '{"id":1,"name":"山田太郎","card":"4111111111111111","phone":"090-1234-5678"},'.repeat(MEGABYTE / 80),
};

describe("the time for a text of 256 k characters is at most linear in its length", () => {
  for (const unit of UNITS) {
    it(`made of ${JSON.stringify(unit)}`, () => {
      const ratio = timesAsLong(classify, unit, CHARACTERS);
      assert.ok(ratio <= RATIO_MAX, `twice the text took ${ratio.toFixed(1)} times as long`);
    });
  }
});

describe("a megabyte takes less than five seconds", () => {
  for (const [name, text] of Object.entries(MEGABYTES)) {
    it(`of ${name}`, () => {
      let best = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < 3 && best > MEGABYTE_MILLISECONDS_MAX; attempt += 1)
        best = Math.min(
          best,
          millisecondsFor(() => classify(text)),
        );
      assert.ok(best <= MEGABYTE_MILLISECONDS_MAX, `${best.toFixed(0)} ms`);
    });
  }
});
