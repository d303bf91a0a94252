// The hub of one server with everything real but the models and skills that it calls.
import type { LedgerEvent } from "#governance/audit/record.ts";
import { createDispositionGate } from "#governance/disposition.ts";
import type { Gate } from "#governance/gate.ts";
import type { Scenario } from "#governance/scenario.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { createApprovalStore } from "#governance/skills/approval-store.ts";
import { createApprovals } from "#governance/skills/approvals.ts";
import { createArtefactStore } from "#governance/skills/artefact-store.ts";
import { createCallRate } from "#governance/skills/call-rate.ts";
import { createSkillPolicies } from "#governance/skills/skill-policies.ts";
import { createSkillRegister } from "#governance/skills/skill-register.ts";
import { createSkillStore } from "#governance/skills/skill-store.ts";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import type { Ids } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import type { JsonObject, SkillDefinition } from "#model/skill.ts";
import { createHub } from "#service/hub/hub.ts";
import { createRunFeed } from "#service/hub/run-feed.ts";
import { createRunJournal } from "#service/hub/run-journal.ts";
import { createRunLeaseStore } from "#service/hub/run-lease-store.ts";
import { createRunStore } from "#service/hub/run-store.ts";

const KEY = Buffer.alloc(32, 9);
const policies = createSkillPolicies("");
const classify = createClassifier();

export interface HubServerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly institutionId: string;
  readonly scenario: () => Scenario;
  readonly chat: Gate["chat"];
  readonly runSkill: (skill: SkillDefinition, input: JsonObject) => Promise<JsonObject>;
  readonly record: (event: LedgerEvent) => void;
  readonly isKeyUsable: () => boolean;
}

/** Opens it on `database`, where others of its kind may stand too. Its answers are untrue where they say "wrong". Close the hub. */
export function openHubServer({ database, clock, ids, institutionId, scenario, chat, runSkill, record, isKeyUsable }: HubServerParts) {
  const append = async (_institutionId: string, event: LedgerEvent) => record(event);
  const skills = createSkillRegister({
    store: createSkillStore(database),
    artefacts: createArtefactStore(database),
    clock,
    tryOut: async () => undefined,
  });
  const ledger = { append, open: async () => undefined, closed: () => undefined };
  const approvals = createApprovals({ store: createApprovalStore(database), keyOf: () => KEY, ledger, clock, ids });
  const disposition = createDispositionGate({
    register: skills,
    policiesOf: () => policies,
    classifierOf: () => classify,
    runSkill: async (skill, { input }) => ({ output: await runSkill(skill, input) }),
    runBatch: async (skill, inputs) => Promise.all(inputs.map(async (input) => ({ output: await runSkill(skill, input) }))),
    rate: createCallRate(clock),
    ledger,
    digestOf: () => "digest",
    clock,
    ids,
  });
  const store = createRunStore(database);
  const feed = createRunFeed((...place) => journal.read(...place));
  const worker = ids.next("worker");
  const journal = createRunJournal({
    store,
    leases: createRunLeaseStore(database),
    keyOf: () => KEY,
    clock,
    ids,
    worker,
    recordEnd: append,
    written: feed.written,
  });
  const hub = createHub({
    policy: () => ({ scenarioOf: scenario }),
    gate: { chat },
    disposition,
    approvals,
    journal,
    checksOf: () => ({
      check: (text) => (text.includes("wrong") ? [{ kind: "number", what: "a wrong number", start: 0, end: text.length }] : []),
      templateFor: () => "From the results alone.",
    }),
    clock,
    store,
    feed,
    ledger: { exportLines: async function* () {} },
    skills,
    institutionIds: () => [institutionId],
    isKeyUsable: async () => isKeyUsable(),
    ids,
    log: createLog("silent"),
  });
  return { hub, approvals };
}
