// Builds every part once, bottom rung first: the wiring diagram of a Kaname server.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { AdminServices } from "#application/admin/services.ts";
import { createServer, type FastifyInstance } from "#application/server.ts";
import { type Ledger, openLedger } from "#governance/audit/ledger.ts";
import { createBudget, monthOf, type Spend } from "#governance/budget.ts";
import { createGate } from "#governance/gate.ts";
import { createGuard } from "#governance/guard.ts";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createRequestClassifiers, createRequestInspectors } from "#governance/harmless-memory.ts";
import { createIdentityStore, type IdentityStore } from "#governance/identity-store.ts";
import { createKeys } from "#governance/keys.ts";
import { createRunVaults } from "#governance/masking/run-vaults.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { createClassifiers } from "#governance/sensitivity/classifiers.ts";
import { createCorrections } from "#governance/sensitivity/corrections.ts";
import { createMergedRules } from "#governance/sensitivity/learned-rules.ts";
import { type Clock, systemClock } from "#infrastructure/clock.ts";
import { createSlots, type Slots } from "#infrastructure/compute/slots.ts";
import { openDataFolder } from "#infrastructure/data-folder.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { migrate } from "#infrastructure/database/migrate.ts";
import { openPglite } from "#infrastructure/database/pglite.ts";
import { openPostgres } from "#infrastructure/database/postgres.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds, type Ids } from "#infrastructure/ids.ts";
import { createKeyedDigest } from "#infrastructure/keyed-digest.ts";
import { createLog, type Log } from "#infrastructure/log.ts";
import { createOutbound, type Outbound } from "#infrastructure/outbound.ts";
import { openSecrets, type Secrets } from "#infrastructure/secrets.ts";
import { openEmbeddedRuntime } from "#model/embedded/runtime.ts";
import { createHealth, type Health } from "#model/health.ts";
import { createInvoke } from "#model/invoke.ts";
import type { Provider } from "#model/provider.ts";
import { createOpenAiCompatibleProvider } from "#model/providers/openai-compatible.ts";
import { upstreamOrigins } from "#model/providers/upstream-address.ts";
import { createVendorProvider } from "#model/providers/vendor.ts";
import type { Runtime } from "#model/registry.ts";
import type { Knowledge } from "#service/knowledge/knowledge.ts";
import type { Config } from "./config.ts";
import type { Configuration, Institution } from "./configuration.ts";
import { openConfigurationFile } from "./configuration-file.ts";
import { ensureAdministrator, type FirstAdministratorParts, type FirstKey } from "./first-administrator.ts";
import { type OpenedHub, openHub } from "./platform-hub.ts";
import { openKnowledge } from "./platform-knowledge.ts";

const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));
/** What is still running when the server is told to stop may go on for this long. */
const DRAIN_MS_MAX = 30_000;
/** Then its callers are told, and its connections closed. */
const LAST_WORDS_MS = 1_000;

export interface Platform {
  readonly server: FastifyInstance;
  readonly log: Log;
  readonly configuration: () => Configuration;
  readonly knowledge: Knowledge;
  /** Keys made at this start, for institutions that had none. */
  readonly firstKeys: readonly FirstKey[];
  /** Refuses new calls, lets those under way end within DRAIN_MS_MAX, and closes every part in reverse order. */
  close(): Promise<void>;
}

