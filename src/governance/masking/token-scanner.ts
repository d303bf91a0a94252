// Finds a vault's tokens in text that a model wrote: exact ones, and those it changed in case, spacing, width, brackets or escaping.
import type { NumberSource } from "./surrogates.ts";
import type { TokenSource } from "./vault.ts";
import type { VaultEntry } from "./vault-entry.ts";

export interface FoundToken {
  readonly kind: "token";
  readonly end: number;
  readonly entry: VaultEntry;
}

/** `token`: one begins here. `unfinished`: the text ends where one may still become complete. `none`: none begins here. */
type TokenAt = FoundToken | { readonly kind: "unfinished" } | { readonly kind: "none" };

/** Longest written form of a token that is recognised, in characters: the longest core with an escape or mark before each. */
const WRITTEN_CHARACTERS_MAX = 96;

const NONE = { kind: "none" } as const;
const UNFINISHED = { kind: "unfinished" } as const;

/** Where a token may begin: an opening bracket, or the first letter of a word. What belongs to an escape of JSON (\n, \u69d8) is no part of the word. */
export const TOKEN_START = /[[［【]|(?<![0-9A-Za-z_\u00c0-\u00ff])[A-Za-z]|(?<=\\(?:[nrtbf]|u[0-9A-Fa-f]{4}))[A-Za-z]/g;

/** The same where numbers stand for numbers too. */
export const TOKEN_OR_NUMBER_START = new RegExp(`${TOKEN_START.source}|(?<!\\d)\\d`, "g");

const OPENING = "[［【";
const CLOSING = "]］】";
// What models put inside a token: spaces, emphasis, escapes, code marks.
const DECORATION = " _*\\`-\u00a0\u3000\u200b";
// What may stand inside a bare token once it could end: more would take the text behind it for a part of it.
const NUMBER_MARK = "_\\";
const DECORATIONS_MAX = 4;

/**
 * Judges whether a token of `tokens` begins at `start`, a match of TOKEN_START or TOKEN_OR_NUMBER_START. Two brackets around it are its own; a single one is the
 * model's (a link, a list) and stays. Reads at most WRITTEN_CHARACTERS_MAX characters.
 */
export function tokenAt(text: string, start: number, tokens: TokenSource): TokenAt {
  if (tokens.numbers !== undefined && isDigit(text.charCodeAt(start))) return numberAt(text, start, tokens.numbers);
  const opened = pastBrackets(text, start);
  if (opened === undefined) return NONE;
  const isBare = opened === start;
  let core = "";
  /** The longest complete token so far: it counts where no closing bracket follows. */
  let complete: FoundToken | undefined;
  for (let index = opened; index < text.length; index += 1) {
    if (index - start > WRITTEN_CHARACTERS_MAX) return complete ?? NONE;
    if (isOneOf(text, index, isBare && complete !== undefined ? NUMBER_MARK : DECORATION)) continue;
    const sign = plainSign(text.charCodeAt(index));
    if (sign === undefined) return !isBare && isOneOf(text, index, CLOSING) ? closed(text, index, tokens.find(core)) : (complete ?? NONE);
    core += sign;
    if (!tokens.begins(core)) return complete ?? NONE;
    const entry = tokens.find(core);
    if (entry !== undefined) complete = { kind: "token", end: index + 1, entry };
    // A bare token that no other one continues ends here, and need not wait for what follows.
    if (isBare && complete !== undefined && !tokens.begins(core, true)) return complete;
  }
  return UNFINISHED;
}

/** What a text that ends inside a token's written form holds there: a token without its last bracket, or nothing. */
export function tokenAtEnd(text: string, start: number, tokens: TokenSource): FoundToken | undefined {
  const judged = tokenAt(`${text}\n`, start, tokens);
  return judged.kind === "token" ? { ...judged, end: Math.min(judged.end, text.length) } : undefined;
}

/** A surrogate with any single spaces or hyphens between its digits, and no digit behind it. */
function numberAt(text: string, start: number, numbers: NumberSource): TokenAt {
  let digits = "";
  let complete: FoundToken | undefined;
  for (let index = start; index < text.length; index += 1) {
    if (!isDigit(text.charCodeAt(index))) {
      if (isOneOf(text, index, " -") && isDigit(text.charCodeAt(index - 1))) continue;
      return complete ?? NONE;
    }
    // Digits directly behind a complete one make a longer number of it.
    if (complete?.end === index) complete = undefined;
    digits += text.charAt(index);
    if (!numbers.begins(digits)) return complete ?? NONE;
    const entry = numbers.find(digits);
    if (entry !== undefined) complete = { kind: "token", end: index + 1, entry };
  }
  return UNFINISHED;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The place behind two opening brackets, or `start` where there is none; the text's end where the second may still come; undefined behind a single one. */
function pastBrackets(text: string, start: number): number | undefined {
  if (!isOneOf(text, start, OPENING)) return start;
  const second = pastDecoration(text, start + 1);
  if (second >= text.length) return text.length;
  return isOneOf(text, second, OPENING) ? second + 1 : undefined;
}

/** The end of a token at its closing brackets: two, or the one that is there, no more, so that brackets around a token stay. */
function closed(text: string, first: number, entry: VaultEntry | undefined): TokenAt {
  if (entry === undefined) return NONE;
  const second = pastDecoration(text, first + 1);
  if (second >= text.length) return UNFINISHED;
  return { kind: "token", end: isOneOf(text, second, CLOSING) ? second + 1 : first + 1, entry };
}

function pastDecoration(text: string, from: number): number {
  let index = from;
  while (index < text.length && index - from < DECORATIONS_MAX && isOneOf(text, index, DECORATION)) index += 1;
  return index;
}

function isOneOf(text: string, index: number, signs: string): boolean {
  return index < text.length && signs.includes(text.charAt(index));
}

/** The capital letter or digit that a character stands for, half or full width; undefined for anything else. */
function plainSign(code: number): string | undefined {
  const half = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
  const isDigit = half >= 0x30 && half <= 0x39;
  const isLetter = (half >= 0x41 && half <= 0x5a) || (half >= 0x61 && half <= 0x7a);
  return isDigit || isLetter ? String.fromCharCode(half).toUpperCase() : undefined;
}
