// Finds where a name begins and ends inside a run of characters next to an honorific or a label.

import type { Piece } from "../recogniser.ts";
import {
  CHINESE_AFTER_NAMES,
  CHINESE_BEFORE_NAMES,
  CHINESE_NOT_NAMES,
  ENGLISH_NOT_NAMES,
  ENGLISH_ORGANISATION,
  JAPANESE_BEFORE_NAMES,
  JAPANESE_NOT_NAMES,
  mayBeJapaneseName,
  ORGANISATION_END,
  PLACE_END,
} from "./not-names.ts";
import { CHINESE_PLAIN_SURNAMES, CHINESE_SURNAMES, JAPANESE_SURNAMES } from "./surnames.ts";

const HAN_ONLY = /^[\u3400-\u9fff\uf900-\ufaff々〆ヶノ\ud840-\ud87f\udc00-\udfff]+$/;
const KATAKANA_ONLY = /^[ァ-ヴー・ =]+$/;
const NAME_CHARACTERS_MAX = 5;

/** The name at the end of a run that a Japanese honorific follows. */
export function nameBeforeJapaneseHonorific(run: string): Piece | undefined {
  const start = skipWords(run, JAPANESE_BEFORE_NAMES);
  const rest = run.slice(start);
  if (JAPANESE_NOT_NAMES.has(rest) || ORGANISATION_END.test(rest) || rest.includes("会社") || /^[A-Z]{2,4}$/.test(rest)) return undefined;
  const certain = nameInLatin(rest) ?? nameInKatakana(rest) ?? spacedName(rest);
  if (certain !== undefined) return shifted(certain, start);
  const last = rest.lastIndexOf(" ") + 1;
  const joined = rest.slice(last);
  const known = knownJapaneseName(joined);
  if (known !== undefined) return shifted(known, start + last);
  // An unknown name: two characters or more, and none of the words that honorifics follow too.
  const length = Math.min(joined.length, NAME_CHARACTERS_MAX);
  if (length < 2 || !HAN_ONLY.test(joined) || !mayBeJapaneseName(joined)) return undefined;
  return { from: run.length - length, to: run.length };
}

/** The name at the start of a value behind a Japanese label and a clear mark such as a colon. */
export function nameAfterJapaneseLabel(value: string): Piece | undefined {
  const known = nameAfterWeakJapaneseLabel(value);
  if (known !== undefined) return known;
  const byLanguage = nameInLatin(value) ?? nameInKatakana(value);
  if (byLanguage !== undefined) return byLanguage;
  const joined = value.replaceAll(" ", "");
  const plausible = joined.length >= 2 && joined.length <= NAME_CHARACTERS_MAX && HAN_ONLY.test(joined) && mayBeJapaneseName(joined);
  return plausible ? whole(value) : undefined;
}

/** The name at the start of a value where only a known family name of two characters or more can tell that it is one. */
export function nameAfterWeakJapaneseLabel(value: string): Piece | undefined {
  const isPlace = PLACE_END.test(value) && !JAPANESE_SURNAMES.has(value);
  if (isPlace || ORGANISATION_END.test(value) || JAPANESE_NOT_NAMES.has(value)) return undefined;
  const spaced = spacedName(value);
  if (spaced?.from === 0) return spaced;
  const word = value.split(" ", 1)[0] ?? "";
  for (const length of [3, 2]) {
    const given = word.length - length;
    if (given >= 0 && given <= 3 && JAPANESE_SURNAMES.has(word.slice(0, length))) return whole(word);
  }
  return undefined;
}

/** The name at the end of a run that a title (部長) or 「と申します」 follows: only one that a known family name begins. */
export function knownNameAtEnd(run: string): Piece | undefined {
  const start = skipWords(run, JAPANESE_BEFORE_NAMES);
  const piece = nameAfterWeakJapaneseLabel(run.slice(start));
  return piece === undefined ? undefined : shifted(piece, start);
}

/** A whole value that can only be a name in Japanese or Chinese: a known family name and a given name of usual length. */
export function wholeKnownName(value: string): Piece | undefined {
  const japanese = nameAfterWeakJapaneseLabel(value);
  if (japanese !== undefined) return japanese;
  const plausible = value.length >= 2 && !CHINESE_NOT_NAMES.has(value) && !JAPANESE_NOT_NAMES.has(value);
  const lengths = chineseNameLengths(value, CHINESE_PLAIN_SURNAMES);
  return plausible && lengths.includes(value.length) ? whole(value) : undefined;
}

/** The name at the end of a run that 先生, 女士 or the like follows. */
export function nameBeforeChineseHonorific(run: string): Piece | undefined {
  const start = skipWords(run, CHINESE_BEFORE_NAMES);
  const rest = run.slice(start);
  if (CHINESE_NOT_NAMES.has(rest) || /(?:先生|女士|小姐|太太)$/.test(rest)) return undefined;
  for (let length = Math.min(rest.length, 4); length >= 1; length -= 1) {
    const piece = rest.slice(-length);
    if (chineseNameLengths(piece, CHINESE_SURNAMES).includes(length) && !CHINESE_NOT_NAMES.has(piece))
      return { from: run.length - length, to: run.length };
  }
  // 先生 is an honorific of teachers and doctors in Japanese.
  const japanese = knownJapaneseName(rest);
  return japanese === undefined ? undefined : shifted(japanese, start);
}

