// Remembers which token stands for which value, for as long as one run lives.
import { createHmac } from "node:crypto";
import { KanameError } from "#infrastructure/errors.ts";
import type { EntityType } from "../sensitivity/finding.ts";
import { foldText } from "../sensitivity/fold.ts";
import { createNameVariants } from "./name-variants.ts";
import { createSurrogates, isSurrogate, type NumberSource } from "./surrogates.ts";

export interface VaultEntry {
  readonly type: EntityType;
  readonly value: string;
}

/** An entry and the token that stands for it, as they are kept. */
export interface KeptEntry extends VaultEntry {
  readonly token: string;
}

/** What restoring needs to know of a vault. */
export interface TokenSource {
  /** The entry whose token has this core: letters and digits of type and id, in capitals, nothing else. */
  readonly find: (core: string) => VaultEntry | undefined;
  /** Whether some token's core begins like this; with `goesOn`, one that is longer. */
  readonly begins: (start: string, goesOn?: boolean) => boolean;
  /** Numbers that stand for numbers; absent where there are none. */
  readonly numbers?: NumberSource | undefined;
}

export interface Vault extends TokenSource {
  /**
   * The token of a value: always the same for the same value of the same type. Other spellings of one value
   * (separators, width, case; of a name also its parts and their order) share its id and differ by a number, so that each comes back
   * exactly as it was written. Throws KanameError `too_large` beyond VALUES_MAX values.
   */
  readonly tokenFor: (type: EntityType, value: string) => string;
  /** A number of the same shape for a value that is one; undefined where only a token can stand for it. */
  readonly surrogateFor: (type: EntityType, value: string) => string | undefined;
  /** What was added since the vault was made, in order. */
  readonly added: () => readonly KeptEntry[];
}

/** Distinct values of one run. A megabyte of names alone has fewer; it bounds memory and the search for tokens. */
export const VALUES_MAX = 20_000;

/** Bytes of a vault's key: those of HMAC-SHA256. */
export const VAULT_KEY_BYTES = 32;

/** Characters of an id: 25 bits, lengthened where two values of one vault would share it. */
const ID_CHARACTERS_MIN = 5;
const ID_CHARACTERS_MAX = 26;

// Thirty-two signs without I and O, 0 and 1, which models and people confuse.
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** Types whose value means something else as soon as one character differs. */
const EXACT_TYPES: ReadonlySet<EntityType> = new Set(["API_KEY", "PRIVATE_KEY", "PASSWORD"]);

export interface VaultParts {
  /** Secret, and of this run alone: VAULT_KEY_BYTES. */
  readonly key: Buffer;
  /** What earlier turns of the run put in. */
  readonly kept?: readonly KeptEntry[];
}

/**
 * A vault for one run. Tokens look like `PERSON_K7Q2X`:
 * - bare, because that is what models copy: of six forms tried on SmolLM2-135M and Gemma 3 270M at temperature 0, the small one gave back
 *   four of six bare tokens and at most one in any brackets (`[[…]]`, `[…]`, `⟨…⟩`, `<…>`, `{{…}}`), which it dropped or stumbled over;
 * - ASCII letters, digits and an underscore inside a word: JSON, Markdown, URLs and HTML need no escape for them;
 * - a type that tells the model what kind of thing it is, and an id that survives a change of case.
 * Where a token would touch a letter or a digit, or stand behind two brackets, masking puts it in brackets (`inBrackets`), so that its end is never in doubt.
 * The id is an HMAC under a key that only this vault has: it tells nothing of the value, and no other vault's token equals it.
 */
