// Decides what stands for each finding at one destination: a token, a band, a number of the same shape, or the value itself.
import type { EntityType, Finding } from "../sensitivity/finding.ts";
import { generalise } from "./generalise.ts";
import type { Handling } from "./handling.ts";
import { digitsOf } from "./surrogates.ts";
import type { Vault } from "./vault.ts";

export interface Replacement {
  readonly text: string;
  /** Tokens need their borders kept clear; bands and numbers stand as they are. */
  readonly isToken: boolean;
}

export interface Replacements {
  /** What stands for the finding; undefined: it stays as it is. */
  readonly replace: (finding: Finding) => Replacement | undefined;
  /** Whether something that is found in the masked form is one of the bands or numbers put there, or a value let pass by a rule. */
  readonly isPermitted: (finding: Finding) => boolean;
}

export interface ReplacementsParts {
  readonly vault: Vault;
  readonly handling: Handling;
  /** True where a schema of the request would refuse a token in place of a number. */
  readonly keepsShape: boolean;
  /** False where only values that a rule names are changed, as the destination admits the rest. */
  readonly masksByDefault: boolean;
}

export function createReplacements({ vault, handling, keepsShape, masksByDefault }: ReplacementsParts): Replacements {
  const bands = new Map<EntityType, Set<string>>();

  function bandFor({ type, text }: Finding): Replacement | undefined {
    const band = generalise(type, text);
    if (band === undefined) return undefined;
    bands.set(type, (bands.get(type) ?? new Set()).add(band));
    return { text: band, isToken: false };
  }

  function tokenFor({ type, text }: Finding): Replacement {
    const surrogate = keepsShape ? vault.surrogateFor(type, text) : undefined;
    return surrogate === undefined ? { text: vault.tokenFor(type, text), isToken: true } : { text: surrogate, isToken: false };
  }

  return {
    replace(finding) {
      const action = handling.get(finding.type) ?? (masksByDefault ? "mask" : "pass");
      if (action === "pass") return undefined;
      return action === "generalise" ? (bandFor(finding) ?? tokenFor(finding)) : tokenFor(finding);
    },
    isPermitted({ type, text }) {
      if (handling.get(type) === "pass") return true;
      if (vault.numbers?.find(digitsOf(text)) !== undefined) return true;
      return [...(bands.get(type) ?? [])].some((band) => band.includes(text));
    },
  };
}
