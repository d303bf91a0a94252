// A server with the real admin routes, keys and database, and two institutions on it; only the ledger is kept in memory.
import { randomBytes } from "node:crypto";
import fastify from "fastify";
import { adminRoutes } from "#application/admin/admin-routes.ts";
import { mountAdminRoutes } from "#application/admin/mount.ts";
import type { AdminServices } from "#application/admin/services.ts";
import { fromFastify, toErrorAnswer } from "#application/http/errors.ts";
import type { CallRecord, LedgerEvent } from "#governance/audit/record.ts";
import type { Role } from "#governance/caller.ts";
import { createGuard } from "#governance/guard.ts";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createIdentityStore, type IdentityStore } from "#governance/identity-store.ts";
import { createKeys, type Keys } from "#governance/keys.ts";
import { ROLE_NAMES } from "#governance/keys-store.ts";
import { createRunVaults } from "#governance/masking/run-vaults.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { createClassifiers } from "#governance/sensitivity/classifiers.ts";
import { type Corrections, createCorrections } from "#governance/sensitivity/corrections.ts";
import { institutionRulesSchema } from "#governance/sensitivity/institution-rules.ts";
import { createMergedRules } from "#governance/sensitivity/learned-rules.ts";
import { poolSchema } from "#infrastructure/compute/pool.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import type { Knowledge } from "#service/knowledge/knowledge.ts";
import { createMcpTools } from "#service/mcp-tools.ts";
import { openTestDatabase } from "#test/database.ts";
import { person } from "#test/skills.ts";
import { openKnowledgeParts, type SettledKnowledge, settleKnowledge } from "./institution-knowledge.ts";
import { createSkillParts, type SettledSkills, scenarioIdOf, settleSkills } from "./institution-skills.ts";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly key?: string | undefined;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a test knows of an institution on the server. Every name in it starts with the institution's id. */
export interface Institution extends SettledSkills, SettledKnowledge {
  readonly id: string;
  readonly departmentId: string;
  readonly applicationId: string;
  readonly personId: string;
  readonly receiptId: string;
  /** Of a correction that the caller proposed. */
  readonly correctionId: string;
  readonly keys: Readonly<Record<Role, { readonly text: string; readonly id: string; readonly holder: string }>>;
}

// One moment for the whole server, so that two answers differ only where they should.
const clock = { now: () => new Date(Date.UTC(2026, 0, 15)), monotonicMs: () => 0 };
const log = createLog("silent");
const NO_RULES = institutionRulesSchema.parse({});

