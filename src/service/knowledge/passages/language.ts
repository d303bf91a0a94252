// In which language a text is written, as far as its letters tell.
import type { ParsedDocument } from "../documents/parsed-document.ts";
import type { Language } from "./passage.ts";

/** Enough letters to tell; the rest of a long text would only cost time. */
const CHARACTERS_READ_MAX = 20_000;
const ROWS_READ_MAX = 500;
/** A word or two in another script, as names and citations are, does not make a text one of that script. */
const SCRIPT_SHARE_MIN = 0.15;
/** Chinese texts quote a Japanese name now and then; a Japanese sentence hardly does without kana. */
const KANA_SHARE_MIN = 0.03;
/** English has next to no letters with marks; German, French and Spanish have some in a hundred. */
const MARKED_LETTERS_SHARE_MAX = 0.015;

/**
 * The language of a piece of text: Japanese where there is kana, Chinese where there are Han characters without, unless the document around it is
 * Japanese (a title or a table there may have no kana). A text without letters is in its document's language.
 */
export function languageOf(text: string, ofDocument: Language | undefined): Language {
  const { kana, han, basic, marked, foreign } = countLetters(text.slice(0, CHARACTERS_READ_MAX));
  const letters = kana + han + basic + marked + foreign;
  if (letters === 0) return ofDocument ?? "other";
  if (kana + han >= letters * SCRIPT_SHARE_MIN) {
    if (kana > 0 && (ofDocument === "ja" || kana >= (kana + han) * KANA_SHARE_MIN)) return "ja";
    return ofDocument === "ja" ? "ja" : "zh";
  }
  return foreign >= letters * SCRIPT_SHARE_MIN || marked > (basic + marked) * MARKED_LETTERS_SHARE_MAX ? "other" : "en";
}

/** The language of most of a document, told by its beginning. */
export function languageOfDocument({ title, blocks }: ParsedDocument): Language {
  let text = title ?? "";
  for (const block of blocks) {
    if (text.length >= CHARACTERS_READ_MAX) break;
    text += block.kind === "table" ? block.rows.slice(0, ROWS_READ_MAX).flat().join(" ") : block.text;
  }
  return languageOf(text, undefined);
}

function countLetters(text: string) {
  const counts = { kana: 0, han: 0, basic: 0, marked: 0, foreign: 0 };
  for (const letter of text) {
    if (/[A-Za-zＡ-Ｚａ-ｚ]/.test(letter)) counts.basic += 1;
    else if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter)) counts.kana += 1;
    else if (/\p{Script=Han}/u.test(letter)) counts.han += 1;
    else if (/\p{Script=Latin}/u.test(letter)) counts.marked += 1;
    else if (/\p{L}/u.test(letter)) counts.foreign += 1;
  }
  return counts;
}
