// Remembers which token stands for which value, for as long as one run lives.
import { KanameError } from "#infrastructure/errors.ts";
import type { EntityType } from "../sensitivity/finding.ts";
import { createSurrogates, isSurrogate, type NumberSource } from "./surrogates.ts";
import { createTokenNames } from "./token-names.ts";
import type { KeptEntry, VaultEntry } from "./vault-entry.ts";

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

export interface VaultParts {
  /** Secret, and of this run alone: VAULT_KEY_BYTES. */
  readonly key: Buffer;
  /** What earlier turns of the run put in. */
  readonly kept?: readonly KeptEntry[];
}

/** A vault for one run. */
export function createVault({ key, kept = [] }: VaultParts): Vault {
  const added: KeptEntry[] = [];
  const names = createTokenNames(key);
  const surrogates = createSurrogates(key, (entry) => added.push(entry));
  let hasSurrogates = false;

  // Longer first, so that a part of a name finds the whole one.
  for (const entry of kept.toSorted((one, other) => other.value.length - one.value.length)) {
    if (isSurrogate(entry.token)) surrogates.restore(entry);
    else names.restore(entry);
    hasSurrogates ||= isSurrogate(entry.token);
  }

  function assertRoom(): void {
    if (kept.length + added.length < VALUES_MAX) return;
    throw new KanameError("too_large", `The request holds more than ${VALUES_MAX} different sensitive values; send it in parts.`);
  }

  return {
    tokenFor(type, value) {
      if (!names.isKnown(type, value)) assertRoom();
      const { token, isNew } = names.nameFor(type, value);
      if (isNew) added.push({ type, value, token });
      return token;
    },
    surrogateFor(type, value) {
      assertRoom();
      const surrogate = surrogates.surrogateFor(type, value);
      hasSurrogates ||= surrogate !== undefined;
      return surrogate;
    },
    get numbers() {
      return hasSurrogates ? surrogates : undefined;
    },
    find: names.find,
    begins: names.begins,
    added: () => added,
  };
}

/** The form of a token that stands next to letters or digits. */
export function inBrackets(token: string): string {
  return `[[${token}]]`;
}
