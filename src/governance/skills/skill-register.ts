// The register of skills: one person proposes a version, another lets it go live; a version never changes.
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { SkillDefinition } from "#model/skill.ts";
import { type Caller, nameOf } from "../caller.ts";
import type { ArtefactStore } from "./artefact-store.ts";
import { createLiveSkills, type LiveSkill } from "./live-skills.ts";
import { assertSound, assertValid, definitionHashOf, sha256Of } from "./skill-soundness.ts";
import type { SkillPage, SkillStore, StoredSkill } from "./skill-store.ts";

/** A model file; larger ones belong behind a service of their own. */
const ARTEFACT_BYTES_MAX = 33_554_432;
/** Every tool that one server may have, with a version that is proposed beside the one in use. */
const TOOL_VERSIONS_MAX = 1_000;

export interface SkillRegister {
  /** Keeps a model file, scorecard, table or SQL text for definitions to name, and gives its SHA-256 in hexadecimal. Throws `too_large`. */
  storeArtefact(caller: Caller, bytes: Uint8Array): Promise<string>;
  /**
   * Proposes a version whose artefacts are stored. Throws `invalid_request` with what is wrong, `conflict` where the version number is taken
   * or not the next, or the skill cannot run.
   */
  propose(caller: Caller, definition: SkillDefinition): Promise<StoredSkill>;
  /** By another person than the one who proposed. Throws `forbidden`, `not_found`, `conflict`. */
  decide(caller: Caller, id: string, version: number, decision: "approve" | "reject"): Promise<StoredSkill>;
  /** Takes a live version out of use. Throws `not_found`, `conflict`. */
  retire(caller: Caller, id: string, version: number): Promise<StoredSkill>;
  /** What a live skill calls has changed: it does not run until a person has accepted a new version. False where it was not live. */
  quarantine(institutionId: string, id: string, version: number): Promise<boolean>;
  find(institutionId: string, id: string, version: number): Promise<StoredSkill | undefined>;
  list(institutionId: string, page: SkillPage): Promise<StoredSkill[]>;
  /** Versions that are tools of an MCP server and proposed, live or quarantined, by id, then version. */
  listOfMcpServer(institutionId: string, server: string): Promise<StoredSkill[]>;
  /** All live versions by id. A decision counts at once on the server that took it, on others within five seconds. */
  live(institutionId: string): Promise<ReadonlyMap<string, LiveSkill>>;
  /** The bytes of an artefact of the institution; their hash was checked when they were stored. */
  findArtefact(institutionId: string, sha256: string): Promise<Uint8Array | undefined>;
}

export interface SkillRegisterParts {
  readonly store: SkillStore;
  readonly artefacts: ArtefactStore;
  readonly clock: Clock;
  /** Makes the skill ready once, so that one that cannot run is never proposed. Throws `conflict` with one sentence. */
  readonly tryOut: (institutionId: string, definition: SkillDefinition) => Promise<void>;
}

export function createSkillRegister({ store, artefacts, clock, tryOut }: SkillRegisterParts): SkillRegister {
  const live = createLiveSkills(store, clock);

  async function get(institutionId: string, id: string, version: number): Promise<StoredSkill> {
    const skill = await store.find(institutionId, id, version);
    if (skill === undefined) throw new KanameError("not_found", `There is no version ${version} of a skill ${id}.`);
    return skill;
  }

  async function step(caller: Caller, skill: StoredSkill, to: "rejected" | "retired"): Promise<StoredSkill> {
    const { id, version } = skill.definition;
    const from = to === "rejected" ? "proposed" : "live";
    const done = await store.updateState(caller.institutionId, id, version, { from, to, by: nameOf(caller), at: clock.now() });
    if (!done) throw new KanameError("conflict", `Version ${version} of ${id} is ${skill.state}, so it cannot become ${to}.`);
    live.forget(caller.institutionId);
    return get(caller.institutionId, id, version);
  }

  return {
    async storeArtefact(caller, bytes) {
      assertPerson(caller);
      if (bytes.byteLength > ARTEFACT_BYTES_MAX) throw new KanameError("too_large", `An artefact has at most ${ARTEFACT_BYTES_MAX} bytes.`);
      const sha256 = sha256Of(bytes);
      await artefacts.insert(caller.institutionId, sha256, bytes, clock.now());
      return sha256;
    },

    propose: (caller, definition) => propose({ store, clock, tryOut }, caller, definition),

    async decide(caller, id, version, decision) {
      assertPerson(caller);
      const skill = await get(caller.institutionId, id, version);
      if (skill.proposedBy === nameOf(caller)) {
        throw new KanameError("forbidden", "You proposed this version; another person has to decide on it.");
      }
      if (decision === "reject") return step(caller, skill, "rejected");
      assertValid(skill.definition, clock.now());
      await store.makeLive(caller.institutionId, id, version, nameOf(caller), clock.now());
      live.forget(caller.institutionId);
      return get(caller.institutionId, id, version);
    },

    async retire(caller, id, version) {
      assertPerson(caller);
      return step(caller, await get(caller.institutionId, id, version), "retired");
    },

    async quarantine(institutionId, id, version) {
      const step = { from: "live", to: "quarantined", by: "kaname", at: clock.now() } as const;
      const isQuarantined = await store.updateState(institutionId, id, version, step);
      live.forget(institutionId);
      return isQuarantined;
    },

    find: (institutionId, id, version) => store.find(institutionId, id, version),

    list: (institutionId, page) => store.list(institutionId, page),

    listOfMcpServer: (institutionId, server) => store.listOfMcpServer(institutionId, server, TOOL_VERSIONS_MAX),

    live: live.read,

    findArtefact: (institutionId, sha256) => artefacts.find(institutionId, sha256),
  };
}

function assertPerson(caller: Caller): void {
  if (caller.kind !== "person") throw new KanameError("forbidden", "Only a person proposes skills or decides on them.");
}

async function propose(
  { store, clock, tryOut }: Omit<SkillRegisterParts, "artefacts">,
  caller: Caller,
  definition: SkillDefinition,
): Promise<StoredSkill> {
  assertPerson(caller);
  assertSound(definition, clock.now());
  const latest = await store.latestVersion(caller.institutionId, definition.id);
  if (definition.version !== latest + 1) {
    throw new KanameError("conflict", `The next version of ${definition.id} is ${latest + 1}; a version that exists never changes.`);
  }
  await tryOut(caller.institutionId, definition);
  const proposed: StoredSkill = {
    definition,
    definitionHash: definitionHashOf(definition),
    state: "proposed",
    proposedBy: nameOf(caller),
    proposedAt: clock.now(),
    decidedBy: null,
    decidedAt: null,
  };
  await store.insert(caller.institutionId, proposed);
  return proposed;
}
