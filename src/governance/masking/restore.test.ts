// Masked values come back in answers wherever their tokens stand and however the stream was cut.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ChatChunk } from "#model/chat.ts";
import type { Finding } from "../sensitivity/finding.ts";
import { maskText } from "./mask.ts";
import { type AnswerRestorer, createAnswerRestorer } from "./restore.ts";
import { createVault, inBrackets } from "./vault.ts";

type Choice = ChatChunk["choices"][number];

function chunkOf(delta: object, finishReason: Choice["finish_reason"] = null, index = 0): ChatChunk {
  return { id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index, delta, finish_reason: finishReason }] };
}

function fieldOf(chunk: ChatChunk, field: string, index = 0): string {
  const delta: object = chunk.choices.find((choice) => choice.index === index)?.delta ?? {};
  const entry = Object.entries(delta).find(([name]) => name === field);
  return typeof entry?.[1] === "string" ? entry[1] : "";
}

function argumentsOf(chunk: ChatChunk, toolIndex: number): string {
  return chunk.choices
    .flatMap(({ delta }) => delta.tool_calls ?? [])
    .filter((call) => call.index === toolIndex)
    .map((call) => call.function?.arguments ?? "")
    .join("");
}

function streamed(restorer: AnswerRestorer, pieces: readonly string[], field = "content"): string {
  const chunks = [...pieces.map((piece) => chunkOf({ [field]: piece })), chunkOf({}, "stop")];
  return chunks.map((chunk) => fieldOf(restorer.restoreChunk(chunk), field)).join("");
}

function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((one, other) => one - other);
  return [0, ...ends].map((start, place) => text.slice(start, ends[place] ?? text.length));
}

