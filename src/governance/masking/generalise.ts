// Replaces a value by a band that it lies in, where the task needs its size or time but not the value.
import type { EntityType } from "../sensitivity/finding.ts";
import { foldText } from "../sensitivity/fold.ts";

/** A band written so that a model can read it: `DOB(1970-1979)`, `BALANCE(5000000-10000000 JPY)`, `ADDRESS(東京都)`. Undefined where there is none. */
export function generalise(type: EntityType, value: string): string | undefined {
  const band = bandOf(type, foldText(value).text);
  return band === undefined ? undefined : `${type}(${band})`;
}

function bandOf(type: EntityType, value: string): string | undefined {
  switch (type) {
    case "DOB":
      return decadeOf(value);
    case "BALANCE":
    case "TRANSACTION":
      return amountBandOf(value);
    case "ADDRESS":
      return /(?:北海道|東京都|京都府|大阪府|[一-龠]{2,3}県|[一-龠]{2,3}省|[一-龠]{2,6}自治区|(?:北京|上海|天津|重庆)市)/.exec(value)?.[0];
    default:
      return undefined;
  }
}

/** First years of the Japanese eras in use since 1868, less one. */
const ERA_BASES: Readonly<Record<string, number>> = {
  明治: 1867,
  大正: 1911,
  昭和: 1925,
  平成: 1988,
  令和: 2018,
  M: 1867,
  T: 1911,
  S: 1925,
  H: 1988,
  R: 2018,
};

function decadeOf(value: string): string | undefined {
  const [, era, eraYear = ""] = /(明治|大正|昭和|平成|令和|[MTSHR])\.? ?(元|\d{1,2})/.exec(value) ?? [];
  const base = era === undefined ? undefined : ERA_BASES[era];
  const year =
    base === undefined
      ? Number(/(?<!\d)(?:18|19|20)\d{2}/.exec(value)?.[0] ?? Number.NaN)
      : base + (eraYear === "元" ? 1 : Number(eraYear));
  if (Number.isNaN(year)) return undefined;
  const decade = Math.floor(year / 10) * 10;
  return `${decade}-${decade + 9}`;
}

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/billion|bn\b/i, 1e9],
  [/[億亿]/, 1e8],
  [/[万萬]/, 1e4],
  [/千(?!万)|thousand|\dk\b/i, 1e3],
  [/million|\dm\b/i, 1e6],
];
const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/HK\$|港[元幣币]/, "HKD"],
  [/S\$/, "SGD"],
  [/円|圓(?!.*元)|JPY|yen/i, "JPY"],
  [/元|RMB|CNY|人民[币幣]/i, "CNY"],
  [/£|GBP/, "GBP"],
  [/€|EUR/, "EUR"],
  [/\$|USD|dollar/i, "USD"],
  [/[¥￥]/, "JPY"],
];

/** Bands begin at 1, 2 and 5 times the powers of ten: wide enough to hide an amount, narrow enough to reason with. */
function amountBandOf(value: string): string | undefined {
  const digits = /\d[\d,]*(?:\.\d+)?/.exec(value)?.[0];
  if (digits === undefined) return undefined;
  const amount = Number(digits.replaceAll(",", "")) * scaleOf(value);
  if (!Number.isFinite(amount) || amount <= 0) return undefined;
  const power = 10 ** Math.floor(Math.log10(amount));
  const steps = [1, 2, 5, 10].map((step) => step * power);
  const upper = steps.find((step) => step > amount) ?? power * 10;
  const lower = steps[steps.indexOf(upper) - 1] ?? power;
  const currency = CURRENCIES.find(([sign]) => sign.test(value))?.[1];
  return `${lower}-${upper}${currency === undefined ? "" : ` ${currency}`}`;
}

function scaleOf(value: string): number {
  return SCALES.find(([sign]) => sign.test(value))?.[1] ?? 1;
}
