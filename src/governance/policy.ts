// The rules in force: one immutable snapshot of the configuration, swapped whole when it changes.
import type { Pool } from "#infrastructure/compute/pool.ts";
import type { Registry } from "#model/registry.ts";
import type { HandlingRule } from "./masking/handling.ts";
import type { Scenario } from "./scenario.ts";
import type { InstitutionRules } from "./sensitivity/institution-rules.ts";
import type { SkillPolicies } from "./skills/skill-policies.ts";

export interface Limits {
  /** Bytes of a request body. The whole of it is held in memory and classified. */
  readonly bodyBytesMax: number;
  /** From admission to the last byte. */
  readonly callMsMax: number;
}

export interface Policy {
  /** SHA-256 of the configuration, so that a record can say which rules decided. */
  readonly hash: string;
  readonly limits: Limits;
  readonly registry: Registry;
  readonly pools: readonly Pool[];
  /** What the institution does with kinds of values at destinations, the first that fits deciding; empty for one without rules. */
  handlingRulesOf(institutionId: string): readonly HandlingRule[];
  /** What the institution knows better than the detectors; empty for one without rules. */
  sensitivityRulesOf(institutionId: string): InstitutionRules;
  /** What decides on the institution's skill calls. */
  skillPoliciesOf(institutionId: string): SkillPolicies;
  poolOf(poolId: string): Pool | undefined;
  scenarioOf(institutionId: string, scenarioId: string): Scenario | undefined;
}