describe("restoring a stream", () => {
  it("gives the same answer for every text, every value and every cut", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 8 }),
      fc.constantFrom("[", "[[", "]]", "]", "[[PERSON_", "PERSON_", "**", "\\", "\\n", "_2", " ", "a", "１"),
      fc.record({ value: fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), fc.constantFrom("山田", "山 田")) }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(200), { maxLength: 12 }), (pieces, places) => {
        const vault = createVault({ key: randomBytes(32) });
        let original = "";
        const findings: Finding[] = [];
        for (const part of pieces) {
          const text = typeof part === "string" ? part : part.value;
          const place = { start: original.length, end: original.length + text.length, text };
          if (typeof part !== "string") findings.push({ ...place, type: "PERSON", level: 3, confidence: 1, why: "planted" });
          original += text;
        }
        const masked = maskText(original, findings, ({ type, text }) => ({ text: vault.tokenFor(type, text), isToken: true }));
        assert.equal(streamed(createAnswerRestorer(vault), cut(masked, places)), original);
      }),
      { numRuns: 2_000 },
    );
  });

  it("restores a token split at every place, into three pieces too", () => {
    const vault = createVault({ key: randomBytes(32) });
    const text = `本日${vault.tokenFor("PERSON", "山田太郎")}様[x](${vault.tokenFor("EMAIL", "taro@example.com")})です`;
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        assert.equal(streamed(createAnswerRestorer(vault), pieces), "本日山田太郎様[x](taro@example.com)です");
      }
    }
  });

  it("delays nothing that cannot become a token, and hands on the same object", () => {
    const vault = createVault({ key: randomBytes(32) });
    vault.tokenFor("PERSON", "山田太郎");
    const restorer = createAnswerRestorer(vault);
    for (const text of ["Hello", " [see", " a[1", "]", "[EMAIL", "[[JP", "array[index]", "[[PERX", "x\n", "Ape", "perfect", " is"]) {
      const chunk = chunkOf({ content: text });
      assert.equal(restorer.restoreChunk(chunk), chunk, text);
    }
    assert.equal(fieldOf(restorer.restoreChunk(chunkOf({ content: "held: Pers" })), "content"), "held: ");
    assert.equal(fieldOf(restorer.restoreChunk(chunkOf({ content: "ia" })), "content"), "Persia");
    assert.equal(fieldOf(restorer.restoreChunk(chunkOf({ content: "held: [[PER" })), "content"), "held: ");
    assert.equal(fieldOf(restorer.restoreChunk(chunkOf({ content: "fect" })), "content"), "[[PERfect");
  });

  it("keeps choices, fields and tool calls apart, and lets all of them out before the finish", () => {
    const vault = createVault({ key: randomBytes(32) });
    const token = vault.tokenFor("PERSON", 'O"Brien');
    const restorer = createAnswerRestorer(vault);
    const [head, tail] = [token.slice(0, 6), token.slice(6)];
    restorer.restoreChunk(chunkOf({ content: head, reasoning_content: head }));
    restorer.restoreChunk(chunkOf({ content: head }, null, 1));
    restorer.restoreChunk(
      chunkOf({
        tool_calls: [
          { index: 0, function: { arguments: `{"a":"${head}` } },
          { index: 1, function: { arguments: head } },
        ],
      }),
    );
    const second = restorer.restoreChunk(chunkOf({ content: tail, reasoning_content: "no" }));
    assert.equal(fieldOf(second, "content"), 'O"Brien');
    assert.equal(fieldOf(second, "reasoning_content"), `${head}no`);
    const third = restorer.restoreChunk(chunkOf({ tool_calls: [{ index: 0, function: { arguments: `${tail}"}` } }] }));
    assert.equal(argumentsOf(third, 0), 'O\\"Brien"}');
    const last = restorer.restoreChunk(chunkOf({}, "tool_calls"));
    assert.equal(argumentsOf(last, 1), head);
    assert.equal(fieldOf(restorer.restoreChunk(chunkOf({}, "stop", 1)), "content", 1), head);
    assert.deepEqual(restorer.flush(), []);
  });

  it("keeps members that it does not know", () => {
    const vault = createVault({ key: randomBytes(32) });
    const chunk = JSON.parse(
      JSON.stringify(chunkOf({ content: `a ${vault.tokenFor("PERSON", "Ann")}`, vendor: { text: vault.tokenFor("PERSON", "Ann"), n: 1 } })),
    );
    chunk.extra = { kept: true };
    const restored: unknown = createAnswerRestorer(vault).restoreChunk(chunk);
    assert.deepEqual(restored, {
      ...chunk,
      choices: [{ index: 0, delta: { content: "a Ann", vendor: { text: "Ann", n: 1 } }, finish_reason: null }],
    });
  });

  it("loses no tail when the stream ends without a finish", () => {
    const vault = createVault({ key: randomBytes(32) });
    const token = inBrackets(vault.tokenFor("PERSON", "Ann"));
    const restorer = createAnswerRestorer(vault);
    restorer.restoreChunk(chunkOf({ content: `x ${token.slice(0, -1)}` }));
    restorer.restoreChunk(chunkOf({ content: "[[PERS" }, null, 1));
    const [flushed] = restorer.flush();
    assert.ok(flushed);
    assert.equal(fieldOf(flushed, "content"), "Ann");
    assert.equal(fieldOf(flushed, "content", 1), "[[PERS");
    assert.deepEqual(restorer.flush(), []);
    assert.deepEqual(restorer.restoredCounts(), { PERSON: 1 });
  });

  it("passes a usage chunk without choices", () => {
    const chunk: ChatChunk = { ...chunkOf({}), choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } };
    assert.equal(createAnswerRestorer(createVault({ key: randomBytes(32) })).restoreChunk(chunk), chunk);
  });
});

