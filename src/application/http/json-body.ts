// From the bytes of a request to values that the rest can trust.
import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";

/** JSON that nests deeper is no request that anybody writes; unbounded, it would exhaust the stack of what walks it. */
const NESTING_MAX = 64;

/** A field's name comes from the caller; what is said back to them stays short. */
const FIELD_CHARACTERS_MAX = 200;

/** The value of a JSON body. Throws `invalid_request` with a sentence that says what is wrong; never quotes the body. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new KanameError("invalid_request", "The body is empty; it must be a JSON object.");
  // Refused at the first byte that is not UTF-8, rather than with a replacement character in what is classified and recorded.
  if (!isUtf8(bytes)) throw new KanameError("invalid_request", "The body is not valid UTF-8.");
  const text = bytes.toString("utf8");
  if (nestsTooDeep(text)) throw new KanameError("invalid_request", `The body nests deeper than ${NESTING_MAX} levels.`);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the body, so it is not even kept as the cause.
    throw new KanameError("invalid_request", "The body is not valid JSON.");
  }
}

/** `value` as `schema` sees it; `place` names where it came from ("body"). Throws `invalid_request` naming the first field at fault. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  if (value === undefined) throw new KanameError("invalid_request", `The ${place} is missing: it must be a JSON object.`);
  const issue = result.error.issues[0];
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const field = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])]
    .map(String)
    .join(".")
    .slice(0, FIELD_CHARACTERS_MAX);
  const problem = unknownKey === undefined ? (issue?.message ?? "it has the wrong form") : "it is not known here";
  if (field === "") throw new KanameError("invalid_request", `The ${place} is not accepted: ${problem}.`);
  throw new KanameError("invalid_request", `The field "${field}" of the ${place} is not accepted: ${problem}.`, { parameter: field });
}

/** Whether brackets outside strings open more than NESTING_MAX levels; one pass, whatever the text. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) inString = !inString;
    else if (inString && code === 0x5c) index += 1;
    else if (!inString && (code === 0x7b || code === 0x5b)) depth += 1;
    else if (!inString && (code === 0x7d || code === 0x5d)) depth -= 1;
    if (depth > NESTING_MAX) return true;
  }
  return false;
}
