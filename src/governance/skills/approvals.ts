// Approvals: a person other than the one who asks agrees to exactly one call of a skill, within a limited time.
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import { createSealing } from "#infrastructure/sealing.ts";
import { type JsonObject, jsonObjectSchema, type SkillDefinition } from "#model/skill.ts";
import { canonicalDigest } from "../audit/chain.ts";
import { type ChangeRecordingParts, recordChange } from "../audit/record-change.ts";
import { type Caller, nameOf } from "../caller.ts";
import type { ApprovalPage, ApprovalStore, StoredApproval } from "./approval-store.ts";
import type { DispositionReason } from "./skill-policies.ts";

/** A week: a person on a business trip still answers, and a forgotten request does not run months later. */
const APPROVAL_MS_MAX = 7 * 86_400_000;
/** A run asks for one call at a time; of many runs, the rest is found at the next look. */
const CLOSED_AT_ONCE_MAX = 200;

const callSchema = z.object({ input: jsonObjectSchema, reasons: z.array(z.object({ policy: z.string(), sentence: z.string() })) });

export interface Approval extends Omit<StoredApproval, "sealedCall"> {
  /** The arguments, for the approver to see. */
  readonly input: JsonObject;
  readonly reasons: readonly DispositionReason[];
}

export interface PlannedCall {
  readonly runId: string;
  readonly skill: SkillDefinition;
  readonly input: JsonObject;
}

export interface Approvals {
  /** Asks for approval of a call; asking again for the same one changes nothing. */
  request(caller: Caller, call: PlannedCall, reasons: readonly DispositionReason[]): Promise<Approval>;
  /** What became of the request for exactly this call; undefined where nobody asked. */
  findFor(institutionId: string, call: PlannedCall): Promise<Approval | undefined>;
  /** By another person than the one who asked. Throws `forbidden`, `not_found`, and `conflict` when it was decided or has expired. */
  decide(caller: Caller, id: string, decision: "approve" | "deny"): Promise<Approval>;
  list(institutionId: string, page: ApprovalPage): Promise<Approval[]>;
  /** Ends what is too old; gives the runs that waited. */
  expire(institutionId: string): Promise<string[]>;
  /** Ends what a run still asked for when it ended, by whoever ended it: nobody decides on it any more, and the ledger says so. */
  closeOfRun(institutionId: string, runId: string, by: string): Promise<void>;
  /** As `closeOfRun`, for every run of the institution that has ended and still asks. */
  closeLeftOpen(institutionId: string): Promise<void>;
}

export interface ApprovalsParts {
  readonly store: ApprovalStore;
  /** 32 bytes for an institution, from the secrets. */
  readonly keyOf: (institutionId: string) => Buffer;
  readonly ledger: ChangeRecordingParts["ledger"];
  readonly clock: Clock;
  readonly ids: Ids;
}

export function createApprovals(parts: ApprovalsParts): Approvals {
  const { store, keyOf, clock, ids } = parts;
  const sealingOf = (institutionId: string) => createSealing(keyOf(institutionId), ids.randomBytes);

  function opened(institutionId: string, { sealedCall, ...approval }: StoredApproval): Approval {
    const plain = sealingOf(institutionId).open(sealedCall, ["approval", institutionId, approval.id]);
    return { ...approval, ...callSchema.parse(JSON.parse(plain.toString())) };
  }

  return {
    async request(caller, call, reasons) {
      const { institutionId } = caller;
      const id = ids.next("approval");
      const now = clock.now();
      await store.insert(institutionId, {
        id,
        runId: call.runId,
        skillId: call.skill.id,
        skillVersion: call.skill.version,
        callHash: callHashOf(call),
        sealedCall: sealingOf(institutionId).seal(Buffer.from(JSON.stringify({ input: call.input, reasons })), [
          "approval",
          institutionId,
          id,
        ]),
        state: "open",
        requestedBy: nameOf(caller),
        requestedAt: now,
        expiresAt: new Date(now.getTime() + APPROVAL_MS_MAX),
        decidedBy: null,
        decidedAt: null,
      });
      const stored = await store.findByCall(institutionId, call.runId, callHashOf(call));
      if (stored === undefined) throw new KanameError("storage_failed", "A request for approval could not be kept.");
      return opened(institutionId, stored);
    },

    async findFor(institutionId, call) {
      const stored = await store.findByCall(institutionId, call.runId, callHashOf(call));
      return stored && opened(institutionId, stored);
    },

    async decide(caller, id, decision) {
      if (caller.kind !== "person") throw new KanameError("forbidden", "Only a person approves.");
      const stored = await store.find(caller.institutionId, id);
      if (stored === undefined) throw new KanameError("not_found", `There is no approval ${id}.`);
      if (stored.requestedBy === nameOf(caller)) {
        throw new KanameError("forbidden", "You asked for this call; another person has to decide on it.");
      }
      const to = decision === "approve" ? "approved" : "denied";
      const isDecided = await store.decide(caller.institutionId, id, to, nameOf(caller), clock.now());
      if (!isDecided) throw new KanameError("conflict", "This approval was decided on before, or its time or its run is over.");
      const decided = await store.find(caller.institutionId, id);
      if (decided === undefined) throw new KanameError("storage_failed", "An approval could not be read back.");
      return opened(caller.institutionId, decided);
    },

    async list(institutionId, page) {
      return (await store.list(institutionId, page)).map((stored) => opened(institutionId, stored));
    },

    expire: (institutionId) => store.expire(institutionId, clock.now()),

    closeOfRun: async (institutionId, runId, by) =>
      closeEach(parts, institutionId, await store.listOpenOfRun(institutionId, runId, CLOSED_AT_ONCE_MAX), by),

    closeLeftOpen: async (institutionId) =>
      closeEach(parts, institutionId, await store.listLeftOpen(institutionId, CLOSED_AT_ONCE_MAX), "kaname"),
  };
}

/** Ends the time of open ones, each with its record; does nothing where somebody else was faster. */
async function closeEach(
  { store, ledger, clock, ids }: ApprovalsParts,
  institutionId: string,
  approvals: readonly StoredApproval[],
  by: string,
): Promise<void> {
  for (const { id, runId, skillId, skillVersion, callHash } of approvals) {
    const details = { run: runId, skill: skillId, version: skillVersion, call: callHash, why: "the run has ended" };
    const record = { kind: "change", action: "approval.closed", actor: by, object: `approval/${id}`, details } as const;
    const make = async () => ({ done: undefined, record: (await store.close(institutionId, id, clock.now())) ? record : undefined });
    await recordChange({ ledger, ids }, { institutionId, intended: record, make });
  }
}

/** SHA-256 over run, skill, version and arguments in canonical form (RFC 8785): with other arguments it is another call. */
function callHashOf({ runId, skill, input }: PlannedCall): string {
  return canonicalDigest({ input, run: runId, skill: skill.id, version: skill.version });
}