describe("a token that a model changed", () => {
  const vault = createVault({ key: randomBytes(32) });
  const name = vault.tokenFor("JP_MY_NUMBER", "123456789018");
  const token = inBrackets(name);
  const other = inBrackets(vault.tokenFor("PERSON", "Ann"));
  const changes: readonly [string, string, string][] = [
    ["no brackets", `is ${name}, yes`, "is 123456789018, yes"],
    ["no brackets and lower case", name.toLowerCase(), "123456789018"],
    ["no brackets and escapes", `*${name.replaceAll("_", "\\_")}*`, "*123456789018*"],
    ["no brackets and spaces", `の${name.replaceAll("_", " ")}は`, "の123456789018は"],
    ["no brackets and a number behind", `${name} 2`, "123456789018 2"],
    ["no brackets and a genitive", `${name}'s`, "123456789018's"],
    ["no brackets behind an escaped line break", `a\\n${name}\\u69d8${name}`, "a\\n123456789018\\u69d8123456789018"],
    ["no brackets inside a word", `my${name}`, `my${name}`],
    ["lower case", token.toLowerCase(), "123456789018"],
    ["escaped underscores", `[[${name.replaceAll("_", "\\_")}]]`, "123456789018"],
    ["spaces inside", `[[ ${name.replaceAll("_", " ")} ]]`, "123456789018"],
    ["bold inside", `[[**${name}**]]`, "123456789018"],
    ["bold outside", `**${token}**`, "**123456789018**"],
    ["single brackets, as in a link", `[${name}](x)`, "[123456789018](x)"],
    ["full-width brackets", `［［${name}］］`, "123456789018"],
    ["corner brackets", `【${name}】`, "【123456789018】"],
    ["a bracket missing at the end", `[[${name}] is`, "123456789018 is"],
    ["no bracket at the end", `[[${name} is`, "123456789018 is"],
    ["full-width letters", `[[${name.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))}]]`, "123456789018"],
    ["brackets inside others", `[1, [${name}]]`, "[1, [123456789018]]"],
    ["brackets around", `[${token}]`, "[123456789018]"],
    ["two in a row", `${token}${other}`, "123456789018Ann"],
    ["an id that does not exist", `${token.slice(0, -3)}]]`, `${token.slice(0, -3)}]]`],
    ["another type before its id", `[[PERSON_${name.slice(-5)}]]`, `[[PERSON_${name.slice(-5)}]]`],
  ];
  for (const [change, written, expected] of changes) {
    it(`is handled with ${change}, in one piece and letter by letter`, () => {
      assert.equal(createAnswerRestorer(vault).restoreCompletion(written), expected);
      assert.equal(streamed(createAnswerRestorer(vault), [...written]), expected);
    });
  }
});

describe("restoring a whole answer", () => {
  it("never takes a number behind a token for the number of another spelling", () => {
    const vault = createVault({ key: randomBytes(32) });
    const [first, second] = [vault.tokenFor("PERSON", "山田"), vault.tokenFor("PERSON", "山 田")];
    assert.equal(second, `${first}_2`);
    assert.equal(createAnswerRestorer(vault).restoreCompletion(`${first} 2, ${second}, ${first}`), "山田 2, 山 田, 山田");
  });

  it("restores messages and tool-call arguments, keeps what it does not know, and counts by type", () => {
    const vault = createVault({ key: randomBytes(32) });
    const key = vault.tokenFor("PRIVATE_KEY", 'line 1\n"line 2"');
    const person = vault.tokenFor("PERSON", "Ann");
    const completion = {
      id: person,
      choices: [
        {
          index: 0,
          logprobs: null,
          message: {
            role: "assistant",
            content: `Dear ${person}`,
            reasoning_content: person,
            tool_calls: [{ id: "c", type: "function", function: { name: "t", arguments: `{"k":"${key}"}` } }],
          },
        },
      ],
      vendor: { cost: 1 },
    };
    const restorer = createAnswerRestorer(vault);
    const restored: unknown = restorer.restoreCompletion(completion);
    const text = JSON.stringify(restored);
    assert.match(text, /"content":"Dear Ann","reasoning_content":"Ann"/);
    assert.match(text, /"vendor":\{"cost":1\}/);
    assert.ok(text.includes(JSON.stringify(JSON.stringify({ k: 'line 1\n"line 2"' })).slice(1, -1)));
    assert.deepEqual(restorer.restoredCounts(), { PERSON: 2, PRIVATE_KEY: 1 });
  });

  it("escapes values in contents where the caller asked for JSON", () => {
    const vault = createVault({ key: randomBytes(32) });
    const content = `{"name":"${vault.tokenFor("PERSON", 'Ann "A"')}"}`;
    const restored = createAnswerRestorer(vault, { contentIsJson: true }).restoreCompletion({ choices: [{ message: { content } }] });
    assert.deepEqual(restored, { choices: [{ message: { content: '{"name":"Ann \\"A\\""}' } }] });
  });

  it("hands on the same object where nothing was masked", () => {
    const completion = { choices: [{ message: { content: "plain [[x]]" } }] };
    assert.equal(createAnswerRestorer(createVault({ key: randomBytes(32) })).restoreCompletion(completion), completion);
  });
});
