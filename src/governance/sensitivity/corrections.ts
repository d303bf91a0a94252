// Corrections of the guard's judgement: a person proposes one, another decides, and what is approved is a rule.
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { asKanameError, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import { createSealing } from "#infrastructure/sealing.ts";
import { type Caller, may, nameOf } from "../caller.ts";
import { type CorrectionPage, type CorrectionState, createCorrectionStore, type StoredCorrection } from "./correction-store.ts";
import { CORRECTABLE_TYPES, createLearnedRules, type LearnedById, type LearnedRules, termKey } from "./learned-rules.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";

/** As many as a team can look over; more are a list of the institution's own, for its configuration. */
const APPROVED_MAX = 2_000;
/** Undecided proposals of one person: more than anybody decides on in a week, so that nobody buries those of others. */
const OPEN_MAX = 200;
const REASON_CHARACTERS_MAX = 500;
/** Of what a term is compared by; as for configured terms, a single character would be met everywhere. */
const TERM_KEY_CHARACTERS_MIN = 2;

export const reasonSchema = z.string().trim().min(1).max(REASON_CHARACTERS_MAX);

export type Correction = Omit<StoredCorrection, "sealedTerm" | "sealedReason"> & { readonly term: string; readonly reason: string };
export type Proposal = Pick<Correction, "kind" | "type" | "level" | "term" | "reason">;

export interface Corrections {
  /** Asks for a correction; nothing changes yet. Throws `forbidden`, `invalid_request`, and `conflict` where too many are undecided. */
  readonly propose: (caller: Caller, proposal: Proposal) => Promise<Correction>;
  /** By another person than the one who proposed. Throws `forbidden`, `not_found`, and `conflict` when it was decided before or too many are in force. */
  readonly decide: (caller: Caller, id: string, decision: "approve" | "reject") => Promise<Correction>;
  /** Withdraws the caller's own proposal, or revokes one that is in force. Throws `forbidden`, `not_found`, `conflict`. */
  readonly end: (caller: Caller, id: string) => Promise<Correction>;
  /** By id; those of others only for who may read all. */
  readonly list: (caller: Caller, page: Omit<CorrectionPage, "proposedBy">) => Promise<Correction[]>;
  /**
   * The approved ones as rules, the same object as long as they are the same. A decision counts at once on the server that took it; a
   * busy one learns of another's within 30 seconds, and one that was quiet judges one more text by what it last read.
   */
  readonly rulesOf: (institutionId: string) => LearnedRules;
  /** Reads the rules of these institutions, before the first text is judged. Throws `storage_failed`. */
  readonly load: (institutionIds: readonly string[]) => Promise<void>;
}

export interface CorrectionsParts {
  readonly database: Database;
  /** 32 bytes for an institution, from the secrets. */
  readonly keyOf: (institutionId: string) => Buffer;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "next">;
  readonly randomBytes: (byteCount: number) => Buffer;
  readonly log: Log;
}

export function createCorrections({ database, keyOf, clock, ids, randomBytes, log }: CorrectionsParts): Corrections {
  const store = createCorrectionStore(database);
  const sealerOf = (institutionId: string) => createSealer(institutionId, keyOf(institutionId), randomBytes);
  const shelf = { store, sealerOf, clock };
  const learned = createLearnedRules({ read: readApproved, clock, log });

  async function readApproved(institutionId: string, known: LearnedById): Promise<LearnedById> {
    const rows = await store.listApproved(institutionId, APPROVED_MAX);
    if (rows.length === known.size && rows.every(({ id }) => known.has(id))) return known;
    const { open } = sealerOf(institutionId);
    return new Map(rows.map((row) => [row.id, known.get(row.id) ?? open(row)]));
  }

  return {
    async propose(caller, { kind, type, level, term, reason }) {
      assertPerson(caller);
      assertProposable({ kind, type, level, term });
      const proposedBy = nameOf(caller);
      const correction = { kind, type, level, term, reason, id: ids.next("correction"), state: "proposed" as const, proposedBy };
      const proposed = { ...correction, proposedAt: clock.now(), decidedBy: null, decidedAt: null };
      const { seal } = sealerOf(caller.institutionId);
      if (await store.insert(caller.institutionId, { ...proposed, ...seal(proposed) }, OPEN_MAX)) return proposed;
      throw new KanameError("conflict", `You have ${OPEN_MAX} proposals that are not decided; wait, or withdraw some.`);
    },

    async decide(caller, id, decision) {
      assertPerson(caller);
      const correction = await find(shelf, caller, id);
      if (correction.proposedBy === nameOf(caller)) {
        throw new KanameError("forbidden", "You proposed this correction; another person has to decide on it.");
      }
      assertState(correction, "proposed");
      const decided = await step(shelf, caller, correction, decision === "approve" ? "approved" : "rejected");
      if (decision === "approve") learned.learn(caller.institutionId, decided);
      return decided;
    },

    async end(caller, id) {
      assertPerson(caller);
      const correction = await find(shelf, caller, id);
      if (correction.state === "proposed") {
        if (correction.proposedBy === nameOf(caller)) return step(shelf, caller, correction, "withdrawn");
        throw new KanameError("forbidden", "Only who proposed a correction withdraws it; decide on it instead.");
      }
      assertState(correction, "approved");
      if (!may(caller, "corrections:decide")) {
        throw new KanameError("forbidden", "This correction is in force: only who may decide on corrections revokes it.");
      }
      const revoked = await step(shelf, caller, correction, "revoked");
      learned.forget(caller.institutionId, id);
      return revoked;
    },

    async list(caller, page) {
      const proposedBy = may(caller, "corrections:read-all") ? undefined : nameOf(caller);
      const { open } = sealerOf(caller.institutionId);
      return (await store.list(caller.institutionId, { ...page, proposedBy })).map(open);
    },

    rulesOf: learned.rulesOf,

    async load(institutionIds) {
      for (const institutionId of institutionIds) {
        await learned.load(institutionId).catch((cause: unknown) => throwUnread(institutionId, cause));
      }
    },
  };
}

/** A guard that cannot know what it was taught would let pass what it must not. */
function throwUnread(institutionId: string, cause: unknown): never {
  const { kind, message } = asKanameError(cause);
  throw new KanameError(kind, `The approved corrections of the institution "${institutionId}" cannot be read: ${message}`, { cause });
}

interface Shelf {
  readonly store: ReturnType<typeof createCorrectionStore>;
  readonly sealerOf: (institutionId: string) => ReturnType<typeof createSealer>;
  readonly clock: Clock;
}

/** One that the caller may see: others' proposals do not exist for who may not read all. */
async function find({ store, sealerOf }: Shelf, caller: Caller, id: string): Promise<Correction> {
  const stored = await store.find(caller.institutionId, id);
  if (stored === undefined || !(may(caller, "corrections:read-all") || stored.proposedBy === nameOf(caller))) {
    throw new KanameError("not_found", `There is no correction "${id}".`);
  }
  return sealerOf(caller.institutionId).open(stored);
}

async function step({ store, clock }: Shelf, caller: Caller, correction: Correction, to: CorrectionState): Promise<Correction> {
  const { id, state: from } = correction;
  const decided = { state: to, decidedBy: nameOf(caller), decidedAt: clock.now() };
  const move = { from, to, by: decided.decidedBy, at: decided.decidedAt };
  const isDone =
    to === "approved"
      ? await store.updateApproved(caller.institutionId, id, move, APPROVED_MAX)
      : await store.updateState(caller.institutionId, id, move);
  if (isDone === "full") {
    throw new KanameError("conflict", `${APPROVED_MAX} corrections are in force; revoke some, or put them into the configuration.`);
  }
  if (!isDone) throw new KanameError("conflict", `The correction "${id}" was changed by somebody else meanwhile; look at it again.`);
  return { ...correction, ...decided };
}

/** Behind an application's key may stand anybody, the one who decides as well: then one pair of eyes would do for two. */
function assertPerson({ kind }: Caller): void {
  if (kind !== "person") throw new KanameError("forbidden", "People propose and decide on corrections; use a key that a person holds.");
}

function assertState({ id, state }: Correction, expected: CorrectionState): void {
  if (state !== expected) throw new KanameError("conflict", `The correction "${id}" was ${state} before.`);
}

function assertProposable({ kind, type, level, term }: Omit<Proposal, "reason">): void {
  if (termKey(term).length < TERM_KEY_CHARACTERS_MIN) throw refusal("term", "The term is too short: at least two characters must be seen.");
  if (kind === "harmless") {
    if (level !== null) throw refusal("level", "What is harmless has no level; leave it out.");
    if (type === null || CORRECTABLE_TYPES.includes(type)) return;
    throw refusal(
      "type",
      `${type} is not corrected: what is proved, highly sensitive or a mark is made harmless by the configuration alone.`,
    );
  }
  if (type === null) throw refusal("type", "Say of what type the sensitive term is.");
  if (level !== null && level < LEVEL_OF_TYPE[type]) {
    throw refusal("level", `The level must not be below ${LEVEL_OF_TYPE[type]}, the level of ${type}.`);
  }
}

function refusal(parameter: keyof Proposal, sentence: string): KanameError {
  return new KanameError("invalid_request", sentence, { parameter });
}

/** Seals term and reason to what was proposed and by whom: nobody turns one row into another in the database. */
function createSealer(institutionId: string, key: Buffer, randomBytes: (byteCount: number) => Buffer) {
  const sealing = createSealing(key, randomBytes);
  function placeOf(column: string, { id, kind, type, level, proposedBy }: Omit<StoredCorrection, "sealedTerm" | "sealedReason">): string[] {
    return [institutionId, id, column, kind, type ?? "", String(level ?? ""), proposedBy];
  }
  return {
    seal: (correction: Correction) => ({
      sealedTerm: sealing.seal(Buffer.from(correction.term), placeOf("term", correction)),
      sealedReason: sealing.seal(Buffer.from(correction.reason), placeOf("reason", correction)),
    }),
    /** Throws `storage_failed` when the row is not what was proposed. */
    open({ sealedTerm, sealedReason, ...stored }: StoredCorrection): Correction {
      const term = sealing.open(sealedTerm, placeOf("term", stored)).toString("utf8");
      return { ...stored, term, reason: sealing.open(sealedReason, placeOf("reason", stored)).toString("utf8") };
    },
  };
}