export async function startInstitutionServer() {
  const database = await openTestDatabase();
  const ids = createIds();
  const keys = createKeys({ database, pepper: randomBytes(32), clock, ids, log });
  const identity = createIdentityStore({ database, clock });
  const ledger = createMemoryLedger();
  const corrections = createCorrections({ database, keyOf: (id) => Buffer.alloc(32, id), clock, ids, randomBytes, log });
  const rulesOf = createMergedRules(() => NO_RULES, corrections.rulesOf);
  const runVaults = createRunVaults({ database, keyOf: () => Buffer.alloc(32, 7), clock, randomBytes });
  const { hub, ...skillParts } = createSkillParts({ database, ledger, clock, ids, log });
  const classifierOf = createClassifiers(createClassifier(), rulesOf);
  const inspect = createInspector();
  const { knowledge, close: closeKnowledge } = openKnowledgeParts({ database, ledger, classifierOf, inspect, clock, ids, log });
  const services: AdminServices = {
    keys,
    identity,
    guard: createGuard({ classifierOf, inspect, runVaults, ids }),
    knowledge,
    corrections,
    ...skillParts,
    mcpTools: createTrialTools(skillParts.skills),
    hub,
    ledger,
    ids,
    log,
    listPools: poolsOf,
    hasScenario: (institutionId, scenarioId) => scenarioId === scenarioIdOf(institutionId),
    assertReady: async () => undefined,
  };
  const parts = { database, knowledge, identity, keys, corrections, ledger, ids, ...skillParts };
  const north = await settle("north", parts);
  const south = await settle("south", parts);
  const server = fastify({
    frameworkErrors(error, _request, reply) {
      const { status, headers, body } = toErrorAnswer(fromFastify(error, 0));
      reply.hijack();
      reply.raw.writeHead(status, headers).end(JSON.stringify(body));
    },
  });
  mountAdminRoutes(server, adminRoutes, { services });
  const url = await server.listen({ host: "127.0.0.1", port: 0 });

  return {
    north,
    south,
    ledger,
    database,
    identity,
    keys,
    url,
    async call({ method, path, key, body }: Request): Promise<Answer> {
      const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
      if (body !== undefined) headers["content-type"] = "application/json";
      const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async close() {
      await server.close();
      await hub.close();
      await closeKnowledge();
      await database.close();
    },
  };
}

/** Each institution has one pool of its own. */
function poolsOf(institutionId: string) {
  return ["north", "south"]
    .filter((owner) => owner === institutionId)
    .map((owner) => ({
      pool: poolSchema.parse({ id: `${owner}-pool`, zone: "private", levelCeiling: 4, institutions: [owner] }),
      slotsInUse: 0,
      waiting: 0,
      healthy: true,
    }));
}

type SettlingParts = Parameters<typeof settleSkills>[2] & {
  readonly database: Database;
  readonly knowledge: Knowledge;
  readonly identity: IdentityStore;
  readonly keys: Keys;
  readonly corrections: Corrections;
  readonly ledger: ReturnType<typeof createMemoryLedger>;
};

async function settle(id: string, parts: SettlingParts): Promise<Institution> {
  const { identity, keys, corrections, ledger } = parts;
  const departmentId = `${id}-lending`;
  const applicationId = `${id}-desk`;
  const personId = `${id}-clerk`;
  await identity.institutions.ensure(id, `${id} bank`);
  await identity.departments.insert(id, departmentId, `${id} lending department`);
  await identity.applications.insert(id, applicationId, departmentId, `${id} loan desk`);
  await identity.people.insert(id, personId, departmentId, `${id} clerk`);
  const entries: [Role, Institution["keys"][Role]][] = [];
  for (const role of ROLE_NAMES) {
    const holder = `${id}-${role}`;
    await identity.people.insert(id, holder, departmentId, `${id} ${role}`);
    const issued = await keys.issue(id, {
      callerKind: "person",
      callerId: holder,
      role,
      scenarioId: scenarioIdOf(id),
      budgetMicros: null,
      expiresAt: null,
      issuedBy: `${id}-installer`,
    });
    entries.push([role, { text: issued.key, id: issued.record.id, holder }]);
  }
  const receiptId = `rcpt_${id}1`;
  await ledger.append(id, callOf(id, receiptId, `${id}-caller`));
  const correctionId = await proposeOne(id, `${id}-caller`, corrections);
  const settled = await settleSkills(id, receiptId, parts);
  const documents = await settleKnowledge(id, parts.database, parts.knowledge);
  return { id, departmentId, applicationId, personId, receiptId, correctionId, keys: byRole(entries), ...settled, ...documents };
}

async function proposeOne(institutionId: string, personId: string, corrections: Corrections): Promise<string> {
  const proposer = person(personId, "caller", institutionId);
  const proposal = { kind: "sensitive", type: "MNPI", level: null, term: `${institutionId} secret term`, reason: "A deal" } as const;
  return (await corrections.propose(proposer, proposal)).id;
}

function byRole(entries: readonly [Role, Institution["keys"][Role]][]): Institution["keys"] {
  const found = (role: Role) => entries.find(([name]) => name === role)?.[1] ?? { text: "", id: "", holder: "" };
  return {
    approver: found("approver"),
    caller: found("caller"),
    developer: found("developer"),
    steward: found("steward"),
    auditor: found("auditor"),
    administrator: found("administrator"),
  };
}

function callOf(institutionId: string, receiptId: string, personId: string): CallRecord {
  return {
    kind: "call",
    receipt: {
      id: receiptId,
      level: 3,
      scenarioLevel: 1,
      masked: { PERSON: 1 },
      restored: { PERSON: 1 },
      findings: [{ type: "PERSON", level: 3, count: 1, why: "a name next to an honorific" }],
      candidates: [
        {
          deployment: `${institutionId}-model@pool`,
          pool: `${institutionId}-pool`,
          zone: "public",
          levelCeiling: 2,
          verdict: "chosen",
          reason: "masked to level 1",
        },
      ],
    },
    operation: "chat",
    scenario: scenarioIdOf(institutionId),
    department: `${institutionId}-lending`,
    caller: { kind: "person", id: personId, key: `${institutionId}-key` },
    requestedModel: "model",
    streamed: true,
    outcome: "answered",
    error: null,
    usage: { inputTokens: 3, outputTokens: 5, estimated: false, reservedMicros: 20, costMicros: 8 },
    requestDigest: `${institutionId}-digest`,
    startedAt: clock.now().toISOString(),
    firstPartMs: 4,
    totalMs: 9,
    configuration: "c0ffee",
  };
}

/** One tool of each institution's one server. */
function createTrialTools(register: AdminServices["skills"]) {
  return createMcpTools({
    register,
    async listPresent(institutionId, serverId) {
      if (serverId !== toolServerIdOf(institutionId)) return undefined;
      const name = `${institutionId}-tool`;
      return [{ name, definition: "0".repeat(64), tool: { name, inputSchema: {} } }];
    },
    describeChanges: () => [],
  });
}

/** Each institution has one MCP server. */
export function toolServerIdOf(institutionId: string): string {
  return `${institutionId}-tools`;
}

/** Chains without hashes, and two switches that break it: one for notes, one for records. */
function createMemoryLedger() {
  const chains = new Map<string, LedgerEvent[]>();
  const notes = new Map<string, LedgerEvent>();
  const broken = { notes: false, records: false };
  const chainOf = (institutionId: string) => chains.get(institutionId) ?? [];
  function entriesOf(institutionId: string) {
    return chainOf(institutionId).map((event, index) => ({
      writer: "only",
      sequence: index + 1,
      at: clock.now().toISOString(),
      hash: `hash${index + 1}`,
      event,
    }));
  }
  return {
    notes,
    broken,
    chainOf,
    async append(institutionId: string, event: LedgerEvent) {
      if (broken.records) throw new KanameError("storage_failed", "The ledger's disk is full.");
      chains.set(institutionId, [...chainOf(institutionId), event]);
    },
    async open({ receiptId, ifInterrupted }: { readonly receiptId: string; readonly ifInterrupted: LedgerEvent }) {
      if (broken.notes) throw new KanameError("storage_failed", "The ledger's disk is full.");
      notes.set(receiptId, ifInterrupted);
    },
    closed: (receiptId: string) => void notes.delete(receiptId),
    async findReceipt(institutionId: string, receiptId: string) {
      return chainOf(institutionId).find((event): event is CallRecord => event.kind === "call" && event.receipt.id === receiptId);
    },
    async listRecords(institutionId: string, { before, limit }: { before: string | undefined; limit: number }) {
      const older = entriesOf(institutionId).filter((entry) => before === undefined || entry.sequence < Number(before));
      const records = older.slice(-limit).reverse();
      return { records, nextBefore: older.length > limit ? String(records.at(-1)?.sequence) : null };
    },
    /** As a real export: a header before the records, and a checkpoint behind them. */
    async *exportLines(institutionId: string) {
      yield `${JSON.stringify({ kaname: "ledger-export", version: 1, institution: institutionId, publicKey: "none", keyId: "none" })}\n`;
      for (const entry of entriesOf(institutionId)) yield `${JSON.stringify(entry)}\n`;
      yield `${JSON.stringify({ event: { kind: "checkpoint" } })}\n`;
    },
  };
}
