// A bank with skills for measuring: everything real (register, policies, classifier, runtimes, ledger on disk) but the HTTP in front.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "#governance/audit/ledger.ts";
import type { Caller, Role } from "#governance/caller.ts";
import { type BatchRequest, createDispositionGate, type DispositionGate, type SkillRequest } from "#governance/disposition.ts";
import { createIdentityStore } from "#governance/identity-store.ts";
import { scenarioSchema } from "#governance/scenario.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { createArtefactStore } from "#governance/skills/artefact-store.ts";
import { createCallRate } from "#governance/skills/call-rate.ts";
import { createSkillPolicies } from "#governance/skills/skill-policies.ts";
import { createSkillRegister } from "#governance/skills/skill-register.ts";
import { createSkillStore } from "#governance/skills/skill-store.ts";
import { systemClock } from "#infrastructure/clock.ts";
import { migrate } from "#infrastructure/database/migrate.ts";
import { openPglite } from "#infrastructure/database/pglite.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createKeyedDigest } from "#infrastructure/keyed-digest.ts";
import { createLog } from "#infrastructure/log.ts";
import { type SkillDefinition, skillDefinitionSchema } from "#model/skill.ts";
import { createCalculatorOpener } from "#model/traditional/calculator-skill.ts";
import { CALCULATORS } from "#model/traditional/calculators/calculators.ts";
import { openDecisionTableSkill } from "#model/traditional/decision-table-skill.ts";
import { openOnnxSkill } from "#model/traditional/onnx-skill.ts";
import { createRunSkill } from "#model/traditional/run-skill.ts";
import { openScorecardSkill } from "#model/traditional/scorecard-skill.ts";

const BANK = "bench-bank";
const MIGRATIONS = join(import.meta.dirname, "../../migrations");
const DIGEST_KEY_BYTES = 32;

export type TrialSkill = Pick<SkillDefinition, "id" | "input" | "output" | "source">;

export interface TrialBank {
  readonly gate: DispositionGate;
  storeArtefact(bytes: Uint8Array): Promise<string>;
  /** Proposed by one person, let go live by another. */
  register(skill: TrialSkill): Promise<void>;
  close(): Promise<void>;
}

/** Opens the bank in a folder of its own, which goes with it. Close it. */
export async function openTrialBank(): Promise<TrialBank> {
  await using opening = new AsyncDisposableStack();
  const folder = opening.adopt(mkdtempSync(join(tmpdir(), "kaname-bench-skills-")), (path) =>
    rmSync(path, { recursive: true, force: true }),
  );
  mkdirSync(join(folder, "ledger"));
  const log = createLog("silent");
  const clock = systemClock;
  const ids = createIds();
  const database = opening.adopt(await openPglite({ folder: join(folder, "database"), log }), (it) => it.close());
  await migrate(database, MIGRATIONS);
  await createIdentityStore({ database, clock }).institutions.ensure(BANK, BANK);
  const { privateKey: signingKey } = generateKeyPairSync("ed25519");
  const ledger = opening.adopt(await openLedger({ folder: join(folder, "ledger"), database, signingKey, clock, ids, log }), (it) =>
    it.close(),
  );
  const runner = opening.adopt(
    createRunSkill(
      {
        onnx: openOnnxSkill,
        scorecard: openScorecardSkill,
        "decision-table": openDecisionTableSkill,
        calculator: createCalculatorOpener(CALCULATORS),
      },
      (institutionId, sha256) => register.findArtefact(institutionId, sha256),
    ),
    (it) => it.close(),
  );
  const register = createSkillRegister({
    store: createSkillStore(database),
    artefacts: createArtefactStore(database),
    clock,
    tryOut: runner.tryOut,
  });
  const policies = createSkillPolicies("");
  const classify = createClassifier();
  const digest = createKeyedDigest(randomBytes(DIGEST_KEY_BYTES));
  const gate = createDispositionGate({
    register,
    policiesOf: () => policies,
    classifierOf: () => classify,
    runSkill: runner.run,
    runBatch: runner.runBatch,
    rate: createCallRate(clock),
    ledger,
    digestOf: (_institutionId, bytes) => digest(bytes),
    clock,
    ids,
  });
  const closing = opening.move();
  return {
    gate,
    storeArtefact: (bytes) => register.storeArtefact(person("developer", "developer"), bytes),
    async register(skill) {
      const definition = definitionOf(skill);
      await register.propose(person("developer", "developer"), definition);
      await register.decide(person("validator", "approver"), definition.id, definition.version, "approve");
    },
    close: () => closing.disposeAsync(),
  };
}

function definitionOf(skill: TrialSkill): SkillDefinition {
  return skillDefinitionSchema.parse({
    version: 1,
    title: skill.id,
    description: "A skill to be measured.",
    owner: "credit-risk",
    sideEffect: "advise",
    levelCeiling: 4,
    resultLevel: 2,
    scenarios: ["loan-desk"],
    roles: ["caller"],
    purposes: ["credit-assessment"],
    validation: { by: "validation", on: "2026-01-01", report: "report 1", expiresOn: "2096-01-01" },
    protectedAttributes: ["sex", "nationality"],
    // Each row of a batch is one of the calls of a minute, and a benchmark makes many.
    limits: { timeoutMs: 10_000, resultBytesMax: 65_536, callsPerMinute: 1_000_000 },
    ...skill,
  });
}

function person(id: string, role: Role): Caller {
  return {
    institutionId: BANK,
    departmentId: "lending",
    kind: "person",
    id,
    keyId: `key_${id}`,
    role,
    scenarioId: "loan-desk",
    budgetMicros: undefined,
  };
}

const circumstances: Omit<SkillRequest, "input" | "skillId"> = {
  caller: person("clerk", "caller"),
  scenario: scenarioSchema.parse({ id: "loan-desk", title: "Loan desk", purpose: "Loans.", owner: "lending", models: ["assistant"] }),
  purpose: "credit-assessment",
  askedBy: "model",
  runId: undefined,
  levelFloor: 1,
  approvalId: undefined,
  signal: new AbortController().signal,
};

/** A call that is executed, or the benchmark ends: figures of refusals mean nothing. */
export async function callOnce(gate: DispositionGate, skillId: string, input: SkillRequest["input"]): Promise<void> {
  assertExecuted(await gate.call({ ...circumstances, skillId, input }));
}

/** As callOnce, for many rows. */
export async function callBatch(gate: DispositionGate, skillId: string, inputs: BatchRequest["inputs"]): Promise<void> {
  assertExecuted(await gate.callBatch({ ...circumstances, skillId, inputs }));
}

function assertExecuted(answer: Awaited<ReturnType<DispositionGate["callBatch" | "call"]>>): void {
  if (answer.status === "executed") return;
  throw new Error(answer.status === "waiting" ? "A measured call waits for a person." : answer.sentence);
}
