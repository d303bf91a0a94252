// Patterns of values that stand directly behind their label: in a sentence, a form, a table row, JSON, XML, a URL or a log line.

import { escapeExpression } from "../escape-expression.ts";
import type { Piece } from "../recogniser.ts";

/** Words by language, as the word lists have them. */
export interface LabelWords {
  readonly ja: readonly string[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

// A Latin word begins where no letter stands before it, or at a capital inside a camelCase name; it ends likewise.
const WORD_START = "(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))";
const WORD_END = "(?![A-Za-z](?<![a-z][A-Z]))";

// Punctuation between a label and its value. A full stop of Chinese or Japanese ends the sentence and is none of it.
const MARKS = "[\\s\"'`“”‘’「」『』()\\[\\]【】<>*_|:=#№/\\\\.,、・~→…‥-]{0,8}";

/** Who answers a question, at the head of a turn. */
const SPEAKERS =
  "客|顧客|お客|契約者|会員|本人|申込|利用者|话者|客户|客戶|來電|来电|持卡人|用户|customer|client|caller|cardholder|member|cust|user|borrower|applicant|guest";

const LINKING_WORDS = [
  ..."は が を の に も ね って とは です 是 为 為 係 系 No Nos NO 番号 ナンバー コード 号码 號碼 号 號 编号 編號 の番号 分 is was are number num code id value".split(
    " ",
  ),
  // An HTML tag, or a remark in brackets.
  "</?[a-z][a-z0-9]{0,9}>",
  "[(\\[【][^()\\[\\]【】\\n]{1,24}[)\\]】]",
  // What a person says before a number: well, yes, it is.
  "(?:はい|ええと|えーと|えっと|えー|あの|うーんと|確か|たしか|um+|uh+|er+|yes|yeah|yep|sure|it's|its|that's|that is|it is|嗯|呃|好的|就是|这是|應該是|应该是)(?![a-z])",
  // Which of several it is.
  "\\(?[①-⑨1-9]\\)?(?= ?[:.)=])",
  // What a sentence has between the two.
  "(?:のところ(?:に)?|列|欄|項目|字段|栏|の欄(?:に)?|の方|のほう|の値|の中身|の内容|については|に関しては|として|というのは|っていうのは)は?",
  "(?:ですか|ですが|でして|なのですが|なんですが|は?(?:次|以下|下記)の(?:とおり|通り)(?:です)?|は?(?:こちら|以下|下記)(?:です)?)",
  "(?:如下|应为|應為|写的是|显示为|填的是|登记为|改成了?|改为|变更为|的是|就是)",
  "(?:(?:is|are|was) (?:now|set to|changed to|reset to|still)|(?:given|recorded|stored|registered|listed|noted|quoted) as|(?:now|would be|should be|reads?|shows? as|as follows|on file|on record|here|below|again)(?![a-z]))",
  "(?:for|on|of|to) (?:the|my|this|that|her|his|their|our|your) [a-z]{2,14}(?![a-z])",
  // A question that the value answers, in the same line or in the next speaker's.
  "[^\\n\\d?:]{0,16}\\?",
  `[^\\n\\d?:。.]{0,10}[?。.] ?(?:${SPEAKERS})[^\\n:\\d]{0,12}[:>]`,
  `[^\\n\\d:]{0,24}[?.。]?[ \\t]?\\r?\\n[ \\t>]{0,4}(?:${SPEAKERS}|[A-Z](?=:))[^\\n:\\d]{0,12}[:>](?:[^\\n\\d:。]{1,14}[…、,]|)`,
  `(?:${SPEAKERS})[^\\n:\\d]{0,12}[:>]`,
  "[^\\n\\d:]{0,12}\\??[ \\t]?\\r?\\n[ \\t>]{0,4}(?:A|答|回答)[.:)]",
].join("|");

/** A digit said as a word, in a row too short for the reading that makes digits of spoken numbers. */
const SAID =
  "(?:(?:double|triple)[ -])?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)|ゼロ|ぜろ|レイ|れい|マル|まる|イチ|いち|ニー|にー|ニ|に|サン|さん|ヨン|よん|ゴー|ごー|ゴ|ご|ロク|ろく|ナナ|なな|シチ|しち|ハチ|はち|キュウ|きゅう|キュー|きゅー";
const WRITTEN = "[壱壹弐贰貳参叁參肆伍陆陸柒漆捌玖幺两]";

/** A row of digits, each said as a word or written in the characters of contracts, as a value of that many digits at most. */
export function saidDigits(min: number, max: number): string {
  const said = `(?<![A-Za-z])(?:${SAID})(?:[ ,、・-]{0,3}(?:${SAID})){${min - 1},${max - 1}}(?![A-Za-z])`;
  return `${said}|(?:${WRITTEN}|[〇零一二三四五六七八九]){${min},${max}}`;
}

/** How many digits a value said in words has. */
export function countOfSaid(value: string): number {
  const words = value.match(new RegExp(`(?:${SAID})|${WRITTEN}|[〇零一二三四五六七八九\\d]`, "gi")) ?? [];
  return words.reduce((count, word) => count + (/^double/i.test(word) ? 2 : /^triple/i.test(word) ? 3 : 1), 0);
}

/** A digit of a short value, also as a character or in a circle: in a row as short as that no reading makes it a digit. */
export const DIGIT = "[0-9〇零一二三四五六七八九⓪①-⑨]";
/** What may stand between two characters of a value that somebody spaced or broke over two lines. */
export const GAP = "(?:[ .・·-]|ー|[ >]{0,2}\\r?\\n[> ]{0,2})?";

/** What may stand between a label and its value. */
const LINK = `${MARKS}(?:(?:${LINKING_WORDS})${MARKS}){0,3}`;

/** Any of the words as an expression to use with the flag `i`: Latin ones only whole, a space in them also standing for `_`, `-` or nothing. */
export function anyOf(...groups: readonly LabelWords[]): string {
  return wordsOf(groups, "(?<![A-Za-z])", "(?![A-Za-z])", (word) => word);
}

/**
 * The same to use without the flag `i`: the words in any case, and also as parts of a camelCase name. Modifiers (`(?i:…)`) would say it more
 * briefly, but V8 forgets where they end once it compiles an expression that it has met before, and then misses words in capitals.
 */
export function anyCaseOf(...groups: readonly LabelWords[]): string {
  return wordsOf(groups, WORD_START, WORD_END, inAnyCase);
}

function wordsOf(groups: readonly LabelWords[], start: string, end: string, spelled: (expression: string) => string): string {
  const eastern = groups.flatMap(({ ja, zh }) => [...ja, ...zh]).map((word) => spelled(escapeExpression(word)));
  const latin = groups.flatMap(({ en }) => en).map((word) => spelled(escapeExpression(word).replaceAll(" ", "[ _-]?")));
  const whole = latin.length === 0 ? [] : [`${start}(?:${latin.join("|")})${end}`];
  return `(?:${[...eastern, ...whole].join("|")})`;
}

/** The expression with each of its letters in both cases; those of escapes and of the names of groups stay. */
function inAnyCase(expression: string): string {
  let isClass = false;
  return expression.replace(/\\(?:u[0-9a-f]{4}|.)|\(\?<[a-z]+>|[a-z]-[a-z]|[A-Z]-[A-Z]|[[\]]|\p{L}/giu, (part) => {
    if (part === "[" || part === "]") isClass = part === "[";
    if (part.length > 1 && !(isClass && /^[a-z]-[a-z]$/i.test(part))) {
      return /^[a-z]-[a-z]$/i.test(part) ? [...part].map((one) => (one === "-" ? one : bothCases(one, isClass))).join("") : part;
    }
    return bothCases(part, isClass);
  });
}

function bothCases(part: string, isClass: boolean): string {
  const [small, capital] = [part.toLowerCase(), part.toUpperCase()];
  if (small === capital || small.length !== capital.length) return part;
  return isClass ? `${small}${capital}` : `[${small}${capital}]`;
}

/**
 * A pattern for `value` (an expression) directly behind a word of `words`; the match's group `value` is the entity.
 * `fillers` are expressions that may stand between the two beside the usual ones.
 */
export function labelled(words: LabelWords | readonly LabelWords[], value: string, fillers: readonly string[] = []): RegExp {
  const groups = "ja" in words ? [words] : words;
  const between = fillers.length === 0 ? LINK : `${MARKS}(?:(?:${[...fillers, LINKING_WORDS].join("|")})${MARKS}){0,4}`;
  return new RegExp(`${anyCaseOf(...groups)}${inAnyCase(`${between}(?<value>${value})`)}`, "dg");
}

/** Between two values that stand behind one label. */
const NEXT_VALUE =
  "[\"'」』)]?\\s{0,2}(?:[、,;/&+・]|->|→|と|から|へ|into |to |合并到|換成|换成|改成|改为|変更後は?|および|及び|並びに|和|及|与|或|and |or )\\s{0,2}[\"'「『(]?";
/** Values behind one label that are read: what keeps the work linear. */
const ROW_MAX = 64;

/** A search for the values that stand behind a label as `labelled` has it, one or several in a row. */
export function labelledRow(
  words: LabelWords | readonly LabelWords[],
  value: string,
  fillers: readonly string[] = [],
): (text: string) => Iterable<Piece> {
  const first = labelled(words, value, fillers);
  const next = new RegExp(inAnyCase(`${NEXT_VALUE}(?<value>${value})`), "dy");
  return function* (text) {
    first.lastIndex = 0;
    for (let match = first.exec(text); match !== null; match = first.exec(text)) {
      let end = first.lastIndex;
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      yield { from, to };
      for (let count = 0; count < ROW_MAX; count += 1) {
        next.lastIndex = end;
        const place = next.exec(text)?.indices?.groups?.value;
        if (place === undefined) break;
        yield { from: place[0], to: place[1] };
        end = next.lastIndex;
      }
      first.lastIndex = end;
    }
  };
}

// Words that name nothing by themselves: with only such words between, a label still says what the value is.
const EASTERN_PASSAGE =
  '(?:[ぁ-ん、,:"“「『(今新旧次前後使用変更設定置送届入力言書聞答控確認登録上下記現在以先月週昨初期同統印字打的是为為就改成设了到统一目已经經应應该該当當如写寫说說告诉訴输輸填报報给給我他她你您们們这這那个個三四位后面背发發来來收过過变變换換存记留原全都请請叫做作显顯示念读讀于於其文直老只大概可能好像每平时時常忘多分教伝押申出思曾経条栏欄内中端右左横側隣旁边邊侧側 述头頭口]|随口|顺口|當面|当面|客户|客戶|客人|本人|お客様|お客さま|顧客){1,18}?';
const ENGLISH_WORDS =
  "I|you|he|she|we|they|it|me|us|them|my|your|his|her|their|our|this|that|the|an?|is|was|are|were|be|been|has|have|had|do|did|will|would|should|to|from|of|on|in|at|for|by|with|as|into|and|then|so|just|now|still|currently|already|always|usually|today|yesterday|here|below|above|following|used?|using|uses|set|reset|changed?|updated?|given?|gave|sent|send|texted|emailed|told|said|says?|reads?|shows?|shown|written|wrote|printed|typed?|entered|enter|chose|chosen|picked|got|get|received|recorded|stored|noted|listed|quoted|registered|assigned|equals|back|slip|file|record|screen|new|old|current|correct|right|full|complete|original|last|same|end";
const ENGLISH_PASSAGE = `(?:[ ,:"'“(-]{1,3}(?:${ENGLISH_WORDS})(?![A-Za-z])){1,7}[ ,:"'“(-]{1,3}`;
const SENTENCE_GAP = `(?:${EASTERN_PASSAGE}|${ENGLISH_PASSAGE})`;

/**
 * A pattern for `value` in the same sentence as a word of `words` before it, with only words between that name nothing. Begins with the
 * word. The match's group `value` is the entity.
 */
export function labelledInSentence(words: LabelWords, value: string): RegExp {
  return new RegExp(
    `${anyCaseOf(words)}${inAnyCase(`(?:の?(?:番号|コード|方|ほう)|的(?:号码|數字|数字))?${SENTENCE_GAP}(?<![0-9A-Za-z])(?<value>${value})`)}`,
    "dg",
  );
}

/** A pattern for `value` that its label follows: in brackets, or in a sentence that says what the value is. */
export function labelledBehind(words: LabelWords | readonly LabelWords[], value: string): RegExp {
  const label = anyCaseOf(...("ja" in words ? [words] : words));
  const says =
    "\\s?(?:is|was|are|as|=|←|<-|が|是|为|為)\\s?(?:(?:my|the|her|his|our|their|your|a|お客様の|ご本人の|私の|その|我的|他的|她的|您的|客户的)\\s?)?";
  const start = inAnyCase(`(?<![0-9A-Za-z+]|[0-9][-.])(?<value>${value})["'」』”]{0,2}`);
  const inBrackets = `\\s?[(\\[【<][^()\\[\\]【】\\d\\n:=]{0,10}${label}[^()\\[\\]【】\\d\\n]{0,4}[)\\]】>]`;
  return new RegExp(`${start}(?:${inBrackets}|${inAnyCase(says)}${label})`, "dg");
}

/** The plain digits of a value that may hold characters or circled ones. */
export function plainDigits(value: string): string {
  return value.replace(/[〇零一二三四五六七八九⓪①-⑨]/g, (digit) => String(WRITTEN_DIGITS.indexOf(digit) % 10)).replace(/\D/g, "");
}

const WRITTEN_DIGITS = "〇一二三四五六七八九⓪①②③④⑤⑥⑦⑧⑨零";
