// Numbers as East Asia writes them: 1億2,000万, 三千万, 3千5百, 二〇二四; digits and characters may be mixed.
import words from "./amount-words.json" with { type: "json" };
import { Exact, ZERO } from "./calculators/exact.ts";

const DIGITS: ReadonlyMap<string, number> = new Map(Object.entries(words.digits));
const SMALL_UNITS: ReadonlyMap<string, number> = new Map(Object.entries(words.smallUnits));
const LARGE_UNITS: ReadonlyMap<string, number> = new Map(Object.entries(words.largeUnits));
const ARABIC = /^[0-9][0-9,]{0,60}(\.[0-9]{1,34})?/;
const GROUPED = /^(0|[1-9][0-9]{0,33}|[1-9][0-9]{0,2}(,[0-9]{3}){1,12})(\.[0-9]{1,34})?$/;
/** What a part below 万 may at most be when a larger part stands before it. */
const SECTION_MAX = 10_000;

export type Reading = { readonly readable: true; readonly value: Exact } | { readonly readable: false; readonly reason: string };

type Part = { readonly kind: "number"; readonly value: Exact } | { readonly kind: "digit" | "small" | "large"; readonly value: number };

const MALFORMED: Reading = { readable: false, reason: "the number is not formed as numbers are" };

/** Reads `text` (in NFKC, without sign, currency or spaces). The reason of a refusal is the end of a sentence. */
export function readNumeral(text: string): Reading {
  const parts = partsOf(text);
  if (parts === undefined || parts.length === 0) return MALFORMED;
  if (parts.every(({ kind }) => kind === "digit")) return readDigits(parts);
  let section: Part[] = [];
  let [sum, exponentBefore] = [ZERO, Number.POSITIVE_INFINITY];
  for (const part of [...parts, undefined]) {
    if (part !== undefined && part.kind !== "large") {
      section.push(part);
      continue;
    }
    const isEnd = part === undefined;
    if (isEnd && section.length === 0) break;
    const exponent = isEnd ? 0 : part.value;
    const value = readSection(section);
    const isFirst = sum.isZero() && exponentBefore === Number.POSITIVE_INFINITY;
    // 1億20000万 or 1.5億2000万 overlap: one of the two parts is a slip, and which one cannot be told.
    const fits = value !== undefined && exponent < exponentBefore && (isFirst || (value.lt(SECTION_MAX) && !hasFraction(parts)));
    if (!fits) return MALFORMED;
    sum = sum.plus(value.times(new Exact(10).pow(exponent)));
    section = [];
    exponentBefore = exponent;
  }
  return { readable: true, value: sum };
}

/** 3千5百 = 3500, 二百十 = 210, 1,234百 = 123400: at most one Arabic number above nine, with one unit. */
function readSection(section: readonly Part[]): Exact | undefined {
  const [first, second] = section;
  if (first === undefined) return undefined;
  if (first.kind === "number" && !(isWhole(first.value) && first.value.lt(10))) {
    if (section.length > 2 || (second !== undefined && second.kind !== "small")) return undefined;
    return second === undefined ? first.value : first.value.times(10 ** Number(second.value));
  }
  let [sum, pending, exponentBefore] = [0, Number.NaN, 4];
  for (const { kind, value } of section) {
    if (kind === "small") {
      if (Number(value) >= exponentBefore || pending === 0) return undefined;
      sum += (Number.isNaN(pending) ? 1 : pending) * 10 ** Number(value);
      [pending, exponentBefore] = [Number.NaN, Number(value)];
    } else {
      if (!Number.isNaN(pending) || Number(value) > 9) return undefined;
      pending = Number(value);
    }
  }
  return new Exact(Number.isNaN(pending) ? sum : sum + pending);
}

/** 二〇二四 digit by digit; 二三 alone may mean "two or three". */
function readDigits(parts: readonly Part[]): Reading {
  if (parts.length === 2 && parts.every(({ value }) => Number(value) > 0)) {
    return { readable: false, reason: "two bare digits in characters may mean one number or a choice between two" };
  }
  if (parts.length > 1 && Number(parts[0]?.value) === 0) return MALFORMED;
  return { readable: true, value: new Exact(parts.map(({ value }) => String(value)).join("")) };
}

function partsOf(text: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (let rest = text; rest !== ""; ) {
    const arabic = ARABIC.exec(rest)?.[0];
    if (arabic !== undefined) {
      if (!GROUPED.test(arabic)) return undefined;
      parts.push({ kind: "number", value: new Exact(arabic.replaceAll(",", "")) });
      rest = rest.slice(arabic.length);
      continue;
    }
    const part = characterPart(rest.charAt(0));
    if (part === undefined) return undefined;
    parts.push(part);
    rest = rest.slice(1);
  }
  return parts;
}

function characterPart(character: string): Part | undefined {
  const [digit, small, large] = [DIGITS.get(character), SMALL_UNITS.get(character), LARGE_UNITS.get(character)];
  if (digit !== undefined) return { kind: "digit", value: digit };
  if (small !== undefined) return { kind: "small", value: small };
  return large === undefined ? undefined : { kind: "large", value: large };
}

function hasFraction(parts: readonly Part[]): boolean {
  return parts.some(({ kind, value }) => kind === "number" && !isWhole(new Exact(value)));
}

function isWhole(value: Exact): boolean {
  return value.isInteger();
}
