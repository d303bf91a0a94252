// The register of skills: one person proposes a version, another lets it go live; a version never changes.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, SkillDefinition } from "#model/skill.ts";
import { canonical } from "../audit/chain.ts";
import { type Caller, nameOf } from "../caller.ts";
import type { SkillPage, SkillStore, StoredSkill } from "./skill-store.ts";

/** Live skills of one institution: more than a hundred scenarios need. */
const LIVE_MAX = 1_000;
/** How long what is live may be remembered: as long as another server may take to notice a decision of this one. */
const REMEMBERED_MS = 5_000;
/** A model file; larger ones belong behind a service of their own. */
const ARTEFACT_BYTES_MAX = 33_554_432;
/** How deep a contract is searched for protected attributes; no sensible schema is as deep. */
const CONTRACT_DEPTH_MAX = 32;
const DAY_MS = 86_400_000;

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
  /** What a live skill calls has changed: it does not run until a person has accepted a new version. */
  quarantine(institutionId: string, id: string, version: number): Promise<void>;
  find(institutionId: string, id: string, version: number): Promise<StoredSkill | undefined>;
  list(institutionId: string, page: SkillPage): Promise<StoredSkill[]>;
  /** All live versions by id. A decision counts at once on the server that took it, on others within five seconds. */
  live(institutionId: string): Promise<ReadonlyMap<string, StoredSkill>>;
  /** The bytes of an artefact of the institution; their hash was checked when they were stored. */
  findArtefact(institutionId: string, sha256: string): Promise<Uint8Array | undefined>;
}

export interface SkillRegisterParts {
  readonly store: SkillStore;
  readonly clock: Clock;
  /** Makes the skill ready once, so that one that cannot run is never proposed. Throws `conflict` with one sentence. */
  readonly tryOut: (institutionId: string, definition: SkillDefinition) => Promise<void>;
}

export function createSkillRegister({ store, clock, tryOut }: SkillRegisterParts): SkillRegister {
  const remembered = new Map<string, { readonly until: number; readonly live: Promise<ReadonlyMap<string, StoredSkill>> }>();

  async function readLive(institutionId: string): Promise<ReadonlyMap<string, StoredSkill>> {
    const rows = await store.listLive(institutionId, LIVE_MAX);
    return new Map(rows.map((skill) => [skill.definition.id, skill]));
  }

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
    remembered.delete(caller.institutionId);
    return get(caller.institutionId, id, version);
  }

  return {
    async storeArtefact(caller, bytes) {
      assertPerson(caller);
      if (bytes.byteLength > ARTEFACT_BYTES_MAX) throw new KanameError("too_large", `An artefact has at most ${ARTEFACT_BYTES_MAX} bytes.`);
      const sha256 = sha256Of(bytes);
      await store.insertArtefact(caller.institutionId, sha256, bytes, clock.now());
      return sha256;
    },

    async propose(caller, definition) {
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
    },

    async decide(caller, id, version, decision) {
      assertPerson(caller);
      const skill = await get(caller.institutionId, id, version);
      if (skill.proposedBy === nameOf(caller)) {
        throw new KanameError("forbidden", "You proposed this version; another person has to decide on it.");
      }
      if (decision === "reject") return step(caller, skill, "rejected");
      assertValid(skill.definition, clock.now());
      await store.makeLive(caller.institutionId, id, version, nameOf(caller), clock.now());
      remembered.delete(caller.institutionId);
      return get(caller.institutionId, id, version);
    },

    async retire(caller, id, version) {
      assertPerson(caller);
      return step(caller, await get(caller.institutionId, id, version), "retired");
    },

    async quarantine(institutionId, id, version) {
      await store.updateState(institutionId, id, version, { from: "live", to: "quarantined", by: "kaname", at: clock.now() });
      remembered.delete(institutionId);
    },

    find: (institutionId, id, version) => store.find(institutionId, id, version),

    list: (institutionId, page) => store.list(institutionId, page),

    live(institutionId) {
      const now = clock.now().getTime();
      const known = remembered.get(institutionId);
      if (known !== undefined && known.until > now) return known.live;
      const live = readLive(institutionId);
      remembered.set(institutionId, { until: now + REMEMBERED_MS, live });
      live.catch(() => remembered.delete(institutionId));
      return live;
    },

    findArtefact: (institutionId, sha256) => store.findArtefact(institutionId, sha256),
  };
}

/** SHA-256 of the definition's canonical form (RFC 8785), in hexadecimal. */
export function definitionHashOf(definition: SkillDefinition): string {
  return sha256Of(Buffer.from(canonical(definition)));
}

function assertSound(definition: SkillDefinition, now: Date): void {
  const { id, input, output, protectedAttributes } = definition;
  for (const [side, contract] of [
    ["input", input],
    ["output", output],
  ] as const) {
    const problem = problemOfContract(contract);
    if (problem !== undefined) throw new KanameError("invalid_request", `The ${side} schema of ${id} cannot be used: ${problem}.`);
  }
  const taken = protectedAttributes.find((attribute) => namesMember(input, attribute, CONTRACT_DEPTH_MAX));
  if (taken !== undefined) throw new KanameError("invalid_request", `${id} takes ${taken}, which it declares protected.`);
  assertValid(definition, now);
}

function assertValid({ id, validation }: SkillDefinition, now: Date): void {
  if (validationDaysLeft(validation, now) < 0)
    throw new KanameError("invalid_request", `The validation of ${id} expired on ${validation.expiresOn}.`);
}

/** Whole days for which a validation still holds, to the end of its last day in UTC; negative after it. */
export function validationDaysLeft({ expiresOn }: SkillDefinition["validation"], now: Date): number {
  return Math.floor((Date.parse(`${expiresOn}T00:00:00Z`) + DAY_MS - 1 - now.getTime()) / DAY_MS);
}

function problemOfContract(contract: JsonObject): string | undefined {
  try {
    z.fromJSONSchema(contract);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "it is no JSON Schema";
  }
}

/** Whether a schema has a property of this name, at any depth; deeper than `depth` counts as yes. */
function namesMember(schema: unknown, attribute: string, depth: number): boolean {
  if (depth === 0) return true;
  if (Array.isArray(schema)) return schema.some((part) => namesMember(part, attribute, depth - 1));
  if (typeof schema !== "object" || schema === null) return false;
  return Object.entries(schema).some(([name, member]) => {
    const isProperty = name === "properties" && typeof member === "object" && member !== null && attribute in member;
    return isProperty || namesMember(member, attribute, depth - 1);
  });
}

function assertPerson(caller: Caller): void {
  if (caller.kind !== "person") throw new KanameError("forbidden", "Only a person proposes skills or decides on them.");
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
