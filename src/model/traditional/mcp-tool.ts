// The definition of an MCP tool as its server states it: bounded, hashed for the pin, and two of them told apart in words.
import { hash } from "node:crypto";
import { z } from "zod";
import { type Json, type JsonObject, jsonObjectSchema } from "../skill.ts";

const NAME_CHARACTERS_MAX = 200;
/** Descriptions are read by the person who accepts them: what is longer is no description. */
const DESCRIPTION_CHARACTERS_MAX = 20_000;
const DEFINITION_BYTES_MAX = 262_144;
/** What a person still reads; the rest is counted. */
const CHANGES_MAX = 100;
const VALUE_CHARACTERS_MAX = 300;
/** Characters that change a reading without being seen: controls, directions, joiners, unassigned ones, separators of lines. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** Other names stand in quotes, so that a point or a bracket in a name is not taken for a step. */
const PLAIN_NAME = /^[A-Za-z0-9_$-]{1,100}$/;

/** What is pinned of a tool. Other members, such as icons, change nothing that it takes, gives or says. */
export const mcpToolSchema = z
  .object({
    name: z.string().min(1).max(NAME_CHARACTERS_MAX),
    description: z.string().max(DESCRIPTION_CHARACTERS_MAX).optional(),
    inputSchema: jsonObjectSchema,
    outputSchema: jsonObjectSchema.optional(),
    annotations: jsonObjectSchema.optional(),
  })
  .refine((tool) => Buffer.byteLength(JSON.stringify(tool)) <= DEFINITION_BYTES_MAX, `larger than ${DEFINITION_BYTES_MAX} bytes`);
export type McpTool = z.infer<typeof mcpToolSchema>;

/** The definition as canonical JSON: members sorted by UTF-16 code units, no spaces, what is absent left out (RFC 8785). */
export function printDefinition(tool: McpTool): string {
  return printCanonical(membersOf(tool));
}

/** The pin: SHA-256, in hexadecimal, of the canonical JSON. So the canonical JSON can be kept as an artefact under this hash. */
export function definitionHash(tool: McpTool): string {
  return hash("sha256", printDefinition(tool), "hex");
}

/** Reads a definition back from its canonical JSON. Throws where it is none. */
export function readDefinition(printed: string): McpTool {
  return mcpToolSchema.parse(JSON.parse(printed));
}

/**
 * What a person has to accept when a tool changes: one sentence for each change from `accepted` to `present`, at most 100 and a last one that
 * counts the rest. Values are quoted as JSON; what is cut at 300 characters ends in …, and has to be read in the definitions themselves.
 * Characters that cannot be seen are written out as \u{…}.
 */
export function describeChanges(accepted: McpTool, present: McpTool): string[] {
  const before = leavesOf(membersOf(accepted));
  const after = leavesOf(membersOf(present));
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = paths.flatMap((path) => describeChange(showUnseen(path), before.get(path), after.get(path)));
  if (changes.length <= CHANGES_MAX) return changes;
  return [...changes.slice(0, CHANGES_MAX), `There are ${changes.length - CHANGES_MAX} more changes.`];
}

function describeChange(path: string, before: Json | undefined, after: Json | undefined): string[] {
  if (before === undefined && after !== undefined) return [`${path} is new: ${quote(after)}.`];
  if (before !== undefined && after === undefined) return [`${path} is gone; it was ${quote(before)}.`];
  if (before === undefined || after === undefined || printCanonical(before) === printCanonical(after)) return [];
  return [`${path} was ${quote(before)} and is now ${quote(after)}.`, ...laterDifference(path, before, after)];
}

/** A change that the quotes do not reach is shown by itself, so that nothing is accepted unseen behind a long beginning. */
function laterDifference(path: string, before: Json, after: Json): string[] {
  if (typeof before !== "string" || typeof after !== "string" || quote(before) !== quote(after)) return [];
  let start = 0;
  while (before[start] === after[start]) start += 1;
  return [
    `${path} differs from character ${start + 1} on: there it was ${quote(before.slice(start))} and is now ${quote(after.slice(start))}.`,
  ];
}

function membersOf({ name, description, inputSchema, outputSchema, annotations }: McpTool): JsonObject {
  return {
    name,
    inputSchema,
    ...(description === undefined ? {} : { description }),
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function quote(value: Json): string {
  const text = showUnseen(printCanonical(value));
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}

function showUnseen(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Every value that holds no other, by its path, which no other value can have. Empty objects and lists are values as well. */
function leavesOf(value: Json, path = ""): Map<string, Json> {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return new Map([[path, value]]);
  const stepTo = isList(value) ? (place: string) => `${path}[${place}]` : (name: string) => joinPath(path, name);
  return new Map(Object.entries(value).flatMap(([name, member]) => [...leavesOf(member, stepTo(name))]));
}

function joinPath(path: string, name: string): string {
  const step = PLAIN_NAME.test(name) ? name : JSON.stringify(name);
  return path === "" ? step : `${path}.${step}`;
}

function printCanonical(value: Json): string {
  if (isList(value)) return `[${value.map(printCanonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${printCanonical(value[name] ?? null)}`).join(",")}}`;
}

/** Array.isArray does not tell lists that cannot be changed from objects. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
