// What people taught the guard: approved corrections in memory, as rules, and put together with the configured ones.
import type { Clock } from "#infrastructure/clock.ts";
import type { Log } from "#infrastructure/log.ts";
import type { StoredCorrection } from "./correction-store.ts";
import { ENTITY_TYPES, type EntityType, type Level } from "./finding.ts";
import { foldText } from "./fold.ts";
import type { InstitutionRules } from "./institution-rules.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";
import { PROVED_TYPES } from "./overlaps.ts";

/** What authenticates, special categories, inside information: from this level on only the configuration makes anything harmless. */
const LEVEL_OF_CONFIGURATION_ALONE = 4;

/**
 * What a correction may make harmless. Not what a check digit or a form of its own proves, for that does not err; not what is highly
 * sensitive; not a mark of confidentiality, which says its own level, up to the highest.
 */
export const CORRECTABLE_TYPES: readonly EntityType[] = ENTITY_TYPES.filter(
  (type) => !PROVED_TYPES.has(type) && LEVEL_OF_TYPE[type] < LEVEL_OF_CONFIGURATION_ALONE && type !== "CONFIDENTIAL_MARK",
);

/** An approved correction with its term in the clear: in memory only. */
export type LearnedCorrection = Pick<StoredCorrection, "id" | "kind" | "type" | "level"> & { readonly term: string };

export type LearnedRules = Pick<InstitutionRules, "dictionary" | "harmless">;

export interface LearnedRulesCache {
  /** The rules last read, at once; the same object as long as they are the same. */
  readonly rulesOf: (institutionId: string) => LearnedRules;
  /** Reads an institution's rules now. Throws what reading throws. */
  readonly load: (institutionId: string) => Promise<void>;
  /** In force from the next judgement on. */
  readonly learn: (institutionId: string, correction: LearnedCorrection) => void;
  readonly forget: (institutionId: string, id: string) => void;
}

export interface LearnedRulesParts {
  /** The approved corrections by id: `known` itself when they are the same ones. */
  readonly read: (institutionId: string, known: LearnedById) => Promise<LearnedById>;
  readonly clock: Clock;
  readonly log: Log;
}

export type LearnedById = ReadonlyMap<string, LearnedCorrection>;

/** A busy server learns within half a minute of what another one approved: this, and the time that reading takes. */
const FRESH_MS = 25_000;
/** While the database is down, it is asked again at most this often. */
const RETRY_MS = 1_000;

const NOTHING_LEARNED: LearnedRules = { dictionary: [], harmless: [] };

interface Entry {
  approved: LearnedById;
  rules: LearnedRules;
  dueAtMs: number;
  /** Counts what changed, so that a reading that began before a change does not undo it. */
  changes: number;
  reading: boolean;
}

/**
 * Rules are read again when they are asked for and older than FRESH_MS; meanwhile the old ones are served, so no judgement waits. The
 * first judgement after a quiet time therefore goes by what was last read.
 */
export function createLearnedRules({ read, clock, log }: LearnedRulesParts): LearnedRulesCache {
  const entries = new Map<string, Entry>();

  function entryOf(institutionId: string): Entry {
    const entry = entries.get(institutionId) ?? {
      approved: new Map(),
      rules: NOTHING_LEARNED,
      dueAtMs: Number.NEGATIVE_INFINITY,
      changes: 0,
      reading: false,
    };
    entries.set(institutionId, entry);
    return entry;
  }

  async function load(institutionId: string): Promise<void> {
    const entry = entryOf(institutionId);
    const { changes } = entry;
    const beganAtMs = clock.monotonicMs();
    const approved = await read(institutionId, entry.approved);
    if (entry.changes !== changes) return;
    entry.dueAtMs = beganAtMs + FRESH_MS;
    if (approved !== entry.approved) put(entry, approved);
  }

  function refresh(institutionId: string, entry: Entry): void {
    entry.reading = true;
    load(institutionId)
      .catch((error: unknown) => {
        entry.dueAtMs = clock.monotonicMs() + RETRY_MS;
        log.error("corrections.not-read", { institutionId }, error);
      })
      .finally(() => {
        entry.reading = false;
      });
  }

  function change(institutionId: string, changed: (approved: Map<string, LearnedCorrection>) => unknown): void {
    const entry = entryOf(institutionId);
    const approved = new Map(entry.approved);
    changed(approved);
    put(entry, approved);
    // Two changes may arrive here in another order than in the database: what is there is read soon.
    entry.dueAtMs = Number.NEGATIVE_INFINITY;
  }

  return {
    rulesOf(institutionId) {
      const entry = entryOf(institutionId);
      if (!entry.reading && clock.monotonicMs() >= entry.dueAtMs) refresh(institutionId, entry);
      return entry.rules;
    },
    load,
    learn: (institutionId, correction) => change(institutionId, (approved) => approved.set(correction.id, correction)),
    forget: (institutionId, id) => change(institutionId, (approved) => approved.delete(id)),
  };
}

