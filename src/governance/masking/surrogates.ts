// Numbers that stand for numbers, where a schema would refuse a token: the same length and separators, other digits.
import { createHmac } from "node:crypto";
import type { EntityType } from "../sensitivity/finding.ts";
import { foldText } from "../sensitivity/fold.ts";
import type { KeptEntry, VaultEntry } from "./vault-entry.ts";

/** What restoring needs to know of surrogates. */
export interface NumberSource {
  /** The entry whose surrogate has exactly these digits. */
  readonly find: (digits: string) => VaultEntry | undefined;
  /** Whether some surrogate's digits begin like this. */
  readonly begins: (digits: string) => boolean;
}

export interface Surrogates extends NumberSource {
  /** The surrogate of a value; undefined where the value is no number, or too short for its surrogate to be told from other numbers. */
  readonly surrogateFor: (type: EntityType, value: string) => string | undefined;
  readonly restore: (entry: KeptEntry) => void;
}

/** Below so many digits a model's own numbers would be taken for surrogates. With six, one number in a million is. */
const DIGITS_MIN = 6;
const DIGITS_MAX = 30;
const NUMBER = /^\d(?:[ -]?\d)+$/;
/** Digits are drawn anew when they are taken; two values that coincide so often do not exist. */
const DRAWS_MAX = 100;

/** Surrogates under the key of one run: stable within it, and they tell nothing of the values. */
export function createSurrogates(key: Buffer, remembered: (entry: KeptEntry) => void): Surrogates {
  const byValue = new Map<string, string>();
  const entries = new Map<string, VaultEntry>();
  const beginnings = new Set<string>();

  function restore({ type, value, token }: KeptEntry): void {
    byValue.set(`${type} ${value}`, token);
    const digits = digitsOf(token);
    entries.set(digits, { type, value });
    for (let length = 1; length <= digits.length; length += 1) beginnings.add(digits.slice(0, length));
  }

  function draw(type: EntityType, value: string, shape: string): string | undefined {
    for (let attempt = 0; attempt < DRAWS_MAX; attempt += 1) {
      const surrogate = otherDigits(
        shape,
        createHmac("sha512", key)
          .update(`surrogate ${attempt} ${type} ${digitsOf(shape)}`)
          .digest(),
      );
      const digits = digitsOf(surrogate);
      if (digits === digitsOf(shape) || entries.has(digits)) continue;
      const entry = { type, value, token: surrogate };
      restore(entry);
      remembered(entry);
      return surrogate;
    }
    return undefined;
  }

  return {
    restore,
    find: (digits) => entries.get(digits),
    begins: (digits) => beginnings.has(digits),
    surrogateFor(type, value) {
      const known = byValue.get(`${type} ${value}`);
      if (known !== undefined) return known;
      const shape = foldText(value).text;
      const { length } = digitsOf(shape);
      return NUMBER.test(shape) && length >= DIGITS_MIN && length <= DIGITS_MAX ? draw(type, value, shape) : undefined;
    },
  };
}

/** Whether a kept token is a surrogate: it begins with a digit, which no other token does. */
export function isSurrogate(token: string): boolean {
  return /^\d/.test(token);
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** The shape with other digits. Its first stays zero or not zero, as lengths of numbers depend on it. */
function otherDigits(shape: string, random: Buffer): string {
  let place = 0;
  return shape.replace(/\d/g, (digit) => {
    const byte = random[place] ?? 0;
    place += 1;
    if (place > 1) return String(byte % 10);
    return digit === "0" ? "0" : String(1 + (byte % 9));
  });
}
