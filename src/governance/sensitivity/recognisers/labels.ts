// Patterns of values that stand directly behind their label: in a sentence, a form, a table row, JSON, XML, a URL or a log line.

/** Words by language, as the word lists have them. */
export interface LabelWords {
  readonly ja: readonly string[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

// A Latin word begins where no letter stands before it, or at a capital inside a camelCase name.
const WORD_START = "(?:(?<![A-Za-z])|(?-i:(?<=[a-z])(?=[A-Z])))";

// Punctuation between a label and its value. A full stop of Chinese or Japanese ends the sentence and is none of it.
const MARKS = "[\\s\"'`“”‘’「」『』()\\[\\]【】<>*_|:=#№/\\\\.,、・~→-]{0,8}";

const LINKING_WORDS = [
  ..."は が を の に も 是 为 為 係 No Nos NO 番号 ナンバー コード 号码 號碼 号 號 编号 編號 の番号 分 is was are number num code id value".split(
    " ",
  ),
  // An HTML tag, or a remark in brackets.
  "</?[a-z][a-z0-9]{0,9}>",
  "\\([^()\\n]{1,14}\\)",
].join("|");

/** A digit of a short value, also as a character or in a circle: in a row as short as that no reading makes it a digit. */
export const DIGIT = "[0-9〇零一二三四五六七八九⓪①-⑨]";
/** What may stand between two characters of a value that somebody spaced or broke over two lines. */
export const GAP = "(?:[ .・·-]|ー|[ >]{0,2}\\r?\\n[> ]{0,2})?";

/** What may stand between a label and its value. */
export const LINK = `${MARKS}(?:(?:${LINKING_WORDS})${MARKS}){0,3}`;

/** Any of the words as an expression: Latin ones only whole, a space in them also standing for `_`, `-` or nothing. */
export function anyOf(...groups: readonly LabelWords[]): string {
  const eastern = groups.flatMap(({ ja, zh }) => [...ja, ...zh]).map(escapeExpression);
  const latin = groups.flatMap(({ en }) => en).map((word) => escapeExpression(word).replaceAll(" ", "[ _-]?"));
  const whole = latin.length === 0 ? [] : [`${WORD_START}(?:${latin.join("|")})(?![A-Za-z](?-i:(?<![a-z][A-Z])))`];
  return `(?:${[...eastern, ...whole].join("|")})`;
}

/**
 * A pattern for `value` (an expression) directly behind a word of `words`; the match's group `value` is the entity.
 * `fillers` are expressions that may stand between the two beside the usual ones.
 */
export function labelled(words: LabelWords | readonly LabelWords[], value: string, fillers: readonly string[] = []): RegExp {
  const groups = "ja" in words ? [words] : words;
  const between = fillers.length === 0 ? LINK : `${MARKS}(?:(?:${[...fillers, LINKING_WORDS].join("|")})${MARKS}){0,4}`;
  return new RegExp(`${anyOf(...groups)}${between}(?<value>${value})`, "dgi");
}

/** The plain digits of a value that may hold characters or circled ones. */
export function plainDigits(value: string): string {
  return value.replace(/[〇零一二三四五六七八九⓪①-⑨]/g, (digit) => String(WRITTEN_DIGITS.indexOf(digit) % 10)).replace(/\D/g, "");
}

const WRITTEN_DIGITS = "〇一二三四五六七八九⓪①②③④⑤⑥⑦⑧⑨零";

function escapeExpression(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/#]/g, "\\$&");
}
