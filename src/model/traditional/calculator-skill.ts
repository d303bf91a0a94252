// Calculators as skills: exact arithmetic by name, never the language model's.
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { Calculator } from "./calculators/calculator.ts";
import type { OpenSkill } from "./runnable-skill.ts";

/** Opens skills that are one of `calculators`, by its id. */
export function createCalculatorOpener(calculators: ReadonlyMap<string, Pick<Calculator, "calculate">>): OpenSkill {
  return async ({ id, source }) => {
    assertHolds(source.kind === "calculator", "the opener of calculators is given calculators");
    const calculator = calculators.get(source.calculator);
    if (calculator === undefined)
      throw new KanameError("conflict", `The skill ${id} names the calculator ${source.calculator}, which does not exist.`);
    return {
      run: async ({ input }) => ({ output: calculator.calculate(input) }),
      close: async () => undefined,
    };
  };
}
