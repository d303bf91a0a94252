// The readings of a text take off its disguises, know where they were, and cost nothing where there are none.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readingsOf, type ViewName } from "./views.ts";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The original piece of `value` in the first reading of the view that holds it. */
function originalOf(text: string, view: ViewName, value: string): string {
  for (const reading of readingsOf(text)) {
    const at = reading.view === view ? reading.text.indexOf(value) : -1;
    if (at < 0) continue;
    const { start, end } = reading.originalSpan(at, at + value.length);
    return text.slice(start, end);
  }
  return `${view} has no ${value} among ${JSON.stringify(readingsOf(text).map((reading) => reading.text))}`;
}

function viewsOf(text: string): ViewName[] {
  return readingsOf(text).map(({ view }) => view);
}

describe("the plain reading", () => {
  const tables: readonly (readonly [string, string, string])[] = [
    ["氏名,電話,口座番号\n山田太郎,090-1234-5678,1234567\n佐藤花子,080-1111-2222,7654321", "口座番号: 7654321", "7654321"],
    ['name;note;card\r\n"Doe; Jane";"says ""hi""";4111111111111111\r\n', "name: Doe; Jane", '"Doe; Jane'],
    ["id\tcard no\n1\t4111111111111111", "card no: 4111111111111111", "4111111111111111"],
    ["| 姓名 | 卡号 |\n| --- | --- |\n| 王小明 | 6222021234567890128 |", "卡号: 6222021234567890128", "6222021234567890128"],
  ];
  for (const [table, line, value] of tables) {
    it(`reads the cells of ${JSON.stringify(table)} behind their headings`, () => {
      const of = originalOf(`一覧です。\n${table}\n以上`, "plain", line);
      assert.ok(of.endsWith(value), of);
    });
  }

  const apart: readonly (readonly [string, string, string])[] = [
    ["佐野さんは統 合 失 調 症で通院", "統合失調症", "統 合 失 調 症"],
    ["得的是艾-滋-病，别外传", "艾滋病", "艾-滋-病"],
    ["頁1 極  秘", "極秘", "極  秘"],
    [
      "dx: s c h i z o - a f f e c t i v e  d i s o r d e r, keep",
      "schizo-affective disorder",
      "s c h i z o - a f f e c t i v e  d i s o r d e r",
    ],
    ["<!-- S E C R E T   F I L E -->", "SECRET FILE", "S E C R E T   F I L E"],
  ];
  for (const [text, word, written] of apart) {
    it(`reads characters that are set apart together in ${JSON.stringify(text)}`, () => {
      assert.equal(originalOf(text, "plain", word), written);
    });
  }

  it("is one where no characters are set apart", () => {
    for (const text of ["東京-大阪の便", "A or B", "月曜・火曜", "a b", "- 項目"]) assert.equal(viewsOf(text).length, 1, text);
  });

  it("is one where lines have commas but no table", () => {
    for (const text of [
      "Dear all, please note,\nthat, as I said, this is one.",
      "foo(a, b);\nbar(c, d);",
      '{"a":"x","b":1},\n{"a":"y","b":2}',
      "a, b\nc",
    ])
      assert.deepEqual(viewsOf(text), ["plain"], text);
  });
});

describe("the joined reading", () => {
  const CARD = "4111 1111 1111 1111";
  const cards: readonly (readonly [string, string])[] = [
    ["4111\n1111\n1111\n1111", CARD],
    ["4111 1111 11\n11 1111", CARD],
    ["4111-1111-\r\n> 1111-1111", "4111-1111-1111-1111"],
    ["41111111\n  11111111", "4111111111111111"],
    ["4111.1111.1111.1111", "4111-1111-1111-1111"],
    ["4111 / 1111_1111・1111", "4111-1111-1111-1111"],
    ["4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4111111111111111"],
    ["4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1", "4111111111111111"],
    ["4111,1111,1111,1111", CARD],
    ['4111", "1111", "1111", "1111', CARD],
    ['4111","pan2":"1111","pan3":"1111","pan4":"1111', CARD],
    ["4111</b><b>1111</b><b>1111</b><b>1111", CARD],
    ["4111の1111の1111の1111", "4111-1111-1111-1111"],
    ["4111…1111…1111…1111", "4111-1111-1111-1111"],
    ["10 . 178 . 97 . 110", "10.178.97.110"],
    ["taro@exam\nple.com", "taro@example.com"],
    ["GB82WEST1234\n5698765432", "GB82WEST12345698765432"],
    ["ghp_abcdefgh\nijklmnop0123", "ghp_abcdefghijklmnop0123"],
  ];
  for (const [written, value] of cards) {
    it(`reads ${JSON.stringify(written)} as ${value}`, () => assert.equal(originalOf(`値: ${written} 。`, "joined", value), written));
  }

  it("is not made of dates, amounts, versions, addresses of machines, fields of other things or lines of text", () => {
    for (const text of [
      "2026/11/24 10:30",
      "1,234,567円 12.50%",
      "v10.15.7",
      "192.168.100.200",
      '{"age":"34","score":"1234567"}',
      "one line\nanother line",
      "03-1234-5678",
      "02/23/1987\n3. next",
    ])
      assert.deepEqual(viewsOf(text), ["plain"], text);
  });
});

