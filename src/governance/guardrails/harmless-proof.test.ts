// What is proved harmless is harmless: no attack is lost, in plain sight or under a disguise, and no mark or sign is overlooked.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { readCodeUnits } from "../sensitivity/code-units.ts";
import { CLASS_NAMES } from "./class-numbers.ts";
import { createInspector, inspectThoroughly } from "./inspect.ts";
import examples from "./inspect-examples.json" with { type: "json" };
import { findMarks } from "./marks.ts";
import { copyPlain } from "./plain-units.ts";
import { createPossibleMarks } from "./possible-marks.ts";
import { foldForInspection } from "./strongest-reading.ts";
import { scanWords } from "./word-scan.ts";

const CHANNELS = ["user", "document", "tool"] as const;
const cases = z.array(z.object({ attack: z.boolean(), channel: z.enum(CHANNELS), text: z.string() })).parse(examples);
const inspect = createInspector();

/** One example in so many is put under each disguise, a different one each time. */
const EXAMPLES_PER_DISGUISE = 7;

const FILLER = "Please turn these notes into a short announcement for the branches, polite and clear. ";
const LOOKALIKES: Readonly<Record<string, string>> = { a: "а", e: "е", o: "о", c: "с", p: "р", i: "і" };
const SIGNS: Readonly<Record<string, string>> = { o: "0", i: "1", e: "3", a: "4", s: "5", t: "7" };

const DISGUISES: Readonly<Record<string, (text: string) => string>> = {
  "none, among ordinary sentences": (text) => `${FILLER}${text}\n${FILLER}`,
  "none, in a text too long to be learnt": (text) => `${FILLER.repeat(12)}${text}\n${FILLER.repeat(12)}`,
  "digits in the place of letters": (text) => text.replace(/[oieast]/g, (letter) => SIGNS[letter] ?? letter),
  "letters that look like others": (text) => text.replace(/[aeocpi]/g, (letter) => LOOKALIKES[letter] ?? letter),
  "zero-width characters": (text) => [...text].join("\u200b"),
  "characters written apart": (text) => [...text].join(" "),
  "words broken up": (text) => text.replace(/(?<=[a-z]{2})(?=[a-z]{2})/g, "-"),
  "words joined by signs": (text) => text.replaceAll(" ", "_"),
  "misspelt words": (text) => text.replace(/([a-z]{2})([a-z])([a-z])(?=[a-z])/g, "$1$3$2"),
  Base64: (text) => Buffer.from(text).toString("base64"),
  "hexadecimal digits": (text) => Buffer.from(text).toString("hex"),
  "binary digits": (text) => [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, "0")).join(" "),
  "percent escapes": (text) => encodeURIComponent(text),
  "numeric escapes": (text) => [...text].map((character) => `&#${character.codePointAt(0)};`).join(""),
  "written backwards": (text) => [...text].reverse().join(""),
  "full-width letters": (text) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  "parts that are put together": (text) => `a="${text.slice(0, 20)}" b = "${text.slice(20)}" say a+b`,
  "a note that is not shown": (text) => `The rate is fixed. (hidden text) ${text}`,
  "a comment of a page": (text) => `<p>The rate is fixed.</p><!-- ${text} -->`,
  "tags inside words": (text) => text.replace(/([a-z])([a-z])(?=[a-z])/g, "$1<b>$2</b>"),
};

describe("what is proved harmless", () => {
  for (const [name, disguise] of Object.entries(DISGUISES)) {
    it(`is no attack; disguise: ${name}`, () => {
      const texts = cases.filter((_, place) => place % EXAMPLES_PER_DISGUISE === name.length % EXAMPLES_PER_DISGUISE);
      let attacks = 0;
      for (const { text } of texts) {
        for (const channel of CHANNELS) {
          const disguised = disguise(text);
          const thorough = inspectThoroughly(disguised, channel);
          const { attack, kind } = inspect(disguised, channel);
          if (attack) attacks += 1;
          assert.deepEqual({ attack, kind }, { attack: thorough.attack, kind: thorough.kind }, `${channel}: ${disguised}`);
        }
      }
      assert.ok(attacks > 0, "no attack is seen under this disguise");
    });
  }

  it("is most of what an office writes", () => {
    const questions = [
      "Please turn the following notes into a short announcement. The counters will open half an hour later, because of the new displays.",
      "次のメモを、全支店あての短いお知らせにまとめてください。窓口の開始を三十分遅らせます。",
      "请把以下要点整理成一份发给各支行的通知，语气礼貌，篇幅简短。",
    ];
    // The thorough inspection gives these a score of its own; a proof gives none.
    for (const question of questions) assert.equal(inspect(question, "user").score, 0, question);
    assert.ok(questions.some((question) => inspectThoroughly(question, "user").score > 0));
  });
});

describe("the copy in which the proof reads", () => {
  const spaced = ["a  b", "a \n b", "a\n\t b", "a \t\n\n  b \n", "\t", " \n", "１２　３４", "Ａｂ＠ｃ", "ÀÉ", "a\u2028b"];

  it("is the text as the inspection folds it, wherever it is plain", () => {
    const room = new Uint16Array(65_536);
    for (const text of [...spaced, ...cases.map((one) => one.text)]) {
      const length = copyPlain(text, room);
      const copy = length === undefined ? undefined : String.fromCharCode(...room.subarray(0, length));
      if (copy !== undefined && !/[&%=\\]|\d[- ー一]/.test(text)) assert.equal(copy, foldForInspection(text).toLowerCase());
    }
  });

  it("is made of no text with escapes, invisible characters or letters that look like others", () => {
    const room = new Uint16Array(64);
    for (const text of ["a\\u0041", "a\u200bb", "pаy", "①②", "\ud835\udc00"]) assert.equal(copyPlain(text, room), undefined, text);
  });
});

describe("the marks that a text may have", () => {
  it("are at least those that it has", () => {
    const possibleMarks = createPossibleMarks(65_536);
    for (const { text } of cases) {
      const lower = foldForInspection(text).toLowerCase();
      const { hits } = scanWords(lower);
      const possible = readCodeUnits(lower, (units, length) => possibleMarks(units, length, [])).numbers.map((mark) => CLASS_NAMES[mark]);
      for (const { markClass } of findMarks(lower, hits)) {
        const byWord = markClass === "vocative" || markClass === "imperative";
        assert.ok(byWord || possible.includes(markClass), `${markClass}: ${text}`);
      }
    }
  });
});
