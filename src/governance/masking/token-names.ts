// Names values: a token for each, the same for the same value, related ones for the spellings of one value.
import { createHmac } from "node:crypto";
import type { EntityType } from "../sensitivity/finding.ts";
import { foldText } from "../sensitivity/fold.ts";
import { createNameVariants } from "./name-variants.ts";
import type { KeptEntry, VaultEntry } from "./vault-entry.ts";

export interface TokenNames {
  /** The token of a value, and whether it is new. */
  readonly nameFor: (type: EntityType, value: string) => { readonly token: string; readonly isNew: boolean };
  readonly isKnown: (type: EntityType, value: string) => boolean;
  readonly restore: (entry: KeptEntry) => void;
  readonly find: (core: string) => VaultEntry | undefined;
  readonly begins: (start: string, goesOn?: boolean) => boolean;
}

/** Characters of an id: 25 bits, lengthened where two values of one vault would share it. */
const ID_CHARACTERS_MIN = 5;
const ID_CHARACTERS_MAX = 26;

// Thirty-two signs without I and O, 0 and 1, which models and people confuse.
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** Types whose value means something else as soon as one character differs. */
const EXACT_TYPES: ReadonlySet<EntityType> = new Set(["API_KEY", "PRIVATE_KEY", "PASSWORD"]);

/**
 * Names under the key of one run. Tokens look like `PERSON_K7Q2X`:
 * - bare, because that is what models copy: of six forms tried on SmolLM2-135M and Gemma 3 270M at temperature 0, the small one gave back
 *   four of six bare tokens and at most one in any brackets (`[[…]]`, `[…]`, `⟨…⟩`, `<…>`, `{{…}}`), which it dropped or stumbled over;
 * - ASCII letters, digits and an underscore inside a word: JSON, Markdown, URLs and HTML need no escape for them;
 * - a type that tells the model what kind of thing it is, and an id that survives a change of case.
 * Where a token would touch a letter or a digit, or stand behind two brackets, masking puts it in brackets (`inBrackets`), so that its end is never in doubt.
 * The id is an HMAC under a key that only this run has: it tells nothing of the value, and no other run's token equals it.
 */
export function createTokenNames(key: Buffer): TokenNames {
  const tokens = new Map<string, string>();
  const spellings = new Map<string, { readonly name: string; count: number }>();
  const entries = new Map<string, VaultEntry>();
  const variants = createNameVariants();
  let sortedCores: string[] | undefined;
  const canonicalOf = (type: EntityType, value: string): string =>
    type === "PERSON" ? `${type} ${variants.canonicalOf(value)}` : canonicalValue(type, value);

  function remember({ type, value, token }: KeptEntry): void {
    tokens.set(`${type} ${value}`, token);
    entries.set(coreOf(token), { type, value });
    sortedCores = undefined;
  }

  function newName(type: EntityType, value: string): string {
    const canonical = canonicalOf(type, value);
    const spelling = spellings.get(canonical) ?? { name: freeName(type, canonical), count: 0 };
    spellings.set(canonical, spelling);
    let name = spelling.name;
    // The number of a second spelling may read like a longer id of another value: the next number is as good.
    while (entries.has(coreOf(name))) {
      spelling.count += 1;
      name = `${spelling.name}_${spelling.count + 1}`;
    }
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

  return {
    isKnown: (type, value) => tokens.has(`${type} ${value}`),
    nameFor(type, value) {
      const known = tokens.get(`${type} ${value}`);
      if (known !== undefined) return { token: known, isNew: false };
      const token = newName(type, value);
      remember({ type, value, token });
      return { token, isNew: true };
    },
    restore(entry) {
      const [, name = entry.token, number = "1"] = /^(.+?)(?:_(\d+))?$/.exec(entry.token) ?? [];
      const canonical = canonicalOf(entry.type, entry.value);
      spellings.set(canonical, { name, count: Math.max(spellings.get(canonical)?.count ?? 0, Number(number) - 1) });
      remember(entry);
    },
    find: (core) => entries.get(core),
    begins(start, goesOn = false) {
      sortedCores ??= [...entries.keys()].sort();
      const first = firstAtOrAfter(sortedCores, start);
      const candidate = sortedCores[goesOn && sortedCores[first] === start ? first + 1 : first];
      return candidate?.startsWith(start) === true;
    },
  };
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
