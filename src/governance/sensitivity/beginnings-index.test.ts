// An expression tried only where a match can begin finds what it finds when it is tried everywhere.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createBeginningsIndex } from "./beginnings-index.ts";
import { cellsOf } from "./cells.ts";
import { matchesAtPlaces, matchesIn } from "./matches-at-words.ts";
import { RECOGNISERS } from "./recognisers/all.ts";

const PATTERNS: readonly RegExp[] = [
  /word/g,
  /(?<![A-Za-z])[A-Z][a-z]{2,9} (?:Street|Road)/g,
  /(?<=[:：] ?)[\u4e00-\u9fff]{1,4}(?:族)?/g,
  /[\u4e00-\u9fff]{0,8}(?:労働組合|労組)/g,
  /^(?:a|b)c?d/gm,
  /(?:x{2,5}|y){1,3}z/g,
  /\bé[à-ü]{1,3}/gi,
  /[^\n]{1,12}!/g,
  /(?<=^|\n)\s{0,3}:5[09]:/g,
  /(?<=姓[“:= ]{0,2})[\u3400-\u9fff]{1,2}(?=，|$)/g,
  /[-_/ ](?:secret|confidential)/gi,
  /(['"])[a-z]{1,8}\1/g,
  /[\x41-\xff]{2}\d/g,
  /ａ|Ä|ß/gi,
  /\S{3}。/g,
];

const TEXTS: readonly string[] = [
  ...RECOGNISERS.flatMap(({ examples, counterExamples }) => [...examples, ...counterExamples]),
  "a word, swords; WORD",
  "12 Oak Street and McKay Road",
  "民族：回族 族:汉",
  "全国金融労働組合の労組",
  "acd\nbd\rad",
  "xxz yxxz xxxxyyxz",
  "Éàü éÀ",
  "ab!c\n!!d",
  ":50:a\n:59:b\n  :50:c",
  "姓王，姓:李，姓 张",
  "_Secret -CONFIDENTIAL x secret",
  "'ab' \"cd\" 'e\"",
  "Aé1 ÿÿ2",
  "Ａ ä ẞ ß",
  "これは。 abc。",
];

function spansOf(matches: Iterable<RegExpExecArray>): string[] {
  return Array.from(matches, (match) => `${match.index}-${match.index + match[0].length}`);
}

describe("a pattern tried only where a match can begin", () => {
  const patterns = [
    ...PATTERNS,
    ...RECOGNISERS.flatMap(({ pattern, begins }) => (pattern instanceof RegExp && begins === undefined ? [pattern] : [])),
  ];
  const index = createBeginningsIndex();
  const numbered = patterns.flatMap((pattern) => {
    const number = index.add(pattern);
    return number === undefined ? [] : [{ pattern, number, here: new RegExp(pattern.source, pattern.flags.replace("g", "y")) }];
  });

  it("finds the same as everywhere", () => {
    for (const text of [...TEXTS, TEXTS.join("\n"), TEXTS.join("").toUpperCase()]) {
      const places = index.placesOf(
        cellsOf(text),
        numbered.map(({ number }) => number),
      );
      for (const [place, { pattern, here }] of numbered.entries()) {
        const found = spansOf(matchesAtPlaces(text, here, places[place] ?? []));
        assert.deepEqual(found, spansOf(matchesIn(text, pattern)), `${pattern.source.slice(0, 200)} in ${text.slice(0, 200)}`);
      }
    }
  });

  it("is tried at few places of an ordinary text", () => {
    const text = "次のメモを、全支店あての短いお知らせにまとめてください。Please turn the notes into a short announcement.";
    const places = index.placesOf(
      cellsOf(text),
      numbered.map(({ number }) => number),
    );
    const tried = places.reduce((sum, own) => sum + own.length, 0);
    assert.ok(tried < numbered.length, `${tried} places of ${numbered.length} patterns`);
  });

  it("leaves out hardly any pattern", () => {
    assert.ok(numbered.length > patterns.length * 0.95, `${numbered.length} of ${patterns.length}`);
  });
});