function put(entry: Entry, approved: LearnedById): void {
  entry.approved = approved;
  entry.rules = toRules([...approved.values()]);
  entry.changes += 1;
}

function toRules(approved: readonly LearnedCorrection[]): LearnedRules {
  if (approved.length === 0) return NOTHING_LEARNED;
  const dictionary = approved.flatMap(({ kind, term, type, level }) =>
    kind === "sensitive" && type !== null ? [{ type, terms: [term], level: level ?? undefined }] : [],
  );
  const harmless = approved
    .filter(({ kind }) => kind === "harmless")
    .map(({ term, type }) => ({ terms: [term], types: CORRECTABLE_TYPES.filter((correctable) => type === null || type === correctable) }))
    .filter(({ types }) => types.length > 0);
  return { dictionary, harmless };
}

/** The rules in force: the configured ones with the learned ones added. The same object as long as both are the same. */
export function createMergedRules(
  configuredOf: (institutionId: string) => InstitutionRules,
  learnedOf: (institutionId: string) => LearnedRules,
): (institutionId: string) => InstitutionRules {
  const made = new Map<
    string,
    { readonly configured: InstitutionRules; readonly learned: LearnedRules; readonly merged: InstitutionRules }
  >();
  return (institutionId) => {
    const configured = configuredOf(institutionId);
    const learned = learnedOf(institutionId);
    const known = made.get(institutionId);
    if (known?.configured === configured && known.learned === learned) return known.merged;
    const merged = mergeRules(configured, learned);
    made.set(institutionId, { configured, learned, merged });
    return merged;
  };
}

function mergeRules(configured: InstitutionRules, learned: LearnedRules): InstitutionRules {
  if (learned.dictionary.length === 0 && learned.harmless.length === 0) return configured;
  const levelOf = ({ type, level }: InstitutionRules["dictionary"][number]): Level =>
    level ?? configured.levels[type] ?? LEVEL_OF_TYPE[type];
  return {
    ...configured,
    // Of two entries for one term the search takes the later: it has to be the higher.
    dictionary: [...learned.dictionary, ...configured.dictionary].sort((one, other) => levelOf(one) - levelOf(other)),
    harmless: oneForEachTerm([...configured.harmless, ...learned.harmless]),
  };
}

/** Two rules for one term make one that is harmless as either says. */
function oneForEachTerm(rules: InstitutionRules["harmless"]): InstitutionRules["harmless"] {
  const byTerm = new Map<string, { readonly term: string; readonly types: readonly EntityType[] }>();
  for (const { terms, types = ENTITY_TYPES } of rules) {
    for (const term of terms) {
      const key = termKey(term);
      byTerm.set(key, { term, types: [...(byTerm.get(key)?.types ?? []), ...types] });
    }
  }
  return [...byTerm.values()].map(({ term, types }) => ({ terms: [term], types: [...new Set(types)] }));
}

/** How a term is compared: folded, in small letters, without spaces. Nothing is left of a term that cannot be seen. */
export function termKey(term: string): string {
  return foldText(term).text.toLowerCase().replace(/\s/g, "");
}
