// Calculators as skills: exact arithmetic by name, never the language model's.
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { JsonObject } from "../skill.ts";
import type { OpenSkill } from "./runnable-skill.ts";

/** What a skill needs to know of a calculator. */
export interface NamedCalculator {
  readonly id: string;
  /** Throws KanameError `invalid_request`, in one sentence, for what it cannot compute. */
  calculate(input: unknown): JsonObject;
}

/** Opens skills that are one of `calculators`. */
export function createCalculatorOpener(calculators: readonly NamedCalculator[]): OpenSkill {
  const byId = new Map(calculators.map((calculator) => [calculator.id, calculator]));
  return async ({ id, source }) => {
    assertHolds(source.kind === "calculator", "the opener of calculators is given calculators");
    const calculator = byId.get(source.calculator);
    if (calculator === undefined)
      throw new KanameError("conflict", `The skill ${id} names the calculator ${source.calculator}, which does not exist.`);
    return {
      run: async ({ input }) => ({ output: calculator.calculate(input) }),
      close: async () => undefined,
    };
  };
}
