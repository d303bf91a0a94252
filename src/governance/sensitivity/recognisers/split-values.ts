// Recognisers of values that somebody sent in parts: with words between them, or in fields whose names count them.
import type { Piece, Recogniser } from "../recogniser.ts";
import { isMyNumber, isResidentId } from "./identity-shapes.ts";
import { isCardNumber, isIban } from "./number-shapes.ts";
import { isProviderKey } from "./secrets.ts";

/** Parts of a text that are tried: what keeps the work linear. */
const TOKENS_MAX = 96;
const PARTS_MAX = 5;
/** Between the end of one part and the beginning of the next. */
const GAP_MAX = 60;
const VALUE_MAX = 128;

const DIGITS = /(?<![0-9A-Za-z.,])\d(?:[ -]?\d){1,12}(?:[ -]?[Xx](?![A-Za-z]))?(?![0-9A-Za-z]|[.,]\d)/g;
const CODES = /(?<![A-Za-z0-9_-])(?:(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{4,80}|[A-Z]{8,40})(?![A-Za-z0-9_-])/g;
const KEYED =
  /(?<=(?<![A-Za-z0-9])[A-Za-z]{2,16}(?:[_-]?(?:\d|[a-d]|head|body|tail|birth|first|mid|middle|last|start|end)|[A-D])["']?\s{0,2}[:=]\s{0,2}["']?)\d{2,12}[Xx]?(?![0-9A-Za-z])/g;

/** A search for the parts, next to each other among the tokens, that make a value together. */
function partsOf(token: RegExp, isWhole: (value: string) => boolean): (text: string) => Iterable<Piece> {
  return function* (text) {
    const tokens = tokensIn(text, token);
    for (let first = 0; first < tokens.length; first += 1) {
      const parts = wholeFrom(text, tokens, first, isWhole);
      yield* parts;
      first += Math.max(0, parts.length - 1);
    }
  };
}

function tokensIn(text: string, token: RegExp): Piece[] {
  const tokens: Piece[] = [];
  for (const match of text.matchAll(token)) {
    tokens.push({ from: match.index, to: match.index + match[0].length });
    if (tokens.length >= TOKENS_MAX) break;
  }
  return tokens;
}

function wholeFrom(text: string, tokens: readonly Piece[], first: number, isWhole: (value: string) => boolean): readonly Piece[] {
  let value = "";
  for (let count = 0; count < PARTS_MAX; count += 1) {
    const part = tokens[first + count];
    const before = tokens[first + count - 1];
    if (part === undefined || (count > 0 && before !== undefined && part.from - before.to > GAP_MAX)) return [];
    value += text.slice(part.from, part.to).replace(/[ ]|-(?=\d)/g, "");
    if (value.length > VALUE_MAX) return [];
    if (count > 0 && isWhole(value)) return tokens.slice(first, first + count + 1);
  }
  return [];
}

export const SPLIT_VALUE_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "BANK_CARD",
    why: "parts of a payment card number, where parts are spoken of: together they pass issuer range and Luhn check",
    signal: "twoDigits",
    cue: ["partsWord"],
    pattern: partsOf(DIGITS, isCardNumber),
    context: ["card", "cardNumber"],
    near: { before: 90, after: 90 },
    confidence: 0.9,
    examples: [
      "カード番号を2つに分けて送ります。前半は «41111111»、後半は «11111111» です",
      "银行卡分两次发：«622202»，然后«1234567890128»",
      "card in two parts: «5555 5555» and then «5555 4444»",
    ],
    counterExamples: ["card orders: first 41111111, then 11111112", "前半 41111111、後半 11111111", "card split 2026 then 1124"],
  },
  {
    type: "BANK_CARD",
    why: "parts of a payment card number in fields that count them: together they pass issuer range and Luhn check",
    signal: "twoDigits",
    cue: ["card", "cardNumber"],
    pattern: partsOf(KEYED, isCardNumber),
    confidence: 0.92,
    examples: ["pan1=«4111»\npan2=«1111»\npan3=«1111»\npan4=«1111»", '{"card_a":"«5555555555»","card_b":"«554444»"}'],
    counterExamples: ["pan1=4111\npan2=1112", "line1=4111\nline2=1111"],
  },
  {
    type: "CN_RESIDENT_ID",
    why: "parts of a Chinese resident identity number: together region, birth date and check character agree",
    signal: "twoDigits",
    cue: ["partsWord", "residentId"],
    pattern: partsOf(DIGITS, isResidentId),
    confidence: 0.97,
    examples: ["身份证前六位«110105»，中间«19491231»，最后是«002X»", "身份证分两段：«110105194»，接着«91231002X»"],
    counterExamples: ["身份证前六位110105，中间19491231，最后是0021", "110105 19491231"],
  },
  {
    type: "CN_RESIDENT_ID",
    why: "parts of a Chinese resident identity number in fields that count them",
    signal: "digits",
    pattern: partsOf(KEYED, isResidentId),
    confidence: 0.97,
    examples: ['{"id_head":"«110105»","id_birth":"«19491231»","id_tail":"«002X»"}'],
    counterExamples: ['{"id_head":"110105","id_birth":"19491231","id_tail":"0021"}'],
  },
  {
    type: "JP_MY_NUMBER",
    why: "parts of a My Number, where parts are spoken of: together they pass the check",
    signal: "twoDigits",
    cue: ["partsWord"],
    pattern: partsOf(DIGITS, isMyNumber),
    context: ["myNumber"],
    near: { before: 90, after: 90 },
    confidence: 0.95,
    examples: [
      "マイナンバーの前半は «1234-5678»、残りは «9018» です",
      "上4桁は「«1234»」、次が「«5678»」、下4桁「«9018»」。マイナンバーの話です",
    ],
    counterExamples: ["マイナンバーの前半は 1234-5678、残りは 9012 です", "前半 12345678、残り 9018"],
  },
  {
    type: "IBAN",
    why: "parts of an IBAN, where parts are spoken of: together the check digits agree",
    signal: "twoDigits",
    cue: ["partsWord"],
    pattern: partsOf(CODES, isIban),
    confidence: 0.95,
    examples: ["IBAN first half «DE893704004405» second half «32013000»"],
    counterExamples: ["IBAN first half DE893704004405 second half 32013001"],
  },
  {
    type: "API_KEY",
    why: "parts of a key, where parts are spoken of: together they have the form of a known provider's",
    signal: "digit",
    cue: ["partsWord"],
    pattern: partsOf(CODES, isProviderKey),
    confidence: 0.93,
    examples: [
      "token part 1: «ghp_abcdefghij0123456» token part 2: «klmnopqrstuvwxyz789»",
      "鍵を割って送ります。前半 «AKIAIOSF0DNN» 後半 «7EXAMPLE»",
    ],
    counterExamples: ["part 1: ghp_short1 part 2: abc12", "first half AKIA1 second half B2"],
  },
];