describe("the spoken reading", () => {
  const spoken: readonly (readonly [string, string])[] = [
    ["〇九〇―一二三四―五六七八", "090-1234-5678"],
    ["零九零の壱弐参肆の伍六七八", "090-1234-5678"],
    ["幺三八零零一三八零零零", "13800138000"],
    ["ゼロ きゅう ゼロ いち に さん よん ご ろく なな はち", "09012345678"],
    ["ゼロキュウゼロイチニサンヨンゴロクナナハチ", "09012345678"],
    ["oh nine oh, one two three four, five six double seven", "09012345677"],
    ["090 dash 1234 dash 5678", "090-1234-5678"],
    ["ゼロハチゼロ、七九〇四、二六〇〇", "08079042600"],
    ["〇九〇（一七九〇）一五八九", "090-1790-1589"],
    ["taro at example dot com", "taro@example.com"],
    ["taro あっと example どっと jp", "taro@example.jp"],
    ["taro 艾特 example 点 com", "taro@example.com"],
    ["taro.yamada (at) example (dot) co (dot) jp", "taro.yamada@example.co.jp"],
    ["taro[at]example.com", "taro@example.com"],
    ["taroアットマークexampleドットcom", "taro@example.com"],
    ["taro @ example . com", "taro@example.com"],
  ];
  for (const [written, value] of spoken) {
    it(`reads ${JSON.stringify(written)} as ${value}`, () => assert.equal(originalOf(`連絡は、${written}。`, "spoken", value), written));
  }

  it("reads the sign that the text says stands for @", () => {
    for (const text of ["taro#example.com（#を@に）", "taro#example.com, replace # with @", "taro＃example.com（把＃换成@）"])
      assert.match(originalOf(text, "spoken", "taro@example.com"), /^taro[#＃]example\.com$/, text);
    assert.ok(!readingsOf("taro#example.com").some((reading) => reading.text.includes("@")));
  });

  it("reads six digits behind a letter, as identity numbers have them", () => {
    assert.equal(originalOf("NI no is M L four one three three five zero C", "spoken", "413350"), "four one three three five zero");
  });

  it("is not made of idioms, counts and meetings", () => {
    for (const text of [
      "一石二鳥",
      "三千五百円",
      "one of two or three",
      "二、三日",
      "meet at ten at the office.",
      "さん、さん、さん、さん",
    ])
      assert.deepEqual(viewsOf(text), ["plain"], text);
  });
});

describe("the lookalike reading", () => {
  const lookalikes: readonly (readonly [string, string])[] = [
    ["АТ611904300234573201", "AT611904300234573201"],
    ["GB82 WЕST 1234", "GB82 WEST 1234"],
    ["DE8937O4OO44O532O13OOO", "DE89370400440532013000"],
    ["4lll 1l11 1111 l1l1", "4111 1111 1111 1111"],
    ["tаrо@exаmple.com", "taro@example.com"],
    ["ΑΒ123456C", "AB123456C"],
  ];
  for (const [written, value] of lookalikes) {
    it(`reads ${JSON.stringify(written)} as ${value}`, () => assert.equal(originalOf(`値 ${written} です`, "lookalike", value), written));
  }

  it("is not made of words and codes in Latin letters", () => {
    for (const text of ["Illinois solo", "SB 12", "invoice INV-2026", "ORDER 1234567"]) assert.deepEqual(viewsOf(text), ["plain"], text);
  });
});

describe("what is encoded", () => {
  const VALUE = "電話 090-1234-5678";
  for (const [name, encode] of [
    ["Base64", base64],
    ["Base64 for addresses", (text: string) => Buffer.from(text).toString("base64url")],
    ["Base64 in lines", (text: string) => base64(`${text} ${"長い文章です。".repeat(9)}`).replace(/.{76}/g, "$&\r\n")],
    ["hexadecimal digits", (text: string) => Buffer.from(text).toString("hex")],
    ["Base64 of Base64", (text: string) => base64(base64(text))],
    ["a path", (text: string) => base64(text).replaceAll("/", "_").replaceAll("+", "-")],
  ] as const) {
    it(`is read as ${name}, and stands where the whole code stands`, () => {
      const code = encode(VALUE);
      assert.equal(originalOf(`data=${code} end`, "plain", "090-1234-5678"), code);
    });
  }

  it("is read within its sentence, so that words around it count", () => {
    const code = base64("1234567");
    assert.equal(originalOf(`口座番号：${code}。`, "plain", "口座番号:1234567"), `口座番号：${code}`);
  });

  it("is read no deeper than two levels and no longer than 64 kB together", () => {
    assert.ok(!readingsOf(base64(base64(base64(VALUE)))).some(({ text }) => text.includes(VALUE)));
    const [, decoded] = readingsOf(`${base64(`${VALUE} ${"a".repeat(1_000)}`)} `.repeat(200));
    const pieces = decoded?.text.split(VALUE).length ?? 0;
    assert.ok(pieces > 60 && pieces * 1_000 <= 65_536, `${pieces} pieces`);
  });

  it("is not looked for in words, numbers and pictures", () => {
    const picture = Buffer.from(Array.from({ length: 600 }, (_, index) => (index * 7919) % 256)).toString("base64");
    for (const text of [
      "responsibilities and internationalisation",
      "getCustomerAccountNumberById",
      "/api/v1/Customers/accounts/List",
      picture,
    ])
      assert.deepEqual(viewsOf(text), ["plain"], text);
  });
});
