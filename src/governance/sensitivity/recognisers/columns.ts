// Recognisers of values in tables: the label stands once, at the head of its column (CSV, tabs, semicolons, bars, Markdown).

import type { EntityType } from "../finding.ts";
import { matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import contact from "../words/contact.json" with { type: "json" };
import finance from "../words/finance.json" with { type: "json" };
import secrets from "../words/secrets.json" with { type: "json" };
import type { WordGroupName } from "../words.ts";
import { DATE } from "./birth-dates.ts";
import { anyOf, type LabelWords } from "./labels.ts";
import { isBankIdentifier } from "./number-shapes.ts";

const DELIMITERS = ",\\t;|";
const DELIMITER_CHARACTERS = ",\t;|";
/** Heads that are followed down their column, in one text: what keeps the work linear. */
const HEADS_MAX = 64;
/** Fields of one row that are read. */
const FIELDS_MAX = 64;
/** Longer lines are no rows of a table. */
const ROW_CHARACTERS_MAX = 4_096;

interface Row {
  readonly fields: readonly Piece[];
  /** Where the next line begins. */
  readonly next: number;
}

/** The fields of the line that begins at `from`, without the spaces and quote marks around them; undefined: no row. */
function rowAt(text: string, from: number, delimiter: string): Row | undefined {
  const lineEnd = text.indexOf("\n", from);
  const end = lineEnd < 0 ? text.length : lineEnd;
  if (from >= text.length || end - from > ROW_CHARACTERS_MAX) return undefined;
  const fields: Piece[] = [];
  for (let start = from; start <= end && fields.length < FIELDS_MAX; ) {
    const closing = fieldEnd(text, start, end, delimiter);
    fields.push(withoutQuotes(text, start, closing));
    start = closing + 1;
  }
  return fields.length < 2 ? undefined : { fields, next: end + 1 };
}

/** A delimiter between quote marks belongs to its field. */
function fieldEnd(text: string, start: number, end: number, delimiter: string): number {
  const quoteEnd = text[start] === '"' ? text.indexOf('"', start + 1) : -1;
  const at = text.indexOf(delimiter, quoteEnd > 0 && quoteEnd < end ? quoteEnd : start);
  return at < 0 || at > end ? end : at;
}

function withoutQuotes(text: string, start: number, end: number): Piece {
  let [from, to] = [start, end];
  while (from < to && /[\s"'`]/.test(text.charAt(from))) from += 1;
  while (from < to && /[\s"'`]/.test(text.charAt(to - 1))) to -= 1;
  return { from, to };
}

/** A search for values that fit `value` wholly, in columns headed by one of `words`. */
export function inColumn(words: LabelWords, value: string): (text: string) => Iterable<Piece> {
  const head = new RegExp(
    `(?<=^|[${DELIMITERS}])[ "']{0,3}${anyOf(words)}(?:\\([^()\\n]{1,14}\\))?[ "']{0,3}(?=([${DELIMITERS}])|\\r?$)`,
    "gim",
  );
  const whole = new RegExp(`^(?:${value})$`, "i");
  return function* (text) {
    const walked = new Map<number, number>();
    let heads = 0;
    for (const match of matchesIn(text, head)) {
      heads += 1;
      if (heads > HEADS_MAX) return;
      const column = columnBelow(text, match.index, match[1] ?? text.charAt(match.index - 1));
      // A head that is a field of a column with as many fields has nothing below it that was not read already.
      const isWalked = column !== undefined && match.index < (walked.get(column.key) ?? 0);
      if (column === undefined || isWalked) continue;
      for (const piece of column.fields) {
        walked.set(column.key, piece.to + 1);
        if (whole.test(text.slice(piece.from, piece.to))) yield piece;
      }
    }
  };
}

interface ColumnBelow {
  /** The same for columns of the same place in rows of the same kind. */
  readonly key: number;
  readonly fields: Iterable<Piece>;
}

/** The column headed by the field at `place`. */
function columnBelow(text: string, place: number, delimiter: string): ColumnBelow | undefined {
  const kind = DELIMITER_CHARACTERS.indexOf(delimiter);
  if (delimiter === "" || kind < 0) return undefined;
  const lineStart = text.lastIndexOf("\n", place - 1) + 1;
  const head = place - lineStart > ROW_CHARACTERS_MAX ? undefined : rowAt(text, lineStart, delimiter);
  const column = head?.fields.findIndex(({ to }) => to > place) ?? -1;
  if (head === undefined || column < 0) return undefined;
  const key = (kind * (FIELDS_MAX + 1) + head.fields.length) * (FIELDS_MAX + 1) + column;
  return { key, fields: fieldsBelow(text, head, column, delimiter) };
}

/** The fields of the column below its head, as long as the rows have as many fields as it. */
function* fieldsBelow(text: string, head: Row, column: number, delimiter: string): Iterable<Piece> {
  for (let row = rowAt(text, head.next, delimiter); row !== undefined; row = rowAt(text, row.next, delimiter)) {
    const fields = withWholeAmounts(text, row.fields, head.fields.length);
    if (fields.length !== head.fields.length) return;
    const field = fields[column];
    if (field !== undefined && field.to > field.from) yield field;
  }
}

/** The fields with amounts put together that the comma between their thousands cut, where a row has more of them than its head. */
function withWholeAmounts(text: string, fields: readonly Piece[], count: number): readonly Piece[] {
  if (fields.length <= count) return fields;
  const whole: Piece[] = [];
  for (const field of fields) {
    const last = whole.at(-1);
    const isThousands =
      last !== undefined &&
      /^\d{3}(?!\d)/.test(text.slice(field.from, field.to)) &&
      /(?:^|[^\d])\d{1,3}$/.test(text.slice(last.from, last.to));
    if (isThousands && last !== undefined && text.slice(last.to, field.from) === ",")
      whole[whole.length - 1] = { from: last.from, to: field.to };
    else whole.push(field);
  }
  return whole;
}

/** A row of a table of recognisers: values of one type in columns headed by `words`. */
export interface Column {
  readonly type: EntityType;
  readonly what: string;
  readonly group: WordGroupName;
  readonly words: LabelWords;
  readonly value: string;
  readonly accepts?: (value: string) => boolean;
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
}

const COLUMNS: readonly Column[] = [
  {
    type: "BANK_ACCOUNT",
    what: "an account number",
    group: "accountNumber",
    words: finance.accountNumber,
    value: "\\d(?:[- ]?\\d){5,24}",
    examples: ["氏名,口座番号,支店\n山田,«1234567»,渋谷\n佐藤,«7654321»,新宿", "| name | account no |\n|---|---|\n| A | «12345678» |"],
    counterExamples: ["件名,口座数\nA,1234567", "口座番号,氏名\n山田"],
  },
  {
    type: "JP_BANK_BRANCH",
    what: "a branch's code",
    group: "branchCode",
    words: finance.branchCode,
    value: "(?:\\d{4}-)?\\d{3}",
    examples: ["銀行,支店コード,種別\nみずほ,«240»,普通"],
    counterExamples: ["支店名,件数\n渋谷,240"],
  },
  {
    type: "CUSTOMER_ID",
    what: "a customer's number",
    group: "customerId",
    words: finance.customerId,
    value: "[A-Z]{0,6}[-_]?\\d[0-9A-Z_-]{3,24}",
    examples: [
      "顧客番号,氏名,残高\n«31964468»,丹羽,3,415,220円\n«32189865»,安里,87,019円",
      "customer_id;name\n«00123456»;Doe\n«C-887712»;Roe",
      "客户号\t姓名\n«88120931»\t王",
    ],
    counterExamples: ["customer;count\nA;123456"],
  },
  {
    type: "DOB",
    what: "a date of birth",
    group: "birthLabel",
    words: contact.birthLabel,
    value: DATE,
    examples: ["name,dob,city\nDoe,«1979-02-12»,Leeds\nRoe,«12/03/1981»,York", "氏名,生年月日\n山田,«S52.3.14»"],
    counterExamples: ["name,opened\nDoe,1979-02-12"],
  },
  {
    type: "PHONE",
    what: "a telephone number",
    group: "phoneLabel",
    words: contact.phoneLabel,
    value: "\\+?\\(?\\d(?:[-() .]{0,2}\\d){7,13}",
    accepts: (value) => !/^(?:0120|0570|0800|400)/.test(value),
    examples: ["name,phone\nDoe,«4155552671»", "氏名\t電話番号\n佐藤\t«0312345678»"],
    counterExamples: ["店舗,電話番号\n本店,0120-123-456"],
  },
  {
    type: "CARD_CVV",
    what: "a card's security code",
    group: "cardSecurityCode",
    words: finance.cardSecurityCode,
    value: "\\d{3,4}",
    examples: ["pan,exp,cvv\n4111111111111111,12/27,«123»"],
    counterExamples: ["pan,exp,count\n4111111111111111,12/27,123"],
  },
  {
    type: "PASSWORD",
    what: "a password",
    group: "passwordLabel",
    words: secrets.passwordLabel,
    value: "[!-~]{4,64}",
    accepts: (value) => !/^(?:[-*:]+|null|none|required|(?:https?:).*|\[\[.*|<.*)$/i.test(value) && /[0-9!#$%&@^]/.test(value),
    examples: ["user,password,role\ntaro,«Abc!2345»,admin"],
    counterExamples: ["item,password\nlength,twelve", "user,password\ntaro,********"],
  },
  {
    type: "UK_SORT_CODE",
    what: "a sort code",
    group: "sortCode",
    words: finance.sortCode,
    value: "\\d\\d[- ]?\\d\\d[- ]?\\d\\d",
    examples: ["name,sort code,account\nDoe,«20-00-00»,55779911"],
    counterExamples: ["name,sort order\nDoe,200000"],
  },
  {
    type: "BIC",
    what: "a bank's identifier",
    group: "bankIdentifier",
    words: finance.bankIdentifier,
    value: "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
    accepts: isBankIdentifier,
    examples: ["bank,bic\nA,«NDEASESS»"],
    counterExamples: ["bank,bic\nA,DOCUMENT"],
  },
];

/** The recogniser of each column, as sure as `confidence`. */
export function columnRecognisers(columns: readonly Column[], confidence: number): readonly Recogniser[] {
  return columns.map(({ type, what, group, words, value, accepts, ...texts }) => ({
    type,
    why: `a field in a column headed by a word for ${what}`,
    signal: "table",
    cue: [group],
    pattern: inColumn(words, value),
    ...(accepts === undefined ? {} : { accepts }),
    confidence,
    ...texts,
  }));
}

export const COLUMN_RECOGNISERS: readonly Recogniser[] = columnRecognisers(COLUMNS, 0.85);