/** Builds and opens everything but the port. Throws KanameError with one sentence; then nothing stays open. */
export async function openPlatform(config: Config): Promise<Platform> {
  await using opening = new AsyncDisposableStack();
  const log = createLog(config.logLevel);
  const clock = systemClock;
  const ids = createIds();

  const { readSecret, configurationFile: path } = config;
  const configuration = opening.adopt(openConfigurationFile({ path, readSecret, log }), (it) => it.close());

  // infrastructure
  const folder = opening.adopt(openDataFolder(config.dataFolder), (it) => it.close());
  const secrets = openSecrets({ folder: folder.secrets, readSecret });
  const database = opening.adopt(await openDatabase(config, folder.database, log), (it) => it.close());
  await migrate(database, MIGRATIONS);
  const slots = createSlots();

  // model
  const outbound = opening.adopt(createOutbound({ allowedOrigins: originsOf(configuration.current()), environment: config.proxy }), (it) =>
    it.close(),
  );
  const { health, invoke, embedded } = openModels({ config, outbound, slots, log, clock, ids });
  opening.adopt(embedded, (it) => it.close());

  // governance
  const ledger = opening.adopt(
    await openLedger({ folder: folder.ledger, database, signingKey: secrets.signingKey, clock, ids, log }),
    (it) => it.close(),
  );
  const identity = createIdentityStore({ database, clock });
  const keys = createKeys({ database, pepper: secrets.get("key-pepper"), clock, ids, log });
  const firstKeys = await ensureAdministrators({ identity, keys, ledger }, configuration.current().institutions);
  const budget = createBudget({ clock, spentThisMonth: await spentThisMonth(ledger, configuration.current().institutions, clock.now()) });
  const digestOf = createDigests((institutionId) => secrets.derive("request-digest", institutionId));
  const policy = configuration.current;
  const { corrections, guard, ...judges } = await openSensitivity({ database, secrets, clock, ids, log }, policy);
  const gate = createGate({ policy, ...judges, slots, health, invoke, budget, ledger, digestOf, clock, ids });

  // service
  const { follow, skills, approvals, skillService, mcpTools, hub } = opening.adopt(
    await openHub({
      ...{ policy, database, secrets, gate, keys, ledger, outbound, digestOf, readSecret, clock, ids, log },
      classifierOf: judges.classifierOf,
      sourcesFolder: folder.sources,
    }),
    (it) => it.close(),
  );

  const { knowledge } = opening.adopt(
    openKnowledge({ ...{ policy, database, secrets, gate, ledger, digestOf, clock, ids, log }, ...judges, threads: defaultThreads() }),
    (it) => it.close(),
  );

  // application
  const underWay = new Set<AbortController>();
  const admin = createAdminServices(
    { keys, identity, ledger, guard, corrections, skills, skillService, approvals, mcpTools, hub, knowledge, ids, log },
    policy,
    slots,
    health,
  );
  const server = createServer({ gate, hub, skills: skillService, policy, authenticate: keys.authenticate, log, underWay, admin });
  opening.defer(() => stopServer(server, underWay));

  configuration.watch((next) => configurationChanged({ outbound, identity, ledger, follow, log }, next));
  const parts = opening.move();
  return { server, log, configuration: policy, knowledge, firstKeys, close: () => parts.disposeAsync() };
}

