// Whether a request's schemas prescribe the form of a number, so that no token could stand in its place.
import type { ChatRequest } from "#model/chat.ts";

/** Schemas nest a few levels; what is deeper prescribes nothing here, and its values get tokens. */
const DEPTH_MAX = 64;
/** A pattern that asks for digits. It is never run: whether a value fits is for the tool to say. */
const ASKS_FOR_DIGITS = /\\d|\[0-9|\[1-9|\[:digit:\]/;

/** True when a tool's parameters or the wanted answer have a `pattern` that asks for digits. */
export function prescribesNumbers(request: ChatRequest): boolean {
  const { tools, response_format: format } = request;
  const schemas: unknown[] = (tools ?? []).map((tool) => tool.function.parameters);
  if (format?.type === "json_schema") schemas.push(format.json_schema.schema);
  return schemas.some((schema) => hasPattern(schema, 0));
}

function hasPattern(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return false;
  return (Object.entries(value) satisfies [string, unknown][]).some(([name, member]) =>
    name === "pattern" && typeof member === "string" ? ASKS_FOR_DIGITS.test(member) : hasPattern(member, depth + 1),
  );
}
