// The skills and runs of the institutions on the server of institution-server.ts: the parts, and what is there from the start.
import assert from "node:assert/strict";
import type { Ledger } from "#governance/audit/ledger.ts";
import { createDispositionGate } from "#governance/disposition.ts";
import { type Scenario, scenarioSchema } from "#governance/scenario.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { createApprovalStore } from "#governance/skills/approval-store.ts";
import { type Approvals, createApprovals } from "#governance/skills/approvals.ts";
import { type ArtefactStore, createArtefactStore } from "#governance/skills/artefact-store.ts";
import { createCallRate } from "#governance/skills/call-rate.ts";
import { createSkillPolicies } from "#governance/skills/skill-policies.ts";
import { createSkillRegister, type SkillRegister, type SkillRegisterParts } from "#governance/skills/skill-register.ts";
import { createSkillStore } from "#governance/skills/skill-store.ts";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import { createHub } from "#service/hub/hub.ts";
import { createRunFeed } from "#service/hub/run-feed.ts";
import { createRunJournal, type RunJournal } from "#service/hub/run-journal.ts";
import { createRunLeaseStore } from "#service/hub/run-lease-store.ts";
import { createRunStore } from "#service/hub/run-store.ts";
import { createSkillService } from "#service/skill-service.ts";
import { loanSkill, person } from "#test/skills.ts";

/** What a test knows of an institution's skills and runs. */
export interface SettledSkills {
  /** Of the artefact that both skills run. */
  readonly artefactSha256: string;
  readonly liveSkillId: string;
  readonly proposedSkillId: string;
  /** Started by the caller, as the others: it waits for the approval. */
  readonly waitingRunId: string;
  /** Waits for an approval of its own, which ends with it. */
  readonly stoppableRunId: string;
  readonly approvalId: string;
  readonly answeredRunId: string;
}

