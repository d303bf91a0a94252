// Rows of a page: the runs on one baseline, joined to segments wherever no wide gap parts them.
import type { TextRun } from "./pdf-page.ts";

export interface Segment {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly size: number;
  readonly bold: boolean;
}

export interface Row {
  readonly baseline: number;
  readonly size: number;
  /** From left to right; at least one. */
  readonly segments: readonly Segment[];
}

/** Baselines nearer than this share of the smaller size belong to one row. */
const SAME_BASELINE = 0.4;
/** A run this much smaller than its neighbour may be raised by this share of the larger size: a footnote's mark. */
const SMALLER = 0.8;
const RAISED = 0.55;
/** Gaps, in shares of the size: between words, between words of Chinese and Japanese, and between columns. */
const WORD_GAP = 0.12;
const IDEOGRAPH_GAP = 0.6;
const COLUMN_GAP = 1.25;
/** A sign and its number may stand at the two edges of a column. In shares of the size. */
const SIGN_GAP = 14;

const IDEOGRAPH = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/;
const OPENING_SIGN = /^(?:[$¥€£₩]|US\$|HK\$|NT\$|RMB)?\s?\(?$/;
const CURRENCY = /^(?:[$¥€£₩]|US\$|HK\$|NT\$|RMB)\s?\(?$/;
/** A number and the sign of the next column's, in one run. */
const NUMBER_AND_SIGN = /^([$(]?[\d.,—–-]{1,30}\)?)\s{1,9}([$¥€£]\s?\(?)$/;
const CLOSING_SIGN = /^(?:\)?\s?%|\)|\)\s?%)(?:\s?\(?[a-z0-9]\))?$/;
const NUMBER_START = /^[(\-–—−△▲]?[$¥€£]?\s?[\d.—–-]/;
const NUMBER_END = /[\d—–-]\)?$/;

/** The rows of `runs` from top to bottom. */
export function rowsOf(runs: readonly TextRun[]): Row[] {
  const rows: TextRun[][] = [];
  for (const run of [...runs].sort((one, other) => one.baseline - other.baseline)) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row !== undefined && first !== undefined && isSameRow(first, run)) row.push(run);
    else rows.push([run]);
  }
  return rows.map(toRow);
}

function isSameRow(one: TextRun, other: TextRun): boolean {
  const [small, large] = [Math.min(one.size, other.size), Math.max(one.size, other.size)];
  return other.baseline - one.baseline < (small < SMALLER * large ? RAISED * large : SAME_BASELINE * small);
}

function toRow(runs: readonly TextRun[]): Row {
  const ordered = runs.flatMap(apart).sort((one, other) => one.left - other.left);
  const segments = joinSigns(joinRuns(ordered));
  const largest = runs.reduce((best, run) => (run.size > best.size ? run : best));
  return { baseline: largest.baseline, size: largest.size, segments };
}

function apart(run: TextRun): TextRun[] {
  const [, number, sign] = NUMBER_AND_SIGN.exec(run.text) ?? [];
  if (number === undefined || sign === undefined) return [run];
  const perCharacter = (run.right - run.left) / run.text.length;
  const [numberEnd, signStart] = [run.left + number.length * perCharacter, run.right - sign.length * perCharacter];
  return [
    { ...run, text: number, right: numberEnd },
    { ...run, text: sign, left: signStart },
  ];
}

function joinRuns(runs: readonly TextRun[]): Segment[] {
  const segments: Segment[] = [];
  for (const run of runs) {
    const before = segments.at(-1);
    const gap = before === undefined ? 0 : run.left - before.right;
    // The same text at the same place again is how bold was drawn before fonts had it.
    if (before !== undefined && before.text === run.text && Math.abs(before.left - run.left) < run.size * 0.2) continue;
    const isNextColumn = before !== undefined && CURRENCY.test(run.text) && NUMBER_END.test(before.text);
    if (before === undefined || isNextColumn || gap > COLUMN_GAP * Math.max(run.size, before.size)) segments.push(run);
    else segments[segments.length - 1] = joined(before, run, isSpaced(before.text, run.text, gap / run.size) ? " " : "");
  }
  return segments;
}

function isSpaced(before: string, after: string, gap: number): boolean {
  const isIdeographic = IDEOGRAPH.test(before.slice(-1)) && IDEOGRAPH.test(after.slice(0, 1));
  return gap > (isIdeographic ? IDEOGRAPH_GAP : WORD_GAP);
}

/** `$` and `(` are joined to the number after them, `)` and `%` to the one before, however far. */
function joinSigns(segments: readonly Segment[]): Segment[] {
  const whole: Segment[] = [];
  for (const segment of segments) {
    const before = whole.at(-1);
    const isNear = before !== undefined && segment.left - before.right < SIGN_GAP * segment.size;
    const isOpened = isNear && OPENING_SIGN.test(before.text) && NUMBER_START.test(segment.text);
    const isClosing = isNear && CLOSING_SIGN.test(segment.text) && NUMBER_END.test(before.text);
    if (before !== undefined && (isOpened || isClosing)) whole[whole.length - 1] = joined(before, segment, "");
    else whole.push(segment);
  }
  return whole.map((segment) => ({
    ...segment,
    text: segment.text.replace(/([$¥€£(]) (?=[\d.(])/g, "$1").replace(/(\d) (?=[)%])/g, "$1"),
  }));
}

function joined(before: Segment, after: Segment, between: string): Segment {
  return {
    text: `${before.text}${between}${after.text}`,
    left: before.left,
    right: Math.max(before.right, after.right),
    size: Math.max(before.size, after.size),
    bold: before.bold && after.bold,
  };
}

/** Two lines of one text. */
export function joinLines(before: string, after: string): string {
  const isUnspaced = (IDEOGRAPH.test(before.slice(-1)) && IDEOGRAPH.test(after.slice(0, 1))) || /[A-Za-z]-$/.test(before);
  return isUnspaced ? `${before}${after}` : `${before} ${after}`;
}

export function textOf(row: Row): string {
  return row.segments.map(({ text }) => text).join(" ");
}

export function leftOf(row: Row): number {
  return Math.min(...row.segments.map(({ left }) => left));
}

export function rightOf(row: Row): number {
  return Math.max(...row.segments.map(({ right }) => right));
}
