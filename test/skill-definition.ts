// Definitions of skills for tests of what runs them.
import { createHash } from "node:crypto";
import type { KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, SkillCall, SkillDefinition, SkillSource } from "#model/skill.ts";
import type { LoadArtefact } from "#model/traditional/runnable-skill.ts";
import { loanSkill } from "./skills.ts";

interface Contract {
  readonly id?: string;
  readonly input: JsonObject;
  readonly output?: JsonObject;
  readonly limits?: Partial<SkillDefinition["limits"]>;
}

export function skillDefinition(source: SkillSource, contract: Contract): SkillDefinition {
  return loanSkill({
    id: contract.id ?? "trial",
    title: "Trial",
    description: "A skill of a test.",
    input: { ...contract.input },
    output: contract.output ?? { type: "object" },
    thresholds: {},
    limits: { timeoutMs: 5_000, resultBytesMax: 100_000, callsPerMinute: 600, ...contract.limits },
    source,
  });
}

/** Artefacts by their hash, as a store would keep them. */
export function artefactStore(...artefacts: readonly (Uint8Array | string)[]): {
  readonly hashes: readonly string[];
  readonly load: LoadArtefact;
} {
  const entries = artefacts.map((artefact) => {
    const content = Buffer.from(artefact);
    return [createHash("sha256").update(content).digest("hex"), content] as const;
  });
  const kept = new Map<string, Uint8Array>(entries);
  return {
    hashes: entries.map(([hash]) => hash),
    load: async (hash) => kept.get(hash) ?? Buffer.from("no such artefact"),
  };
}

export function skillCall(input: JsonObject, caller: Partial<SkillCall["caller"]> = {}): SkillCall {
  return {
    input,
    caller: { institutionId: "bank", departmentId: "tokyo", id: "user-1", ...caller },
    signal: new AbortController().signal,
  };
}

/** For assert.rejects and assert.throws: the kind, and what the sentence says. */
export function failsWith(kind: KanameError["kind"], sentence: RegExp) {
  return (error: unknown): boolean =>
    error instanceof Error && "kind" in error && error.kind === kind && sentence.test(error.message) && !error.message.includes("\n");
}