interface ModelsParts {
  readonly config: Config;
  readonly outbound: Outbound;
  readonly slots: Slots;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What models run on, and the door to them. The embedded runtime is to be closed. */
function openModels({ config, outbound, slots, log, clock, ids }: ModelsParts) {
  const embedded = openEmbeddedRuntime({ weightsFolder: config.weightsFolder, threads: defaultThreads(), log, clock, ids });
  const providers = createProviders(
    createOpenAiCompatibleProvider({ outbound, clock }),
    createVendorProvider({ outbound, clock, ids }),
    embedded,
  );
  const health = createHealth(clock);
  return { health, embedded, invoke: createInvoke({ slots, health, providerOf: (provider) => providers[provider] }) };
}

interface SensitivityParts {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What judges and masks: each institution's classifier, by what is configured and what people taught it, and the vaults of runs. */
async function openSensitivity({ database, secrets, clock, ids, log }: SensitivityParts, policy: () => Configuration) {
  const { randomBytes } = ids;
  const runVaults = createRunVaults({ database, keyOf: (institutionId) => secrets.derive("vault", institutionId), clock, randomBytes });
  const correctionKeyOf = (institutionId: string) => secrets.derive("vault", `corrections/${institutionId}`);
  const corrections = createCorrections({ database, keyOf: correctionKeyOf, clock, ids, randomBytes, log });
  await corrections.load(policy().institutions.map(({ id }) => id));
  const rulesOf = createMergedRules((institutionId) => policy().sensitivityRulesOf(institutionId), corrections.rulesOf);
  const classifierOf = createClassifiers(createClassifier(), rulesOf);
  const inspect = createInspector();
  return {
    runVaults,
    corrections,
    classifierOf,
    requestClassifierOf: createRequestClassifiers(classifierOf),
    inspectorOf: createRequestInspectors(inspect),
    guard: createGuard({ classifierOf, inspect, runVaults, ids }),
  };
}

interface FollowingParts extends Pick<OpenedHub, "follow"> {
  readonly outbound: Outbound;
  readonly identity: IdentityStore;
  readonly ledger: Ledger;
  readonly log: Log;
}

/** A new configuration is in force: its upstreams may be reached, and every institution's ledger says so. */
function configurationChanged({ outbound, identity, ledger, follow, log }: FollowingParts, next: Configuration): void {
  const { institutions, hash } = next;
  outbound.allowOrigins(originsOf(next));
  follow(next).catch((error: unknown) => log.error("configuration change could not be followed everywhere", {}, error));
  // A new institution gets its row at once; its first key waits for the next start, where somebody sees it.
  const recorded = institutions.map(async ({ id, name }) => {
    await identity.institutions.ensure(id, name);
    const change = { action: "configuration.changed", actor: "configuration file", object: "configuration", details: { hash } };
    await ledger.append(id, { kind: "change", ...change });
  });
  Promise.all(recorded).catch((error: unknown) => log.error("configuration change could not be recorded", {}, error));
}

async function openDatabase(config: Config, folder: string, log: Log): Promise<Database> {
  if (config.databaseUrl === undefined) return openPglite({ folder, log });
  try {
    return await openPostgres({ url: config.databaseUrl, log });
  } catch (error) {
    if (!(error instanceof KanameError) || error.kind !== "storage_failed") throw error;
    const { host } = new URL(config.databaseUrl);
    throw new KanameError("storage_failed", `The PostgreSQL server of KANAME_DATABASE_URL (${host}) cannot be used: ${error.message}`, {
      cause: error.cause,
    });
  }
}

/** All cores but one, which serves the calls meanwhile. */
function defaultThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** Where requests may go: to the models' servers and to the services that skills call. */
function originsOf({ registry, institutions }: Configuration): Set<string> {
  const models = upstreamOrigins(registry.listDeployments().map(({ runtime }) => runtime));
  const tools = institutions.flatMap(({ mcpServers }) => mcpServers.flatMap((server) => (server.transport === "http" ? [server.url] : [])));
  const services = institutions.flatMap(({ skillServices }) => skillServices.map(({ origin }) => origin));
  return new Set([...models, ...[...services, ...tools].map((address) => new URL(address).origin)]);
}

function createProviders(compatible: Provider, vendor: Provider, embedded: Provider): Readonly<Record<Runtime["provider"], Provider>> {
  return { embedded, "openai-compatible": compatible, anthropic: vendor, google: vendor, azure: vendor, bedrock: vendor };
}

async function ensureAdministrators(parts: FirstAdministratorParts, institutions: readonly Institution[]): Promise<FirstKey[]> {
  const made: FirstKey[] = [];
  for (const institution of institutions) {
    const first = await ensureAdministrator(parts, institution);
    if (first !== undefined) made.push(first);
  }
  return made;
}

async function spentThisMonth(ledger: Ledger, institutions: readonly Institution[], now: Date): Promise<Spend[]> {
  const spent: Spend[] = [];
  for (const { id } of institutions) spent.push(...(await ledger.spentSince(id, monthOf(now))));
  return spent;
}

/** Digests under a key of each institution, derived once. */
function createDigests(deriveKey: (institutionId: string) => Buffer): (institutionId: string, body: Buffer) => string {
  const known = new Map<string, (body: Buffer) => string>();
  return (institutionId, body) => {
    const digest = known.get(institutionId) ?? createKeyedDigest(deriveKey(institutionId));
    known.set(institutionId, digest);
    return digest(body);
  };
}

function createAdminServices(
  parts: Omit<AdminServices, "listPools" | "hasScenario" | "assertReady">,
  policy: () => Configuration,
  slots: Slots,
  health: Health,
): AdminServices {
  return {
    ...parts,
    listPools: (institutionId) =>
      policy()
        .pools.filter(({ institutions }) => institutions === undefined || institutions.includes(institutionId))
        .map((pool) => {
          const { running, waiting } = slots.usage(pool.id);
          const deployments = policy()
            .registry.listDeployments()
            .filter(({ poolId }) => poolId === pool.id);
          return { pool, slotsInUse: running, waiting, healthy: deployments.every(({ id }) => health.isHealthy(id)) };
        }),
    hasScenario: (institutionId, scenarioId) => policy().scenarioOf(institutionId, scenarioId) !== undefined,
    async assertReady() {
      // Any look into the database will do.
      await parts.identity.departments.list(policy().institutions[0]?.id ?? "", { limit: 1 });
    },
  };
}

async function stopServer(server: FastifyInstance, underWay: ReadonlySet<AbortController>): Promise<void> {
  const timer = setTimeout(() => {
    for (const call of underWay) call.abort(new KanameError("unavailable", "The server is stopping."));
    setTimeout(() => server.server.closeAllConnections(), LAST_WORDS_MS).unref();
  }, DRAIN_MS_MAX);
  await server.close().finally(() => clearTimeout(timer));
}