interface SkillPartsOrder {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "append" | "open" | "closed" | "exportLines">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Skills and runs as the server has them, but for the models: none answers, so a run that is started fails. Close the hub. */
export function createSkillParts({ database, ledger, clock, ids, log }: SkillPartsOrder) {
  const keyOf = () => Buffer.alloc(32, 9);
  const artefacts = createArtefactStore(database);
  const skills = createSkillRegister({ store: createSkillStore(database), artefacts, clock, tryOut: findsArtefactIn(artefacts) });
  const approvals = createApprovals({ store: createApprovalStore(database), keyOf, ledger, clock, ids });
  const store = createRunStore(database);
  const feed = createRunFeed((...place) => journal.read(...place));
  const journal = createRunJournal({
    store,
    leases: createRunLeaseStore(database),
    keyOf,
    clock,
    ids,
    worker: "worker",
    recordEnd: ledger.append,
    written: feed.written,
  });
  const neverCalled = () => assert.fail("no skill is called here");
  const policies = createSkillPolicies("");
  const classify = createClassifier();
  const disposition = createDispositionGate({
    register: skills,
    policiesOf: () => policies,
    classifierOf: () => classify,
    runSkill: neverCalled,
    runBatch: neverCalled,
    rate: createCallRate(clock),
    ledger,
    digestOf: () => "digest",
    clock,
    ids,
  });
  // A run is started, followed and stopped here; what it would call is another test's matter.
  const refused = async () => ({ status: "rejected", recordId: "sk_1", sentence: "No skill is there.", level: 1 }) as const;
  const hub = createHub({
    policy: () => ({ scenarioOf }),
    gate: { chat: () => Promise.reject(new KanameError("unavailable", "No model is there.")) },
    disposition: { call: refused, callBatch: refused, listPermitted: async () => [] },
    approvals,
    journal,
    checksOf: () => ({ check: () => [], templateFor: () => undefined }),
    clock,
    store,
    feed,
    ledger,
    skills,
    institutionIds: () => [],
    isKeyUsable: async () => true,
    ids,
    log,
  });
  const skillService = createSkillService(disposition, () => ({ scenarioOf }));
  return { skills, skillService, approvals, journal, hub };
}

/** A skill runs where its artefact is the institution's own, and no artefact is looked into. */
function findsArtefactIn(artefacts: ArtefactStore): SkillRegisterParts["tryOut"] {
  return async (institutionId, { source }) => {
    if (!("artefact" in source) || (await artefacts.find(institutionId, source.artefact)) !== undefined) return;
    throw new KanameError("conflict", `There is no artefact ${source.artefact}.`);
  };
}

/** Each institution has one, which its keys belong to. */
export function scenarioIdOf(institutionId: string): string {
  return `${institutionId}-scenario`;
}

function scenarioOf(institutionId: string, scenarioId: string): Scenario | undefined {
  if (scenarioId !== scenarioIdOf(institutionId)) return undefined;
  return scenarioSchema.parse({ id: scenarioId, title: "Loans", purpose: "Assesses loans", owner: "lending", models: ["model"] });
}

interface SettlingParts {
  readonly skills: SkillRegister;
  readonly approvals: Approvals;
  readonly journal: RunJournal;
  readonly ids: Ids;
}

/** Gives the institution a live skill and a proposed one, a run that waits for a person and one that has been answered. */
export async function settleSkills(institutionId: string, receiptId: string, parts: SettlingParts): Promise<SettledSkills> {
  const developer = person(`${institutionId}-developer`, "developer", institutionId);
  const approver = person(`${institutionId}-approver`, "approver", institutionId);
  const artefactSha256 = await parts.skills.storeArtefact(developer, Buffer.from(`A scorecard of ${institutionId}`));
  const [liveSkillId, proposedSkillId] = [`${institutionId}-score`, `${institutionId}-limit`];
  for (const id of [liveSkillId, proposedSkillId]) {
    const source = { kind: "scorecard", artefact: artefactSha256 } as const;
    await parts.skills.propose(developer, loanSkill({ id, scenarios: [scenarioIdOf(institutionId)], source }));
  }
  await parts.skills.decide(approver, liveSkillId, 1, "approve");
  const { waitingRunId: stoppableRunId } = await settleWaitingRun(institutionId, receiptId, liveSkillId, parts);
  return {
    stoppableRunId,
    artefactSha256,
    liveSkillId,
    proposedSkillId,
    ...(await settleWaitingRun(institutionId, receiptId, liveSkillId, parts)),
    answeredRunId: await settleAnsweredRun(institutionId, receiptId, parts),
  };
}

async function settleWaitingRun(
  institutionId: string,
  receipt: string,
  skillId: string,
  { approvals, journal, skills, ids }: SettlingParts,
): Promise<Pick<SettledSkills, "waitingRunId" | "approvalId">> {
  const runId = ids.next("run");
  const start = startOf(institutionId);
  const call = { id: "call_1", skill: skillId, input: { principal: 12_000_000, annualRate: 2, months: 60 } };
  const skill = (await skills.live(institutionId)).get(skillId)?.definition;
  assert.ok(skill);
  const reasons = [{ policy: "amount", sentence: `${institutionId} asks a person above ten million.` }];
  const begun = await journal.begin(runId, start);
  const asked = await journal.append(runId, begun, modelSaid(receipt, null, [call]));
  const began = await journal.append(runId, asked, { kind: "skill_began", call: call.id, skill: skillId, sideEffect: skill.sideEffect });
  const approval = await approvals.request(start.caller, { runId, skill, input: call.input }, reasons);
  const expiresAt = approval.expiresAt.toISOString();
  await journal.append(runId, began, { kind: "waiting", call: call.id, skill: skillId, approval: approval.id, reasons, expiresAt });
  return { waitingRunId: runId, approvalId: approval.id };
}

async function settleAnsweredRun(institutionId: string, receipt: string, { journal, ids }: SettlingParts): Promise<string> {
  const runId = ids.next("run");
  const text = `What ${institutionId} wanted to know`;
  const begun = await journal.begin(runId, startOf(institutionId));
  const asked = await journal.append(runId, begun, modelSaid(receipt, text, []));
  await journal.append(runId, asked, { kind: "answered", text, source: "model", violations: [] });
  return runId;
}

function startOf(institutionId: string) {
  const caller = person(`${institutionId}-caller`, "caller", institutionId, scenarioIdOf(institutionId));
  const messages = [{ role: "user" as const, content: `A question of ${institutionId}` }];
  return { kind: "started", caller, model: "model", messages, inputs: {}, depth: 0 } as const;
}

function modelSaid(receipt: string, text: string | null, calls: { id: string; skill: string; input: Record<string, number> }[]) {
  return { kind: "model_answered", receipt, text, calls, tokens: 8, costMicros: 8 } as const;
}
