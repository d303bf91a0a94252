// What is masked comes back exactly, and nothing that was to be masked stays.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type ChatRequest, chatRequestSchema } from "#model/chat.ts";
import { createClassifier } from "../sensitivity/classifier.ts";
import type { Handling } from "./handling.ts";
import { classifyRequest, maskRequest, maskText } from "./mask.ts";
import { createReplacements, type Replacements } from "./replacements.ts";
import { createAnswerRestorer } from "./restore.ts";
import { createVault, type Vault } from "./vault.ts";

const classify = createClassifier();

/** Texts of ordinary pieces, sensitive values, brackets and look-alikes of tokens, in any order. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom(
        "山田太郎様",
        "氏名：佐藤一郎",
        "Mr. Smith",
        "090-1234-5678",
        "taro@example.com",
        "4111 1111 1111 1111",
        "４１１１１１１１１１１１１１１１",
        "マイナンバー123456789018",
        "password: hunter2!",
        "[",
        "]",
        "[[",
        "]]",
        "[[PERSON_",
        "[[PERSON_K7Q2X]]",
        "PERSON_K7Q2X",
        "a",
        "_2",
        "é",
        "Ａ",
        "\\",
        "*",
        "_",
        " ",
        "\n",
        "\u200b",
        "普通 1234567",
        "GB82 WEST 1234 5698 7654 32",
      ),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

/** What stands for values where the destination takes none, save what rules say. */
function replacementsWith(vault: Vault, handling: Handling = new Map()): Replacements {
  return createReplacements({ vault, handling, keepsShape: false, masksByDefault: true });
}

function freshReplacements(handling: Handling = new Map()): Replacements {
  return replacementsWith(createVault({ key: randomBytes(32) }), handling);
}

function restored(text: string, vault: Vault): string {
  return String(createAnswerRestorer(vault).restoreCompletion(text));
}

function ask(...contents: string[]): ChatRequest {
  return chatRequestSchema.parse({ model: "m", messages: contents.map((content) => ({ role: "user", content })) });
}

describe("masking", () => {
  it("gives back every text exactly: restore(mask(text)) = text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const vault = createVault({ key: randomBytes(32) });
        const masked = maskText(text, classify(text).findings, replacementsWith(vault).replace);
        assert.equal(restored(masked, vault), text);
      }),
      { numRuns: 1_000 },
    );
  });

  it("leaves none of the values, in any order and width, and nothing to find again", () => {
    const sentences = [
      "氏名：山田太郎",
      "TEL 090-1234-5678まで",
      "Write to taro@example.com.",
      "card 4111 1111 1111 1111",
      "マイナンバー：123456789018",
      "password: hunter2!",
      "Dear Mr Smith,",
      "ご確認ください",
    ];
    const values = ["山田太郎", "090-1234-5678", "taro@example.com", "4111 1111 1111 1111", "123456789018", "hunter2!", "Smith"];
    const widen = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...sentences, ...sentences.map(widen)), { maxLength: 8 }), (lines) => {
        const text = lines.join("\n");
        const masked = maskText(text, classify(text).findings, freshReplacements().replace);
        for (const value of [...values, ...values.map(widen)]) assert.equal(masked.includes(value), false, masked);
        assert.deepEqual(classify(masked).findings, []);
      }),
      { numRuns: 300 },
    );
  });

  it("never restores a token-like text that came with the request", () => {
    const vault = createVault({ key: randomBytes(32) });
    vault.tokenFor("PERSON", "山田太郎");
    assert.equal(restored("[[PERSON_AAAAA]] PERSON_BBBBB [[PERSON_1]] PERSON", vault), "[[PERSON_AAAAA]] PERSON_BBBBB [[PERSON_1]] PERSON");
  });
});

/** The level of the request with everything masked that can be. */
function levelOnceMasked(request: ChatRequest): number {
  return classifyRequest(maskRequest(request, classifyRequest(request, classify), freshReplacements()).request, classify).level;
}

describe("a request", () => {
  it("is of the level of its most sensitive text, and says by which rules", () => {
    const classification = classifyRequest(ask("こんにちは", "田中様の電話は090-1234-5678", "マイナンバー 123456789018"), classify);
    assert.equal(classification.level, 4);
    assert.equal(classification.findings[0]?.type, "JP_MY_NUMBER");
    assert.deepEqual(classification.findings.map(({ type, count }) => `${type} ${count}`).sort(), [
      "JP_MY_NUMBER 1",
      "PERSON 1",
      "PHONE 1",
    ]);
    assert.equal(levelOnceMasked(ask("こんにちは", "田中様の電話は090-1234-5678", "マイナンバー 123456789018")), 1);
  });

  it("finds a name in all its texts once one of them gives it away", () => {
    const request = ask("山田太郎の残高は？", "お客様は山田太郎様です", "山田太郎銀行とは別です");
    const { request: masked, counts } = maskRequest(request, classifyRequest(request, classify), freshReplacements());
    assert.match(JSON.stringify(masked.messages[0]), /"PERSON_\w{5}の残高/);
    assert.deepEqual(counts, { PERSON: 2 });
  });

  it("judges the members of tool-call arguments by their names and masks strings and numbers", () => {
    const request = chatRequestSchema.parse({
      model: "m",
      messages: [
        {
          role: "assistant",
          tool_calls: [
            {
              id: "c",
              type: "function",
              function: {
                name: "t",
                arguments: '{"口座番号": 1234567, "customer_name": "Taro Yamada", "count": 7654321, "card": 6222021234567890128}',
              },
            },
          ],
        },
      ],
    });
    const masked = maskRequest(request, classifyRequest(request, classify), freshReplacements());
    assert.match(
      JSON.stringify(masked.request),
      /口座番号\\": \\"BANK_ACCOUNT_\w+\\", \\"customer_name\\": \\"PERSON_\w+\\", \\"count\\": 7654321, \\"card\\": \\"BANK_CARD/,
    );
    assert.equal(classifyRequest(masked.request, classify).level, 1);
  });

  it("keeps the level of what cannot be masked", () => {
    const request = chatRequestSchema.parse({
      model: "m",
      messages: [
        { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name: "t", arguments: '{"taro@example.com": 1}' } }] },
      ],
    });
    const classification = classifyRequest(request, classify);
    assert.equal(classification.level, 3);
    assert.equal(levelOnceMasked(request), 3);
  });

  it("keeps the level of types that were not to be masked", () => {
    const request = ask("田中様のマイナンバー 123456789018");
    const masked = maskRequest(request, classifyRequest(request, classify), freshReplacements(new Map([["JP_MY_NUMBER", "pass"]])));
    assert.equal(classifyRequest(masked.request, classify).level, 4);
    assert.deepEqual(masked.counts, { PERSON: 1 });
  });
});
