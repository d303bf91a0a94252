// The guard on its own: judging, masking and restoring texts that go to no model from here.
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Caller } from "./caller.ts";
import type { Inspect } from "./guardrails/inspect.ts";
import { maskText } from "./masking/mask.ts";
import { createReplacements } from "./masking/replacements.ts";
import { createAnswerRestorer } from "./masking/restore.ts";
import type { RunVaults } from "./masking/run-vaults.ts";
import type { Vault } from "./masking/vault.ts";
import type { Classification, Classify, EntityType } from "./sensitivity/finding.ts";

export interface MaskedText {
  readonly text: string;
  /** The run whose vault holds the values. */
  readonly runId: string;
  readonly counts: Counts;
}

export interface RestoredText {
  readonly text: string;
  readonly counts: Counts;
}

/** How many places, by type. */
export type Counts = Readonly<Partial<Record<EntityType, number>>>;

export interface Guard {
  readonly classify: (caller: Caller, text: string) => Classification;
  readonly inspect: Inspect;
  /** Puts a token in the place of every finding; a run without a name gets one. Throws KanameError `too_large`, `storage_failed`. */
  readonly mask: (caller: Caller, text: string, runId?: string) => Promise<MaskedText>;
  /** Puts the values of the caller's own run back. Throws KanameError `not_found` for a run that is not the caller's, or is gone. */
  readonly unmask: (caller: Caller, text: string, runId: string) => Promise<RestoredText>;
  /** Destroys a run's values. Throws as `unmask`. */
  readonly forget: (caller: Caller, runId: string) => Promise<void>;
}

export interface GuardParts {
  readonly classifierOf: (institutionId: string) => Classify;
  readonly inspect: Inspect;
  readonly runVaults: RunVaults;
  readonly ids: Ids;
}

export function createGuard({ classifierOf, inspect, runVaults, ids }: GuardParts): Guard {
  return {
    classify: ({ institutionId }, text) => classifierOf(institutionId)(text),
    inspect,
    async mask(caller, text, runId = ids.next("run")) {
      const { vault, save } = await runVaults.open(ownerOf(caller), runId);
      const masked = maskEverything(text, classifierOf(caller.institutionId), vault);
      await save();
      return { ...masked, runId };
    },
    async unmask(caller, text, runId) {
      const run = await runVaults.find(ownerOf(caller), runId);
      if (run === undefined) throw unknownRun();
      return restoreText(text, run.vault);
    },
    async forget(caller, runId) {
      if (!(await runVaults.forget(ownerOf(caller), runId))) throw unknownRun();
    },
  };
}

/** The text with a token in the place of every finding. */
export function maskEverything(text: string, classify: Classify, vault: Vault): RestoredText {
  const { replace } = createReplacements({ vault, handling: new Map(), keepsShape: false, masksByDefault: true });
  const { findings } = classify(text);
  const counts: Partial<Record<EntityType, number>> = {};
  for (const { type } of findings) counts[type] = (counts[type] ?? 0) + 1;
  return { text: maskText(text, findings, replace), counts };
}

/** The text with the values of the vault in the place of their tokens. */
export function restoreText(text: string, vault: Vault): RestoredText {
  const restorer = createAnswerRestorer(vault);
  return { text: String(restorer.restoreCompletion(text)), counts: restorer.restoredCounts() };
}

function ownerOf({ institutionId, kind, id }: Caller) {
  return { institutionId, kind, id };
}

/** The same for a run of somebody else: that it exists is not this caller's to know. */
function unknownRun(): KanameError {
  return new KanameError("not_found", "You have no run of this name, or its values were forgotten.");
}