/** The name at the start of a value behind a Chinese label. */
export function nameAfterChineseLabel(value: string): Piece | undefined {
  if (CHINESE_NOT_NAMES.has(value) || ORGANISATION_END.test(value)) return undefined;
  if (/^[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff·]{1,10}$/.test(value)) return whole(value);
  return chinesePieceAtStart(value, CHINESE_SURNAMES) ?? nameInLatin(value);
}

/** The name directly behind 客户 or the like, with nothing between: only family names that are no everyday characters. */
export function nameAfterBareChineseLabel(value: string): Piece | undefined {
  return CHINESE_NOT_NAMES.has(value) ? undefined : chinesePieceAtStart(value, CHINESE_PLAIN_SURNAMES);
}

/** Capitalised words that name a person: no organisation, no form of address. */
export function nameInLatin(value: string): Piece | undefined {
  if (!/^[A-ZÀ-Þ]/.test(value)) return undefined;
  const first = value.split(" ", 1)[0] ?? "";
  if (ENGLISH_NOT_NAMES.has(first.toLowerCase()) || ENGLISH_ORGANISATION.test(value) || first.length < 2) return undefined;
  const to = value.replace(/(?:['’]s|[-.'’,])$/, "").length;
  return { from: 0, to };
}

function nameInKatakana(value: string): Piece | undefined {
  if (!KATAKANA_ONLY.test(value) || ORGANISATION_END.test(value) || value.trim().length < 2) return undefined;
  return whole(value);
}

/** Family name, a space, given name. */
function spacedName(value: string): Piece | undefined {
  const space = value.indexOf(" ");
  if (space < 1) return undefined;
  const family = knownEnd(value.slice(0, space));
  const given = value.slice(space + 1);
  if (family === undefined || given.length < 1 || given.length > 4 || given.includes(" ") || JAPANESE_NOT_NAMES.has(given))
    return undefined;
  return { from: space - family, to: value.length };
}

/** Length of the family name that a word ends in. */
function knownEnd(word: string): number | undefined {
  return [4, 3, 2, 1].find(
    (length) => length <= word.length && (length > 1 || word.length === 1) && JAPANESE_SURNAMES.has(word.slice(-length)),
  );
}

// Given names have two characters most often, then one; a bare family name is usual before an honorific.
const GIVEN_RANK: readonly number[] = [1, 2, 0, 3];

/** The most likely split of a run into anything, family name, given name; the name reaches the run's end. */
function knownJapaneseName(run: string): Piece | undefined {
  let best: { readonly piece: Piece; readonly rank: number } | undefined;
  for (const family of [3, 2]) {
    for (let from = Math.max(0, run.length - family - 3); from + family <= run.length; from += 1) {
      const rank = GIVEN_RANK[run.length - from - family] ?? GIVEN_RANK.length;
      if (JAPANESE_SURNAMES.has(run.slice(from, from + family)) && (best === undefined || rank < best.rank))
        best = { piece: { from, to: run.length }, rank };
    }
    if (best !== undefined) return best.piece;
  }
  return run.length <= 3 && JAPANESE_SURNAMES.has(run.slice(0, 1)) && !JAPANESE_NOT_NAMES.has(run) ? whole(run) : undefined;
}

/** How long a Chinese name that begins the text may be, the likeliest first; empty when no family name begins it. */
function chineseNameLengths(text: string, surnames: ReadonlySet<string>): readonly number[] {
  if (text.length > 1 && surnames.has(text.slice(0, 2))) return [4, 3, 2];
  return surnames.has(text.slice(0, 1)) ? [3, 2, 1] : [];
}

function chinesePieceAtStart(value: string, surnames: ReadonlySet<string>): Piece | undefined {
  const lengths = chineseNameLengths(value, surnames);
  const fitting = lengths.filter((length) => length <= value.length && length >= 2);
  // The longest whose last character is not a word that goes on with the sentence.
  const length = fitting.find((candidate) => candidate === 2 || !CHINESE_AFTER_NAMES.test(value.slice(candidate - 1)));
  return length === undefined ? undefined : { from: 0, to: length };
}

function skipWords(run: string, before: readonly string[]): number {
  let start = 0;
  for (let word = findStart(run, start, before); word !== undefined; word = findStart(run, start, before)) start += word.length;
  return start;
}

function findStart(run: string, start: number, before: readonly string[]): string | undefined {
  return before.find((word) => word.length < run.length - start && run.startsWith(word, start));
}

function whole(value: string): Piece {
  const to = value.trimEnd().length;
  return { from: value.length - value.trimStart().length, to };
}

function shifted(piece: Piece, by: number): Piece {
  return { from: piece.from + by, to: piece.to + by };
}