export function createVault({ key, kept = [] }: VaultParts): Vault {
  const tokens = new Map<string, string>();
  const spellings = new Map<string, { readonly name: string; count: number }>();
  const entries = new Map<string, VaultEntry>();
  const variants = createNameVariants();
  const added: KeptEntry[] = [];
  let sortedCores: string[] | undefined;
  const canonicalOf = (type: EntityType, value: string): string =>
    type === "PERSON" ? `${type} ${variants.canonicalOf(value)}` : canonicalValue(type, value);

  const surrogates = createSurrogates(key, (entry) => added.push(entry));
  let hasSurrogates = false;

  // Longer first, so that a part of a name finds the whole one.
  for (const entry of kept.toSorted((one, other) => other.value.length - one.value.length)) {
    const { type, value, token } = entry;
    if (isSurrogate(token)) {
      surrogates.restore(entry);
      hasSurrogates = true;
      continue;
    }
    tokens.set(`${type} ${value}`, token);
    entries.set(coreOf(token), { type, value });
    const canonical = canonicalOf(type, value);
    const [, prefix = token, number = "1"] = /^(.+?)(?:_(\d+))?$/.exec(token) ?? [];
    spellings.set(canonical, { name: prefix, count: Math.max(spellings.get(canonical)?.count ?? 0, Number(number) - 1) });
  }

  function assertRoom(): void {
    if (kept.length + added.length < VALUES_MAX) return;
    throw new KanameError("too_large", `The request holds more than ${VALUES_MAX} different sensitive values; send it in parts.`);
  }

  function remember(type: EntityType, value: string): string {
    assertRoom();
    const canonical = canonicalOf(type, value);
    const spelling = spellings.get(canonical) ?? { name: freeName(type, canonical), count: 0 };
    spellings.set(canonical, spelling);
    let name = spelling.name;
    // The number of a second spelling may read like a longer id of another value: the next number is as good.
    while (entries.has(coreOf(name))) {
      spelling.count += 1;
      name = `${spelling.name}_${spelling.count + 1}`;
    }
    entries.set(coreOf(name), { type, value });
    added.push({ type, value, token: name });
    sortedCores = undefined;
    return name;
  }

  function freeName(type: EntityType, canonical: string): string {
    const id = identifierOf(key, canonical);
    let length = ID_CHARACTERS_MIN;
    // An id of digits alone would read like a number.
    const isFree = (name: string) => /[A-Z]/.test(id.slice(0, length)) && !entries.has(coreOf(name));
    while (length < ID_CHARACTERS_MAX && !isFree(`${type}_${id.slice(0, length)}`)) length += 1;
    return `${type}_${id.slice(0, length)}`;
  }

  function begins(start: string, goesOn = false): boolean {
    sortedCores ??= [...entries.keys()].sort();
    const first = firstAtOrAfter(sortedCores, start);
    const candidate = sortedCores[goesOn && sortedCores[first] === start ? first + 1 : first];
    return candidate?.startsWith(start) === true;
  }

  return {
    tokenFor(type, value) {
      const known = `${type} ${value}`;
      const token = tokens.get(known) ?? remember(type, value);
      tokens.set(known, token);
      return token;
    },
    find: (core) => entries.get(core),
    begins,
    surrogateFor(type, value) {
      assertRoom();
      const surrogate = surrogates.surrogateFor(type, value);
      hasSurrogates ||= surrogate !== undefined;
      return surrogate;
    },
    get numbers() {
      return hasSurrogates ? surrogates : undefined;
    },
    added: () => added,
  };
}

/** The form of a token that stands next to letters or digits. */
export function inBrackets(token: string): string {
  return `[[${token}]]`;
}

function canonicalValue(type: EntityType, value: string): string {
  if (EXACT_TYPES.has(type)) return `${type} ${value}`;
  const folded = foldText(value).text.toUpperCase();
  return `${type} ${type === "EMAIL" ? folded : folded.replace(/[\s・·()-]/g, "")}`;
}

function coreOf(name: string): string {
  return name.replaceAll("_", "");
}

/** Base 32 of HMAC-SHA256, 130 bits of it. */
function identifierOf(key: Buffer, text: string): string {
  const digest = createHmac("sha256", key).update(text).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  let id = "";
  for (let place = 0; place < ID_CHARACTERS_MAX; place += 1) {
    id += ALPHABET.charAt(Number(bits & 31n));
    bits >>= 5n;
  }
  return id;
}

function firstAtOrAfter(sorted: readonly string[], start: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
