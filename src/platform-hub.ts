// Wires skills and the hub: the register, what runs skills, the policies' gate, approvals, runs.
import type { Ledger } from "#governance/audit/ledger.ts";
import { createDispositionGate } from "#governance/disposition.ts";
import type { Gate } from "#governance/gate.ts";
import type { Keys } from "#governance/keys.ts";
import type { Classify } from "#governance/sensitivity/finding.ts";
import { createApprovalStore } from "#governance/skills/approval-store.ts";
import { type Approvals, createApprovals } from "#governance/skills/approvals.ts";
import { createArtefactStore } from "#governance/skills/artefact-store.ts";
import { createCallRate } from "#governance/skills/call-rate.ts";
import { createQuarantine } from "#governance/skills/quarantine.ts";
import { createSkillRegister, type SkillRegister } from "#governance/skills/skill-register.ts";
import { createSkillStore } from "#governance/skills/skill-store.ts";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Outbound } from "#infrastructure/outbound.ts";
import type { Secrets } from "#infrastructure/secrets.ts";
import { createHub, type Hub } from "#service/hub/hub.ts";
import { createRunFeed } from "#service/hub/run-feed.ts";
import { createRunJournal } from "#service/hub/run-journal.ts";
import { createRunLeaseStore } from "#service/hub/run-lease-store.ts";
import { createRunStore } from "#service/hub/run-store.ts";
import type { McpTools } from "#service/mcp-tools.ts";
import { createSkillService, type SkillService } from "#service/skill-service.ts";
import type { Configuration, Institution } from "./configuration.ts";
import { openAnswerChecks } from "./platform-answer-checks.ts";
import { createMcpServers, type McpServers, openMcpTools } from "./platform-mcp-servers.ts";
import { createSkillRuntimes, type SkillRuntimes, type SkillRuntimesParts } from "./platform-skill-runtimes.ts";
import { openSkillSources } from "./platform-skill-sources.ts";

export interface HubRungs {
  readonly policy: () => Configuration;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly gate: Gate;
  readonly keys: Keys;
  readonly ledger: Ledger;
  readonly classifierOf: (institutionId: string) => Classify;
  readonly digestOf: (institutionId: string, bytes: Buffer) => string;
  readonly outbound: Outbound;
  readonly sourcesFolder: string;
  readonly readSecret: (name: string) => string | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface OpenedHub {
  readonly skills: SkillRegister;
  readonly approvals: Approvals;
  readonly skillService: SkillService;
  readonly mcpTools: McpTools;
  readonly hub: Hub;
  /** Goes on with the data sources, servers and words of a configuration that has just taken force. */
  follow(next: Configuration): Promise<void>;
  close(): Promise<void>;
}

/** Opens the hub and all it stands on; runs that the last process left are taken up. Close it before the database and the ledger. */
export async function openHub(rungs: HubRungs): Promise<OpenedHub> {
  const { policy, database, secrets, gate, keys, ledger, clock, ids, log } = rungs;
  const { skills, disposition, mcpTools, runtimes } = await openSkills(rungs);
  const approvals = createApprovals({
    store: createApprovalStore(database),
    keyOf: (institutionId) => secrets.derive("vault", `approvals/${institutionId}`),
    ledger,
    clock,
    ids,
  });
  const checks = await openAnswerChecks(policy().institutions, log);
  const store = createRunStore(database);
  const feed = createRunFeed((institutionId, runId, after) => journal.read(institutionId, runId, after));
  const journal = createRunJournal({
    store,
    leases: createRunLeaseStore(database),
    keyOf: (institutionId) => secrets.derive("vault", `runs/${institutionId}`),
    clock,
    ids,
    worker: ids.next("worker"),
    recordEnd: ledger.append,
    written: feed.written,
  });
  const hub = createHub({
    policy,
    gate,
    disposition,
    approvals,
    journal,
    checksOf: checks.of,
    clock,
    store,
    feed,
    ledger,
    skills,
    institutionIds: () => policy().institutions.map(({ id }) => id),
    isKeyUsable: ({ institutionId, keyId }) => keys.isLive(institutionId, keyId),
    ids,
    log,
  });
  await hub.takeUpAbandoned();
  return {
    skills,
    approvals,
    skillService: createSkillService(disposition, policy),
    mcpTools,
    hub,
    async follow({ institutions }) {
      await Promise.all([runtimes.follow(institutions), checks.follow(institutions)]);
    },
    async close() {
      await hub.close();
      await runtimes.close();
    },
  };
}

/** The register, and the one way to what is in it. The runtimes are to be closed. */
async function openSkills(rungs: HubRungs) {
  const { policy, database, ledger, classifierOf, digestOf, clock, ids } = rungs;
  const artefacts = createArtefactStore(database);
  const mcpServers = openMcpServers(rungs);
  const runtimes = await openRuntimes(rungs, {
    mcpServers,
    findArtefact: artefacts.find,
    keepAccepted: (institutionId, definition, printed) => artefacts.insert(institutionId, definition, Buffer.from(printed), clock.now()),
    onChanged: (institutionId, skill, why) => quarantine(institutionId, skill, why),
  });
  const skills = createSkillRegister({
    store: createSkillStore(database),
    artefacts,
    clock,
    tryOut: (institutionId, definition) => runtimes.of(institutionId).tryOut(institutionId, definition),
  });
  const quarantine = createQuarantine({ register: skills, ledger, ids });
  const disposition = createDispositionGate({
    register: skills,
    policiesOf: (institutionId) => policy().skillPoliciesOf(institutionId),
    classifierOf,
    runSkill: (definition, call) => runtimes.of(call.caller.institutionId).run(definition, call),
    runBatch: (definition, inputs, call) => runtimes.of(call.caller.institutionId).runBatch(definition, inputs, call),
    rate: createCallRate(clock),
    ledger,
    digestOf,
    clock,
    ids,
  });
  return { skills, disposition, runtimes, mcpTools: openMcpTools(mcpServers, skills) };
}

function openMcpServers({ policy, outbound: { openExchange }, readSecret, clock }: HubRungs): McpServers {
  return createMcpServers({
    serversOf: (institutionId) => declaredBy(policy(), institutionId)?.mcpServers ?? [],
    openExchange,
    readSecret,
    clock,
  });
}

async function openRuntimes(
  { policy, outbound, sourcesFolder, readSecret, log }: HubRungs,
  parts: Pick<SkillRuntimesParts, "mcpServers" | "findArtefact" | "keepAccepted" | "onChanged">,
): Promise<SkillRuntimes> {
  return createSkillRuntimes({
    ...parts,
    servicesOf: (institutionId) => declaredBy(policy(), institutionId)?.skillServices ?? [],
    sources: await openSkillSources({ institutions: policy().institutions, folder: sourcesFolder, readSecret, log }),
    openExchange: outbound.openExchange,
    readSecret,
  });
}

function declaredBy({ institutions }: Configuration, institutionId: string): Institution | undefined {
  return institutions.find(({ id }) => id === institutionId);
}
