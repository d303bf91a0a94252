// What a calculator is: a declared, pure function from JSON to JSON that computes exactly.
import type { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { JsonObject } from "../../skill.ts";

export interface Calculator<Output extends JsonObject = JsonObject> {
  readonly id: string;
  readonly description: { readonly ja: string; readonly en: string };
  readonly input: z.ZodType;
  readonly output: z.ZodType<Output>;
  /** Takes the arguments as JSON and parses them. Throws KanameError `invalid_request`, in one sentence, for what it cannot compute. */
  calculate(input: unknown): Output;
}

interface Declaration<Input extends z.ZodType, Output extends JsonObject> {
  readonly id: string;
  readonly description: { readonly ja: string; readonly en: string };
  readonly input: Input;
  readonly output: z.ZodType<Output>;
  calculate(input: z.output<Input>): Output;
}

/** A calculator that parses its arguments before it computes, so that `calculate` sees only what its schema lets through. */
export function declareCalculator<Input extends z.ZodType, Output extends JsonObject>(
  declaration: Declaration<Input, Output>,
): Calculator<Output> {
  const { id, description, input, output } = declaration;
  const calculate = (raw: unknown) => {
    const parsed = input.safeParse(raw);
    if (!parsed.success) throw refusal(`The calculator ${id} cannot take its arguments: ${firstProblem(parsed.error)}.`);
    return declaration.calculate(parsed.data);
  };
  return { id, description, input, output, calculate };
}

/** What a calculator throws when its arguments fit the schema but have no result; `sentence` holds no values of the caller. */
export function refusal(sentence: string): KanameError {
  return new KanameError("invalid_request", sentence);
}

function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "they do not fit its schema";
  const branches = issue.code === "invalid_union" ? issue.errors.flatMap((issues) => issues.slice(0, 1)) : [];
  const message = branches.find(({ code }) => code !== "invalid_type")?.message ?? issue.message;
  return issue.path.length === 0 ? message : `${issue.path.join(".")}: ${message}`;
}
