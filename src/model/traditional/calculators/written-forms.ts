// Amounts and dates in people's own forms, offered to the hub as calculators, so that no language model converts them by itself.
import { z } from "zod";
import { readAmount } from "../amounts.ts";
import { readDate, writeEraDate } from "../dates.ts";
import { type Calculator, declareCalculator } from "./calculator.ts";

const TEXT_CHARACTERS_MAX = 200;
const textField = z.string().min(1).max(TEXT_CHARACTERS_MAX);
const unreadableField = z.object({ readable: z.literal(false), reason: z.string() });

/** See readAmount for the forms that are read. */
const amountReader = declareCalculator({
  id: "read-amount",
  description: {
    ja: "金額・比率の表記（1億2,000万円、▲1.2%、3.5bn など）を正確な数値に変換する。曖昧な表記は理由を添えて断る",
    en: "Reads an amount or rate as people write it (1億2,000万円, ▲1.2%, 3.5bn) as an exact decimal; refuses ambiguous forms with a reason",
  },
  input: z.strictObject({ text: textField, statedScale: textField.optional().describe("what the head of a table says, such as 百万円") }),
  output: z.discriminatedUnion("readable", [
    z.object({
      readable: z.literal(true),
      amount: z.string().describe("exact decimal, not rounded"),
      unit: z.enum(["number", "percent", "basis_points"]),
      currency: z.string().nullable().describe("ISO code, null where the mark may mean several"),
      currencyMark: z.string().nullable(),
    }),
    unreadableField,
  ]),
  calculate: ({ text, statedScale }) => ({ ...readAmount(text, statedScale) }),
});

/** See readDate for the forms that are read. */
const dateReader = declareCalculator({
  id: "read-date",
  description: {
    ja: "日付の表記（令和6年3月31日、R6.3.31、民國113年、31 March 2024 など）をISO形式に変換する。曖昧な表記は理由を添えて断る",
    en: "Reads a date as people write it, also by Japanese and Taiwanese eras, as ISO dates; refuses ambiguous forms with a reason",
  },
  input: z.strictObject({ text: textField }),
  output: z.discriminatedUnion("readable", [
    z.object({ readable: z.literal(true), precision: z.enum(["day", "month", "year"]), from: z.iso.date(), to: z.iso.date() }),
    unreadableField,
  ]),
  calculate: ({ text }) => ({ ...readDate(text) }),
});

/** The inverse of read-date for one day. */
const eraDateWriter = declareCalculator({
  id: "write-era-date",
  description: { ja: "西暦の日付を和暦または民國暦で書く", en: "Writes a day by the years of Japan's eras or of Taiwan" },
  input: z.strictObject({ date: z.iso.date(), calendar: z.enum(["japanese", "minguo"]) }),
  output: z.union([z.object({ written: z.string() }), unreadableField]),
  calculate: ({ date, calendar }) => ({ ...writeEraDate(date, calendar) }),
});

export const WRITTEN_FORM_CALCULATORS: readonly Calculator[] = [amountReader, dateReader, eraDateWriter];
