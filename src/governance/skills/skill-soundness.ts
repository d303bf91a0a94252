// Whether a skill's definition can be used: its contracts are schemas, it takes nothing that it must not, its validation holds.
import { createHash } from "node:crypto";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, SkillDefinition } from "#model/skill.ts";
import { canonicalDigest } from "../audit/chain.ts";

/** How deep a contract is searched for protected attributes; no sensible schema is as deep. */
const CONTRACT_DEPTH_MAX = 32;
const DAY_MS = 86_400_000;

/** SHA-256 of the definition's canonical form (RFC 8785), in hexadecimal. */
export function definitionHashOf(definition: SkillDefinition): string {
  return canonicalDigest(definition);
}

/** Throws `invalid_request` for a definition that cannot be used as it stands. */
export function assertSound(definition: SkillDefinition, now: Date): void {
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

/** Throws `invalid_request` once the validation has expired. */
export function assertValid({ id, validation }: SkillDefinition, now: Date): void {
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

/** SHA-256 in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
