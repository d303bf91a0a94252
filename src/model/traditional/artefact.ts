// Artefacts on their way into a runtime: the right bytes, of bounded size, in the expected form.
import { createHash } from "node:crypto";
import type { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { LoadArtefact } from "./runnable-skill.ts";

/** Tabular models, tables and scorecards take up to a few megabytes; a large model is no artefact of a skill. */
const ARTEFACT_BYTES_MAX = 67_108_864;

/** Finds an artefact of an institution by its SHA-256; undefined where there is none. */
export type ReadArtefact = (institutionId: string, sha256: string) => Promise<Uint8Array | undefined>;

/** Loaders that give only what has the hash that was asked for, whatever `read` found. */
export function verifyArtefacts(read: ReadArtefact): (institutionId: string) => LoadArtefact {
  return (institutionId) => async (sha256) => {
    const artefact = await read(institutionId, sha256);
    if (artefact === undefined) throw new KanameError("conflict", `There is no artefact ${sha256}.`);
    if (artefact.byteLength > ARTEFACT_BYTES_MAX)
      throw new KanameError("conflict", `The artefact ${sha256} is larger than ${ARTEFACT_BYTES_MAX} bytes.`);
    const actual = createHash("sha256").update(artefact).digest("hex");
    if (actual !== sha256) throw new KanameError("conflict", `The artefact ${sha256} was changed: what is stored has the hash ${actual}.`);
    return artefact;
  };
}

/** Reads a JSON artefact. `what` names it in the error's sentence, as in "the scorecard of credit-points". Throws `conflict`. */
export function parseArtefact<Value>(artefact: Uint8Array, schema: z.ZodType<Value>, what: string): Value {
  const parsed = schema.safeParse(parseJson(artefact, what));
  if (parsed.success) return parsed.data;
  throw new KanameError("conflict", `In ${what}, ${describeIssue(parsed.error)}.`, { cause: parsed.error });
}

function parseJson(artefact: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(artefact));
  } catch (cause) {
    throw new KanameError("conflict", `It cannot be read as JSON: ${what}.`, { cause });
  }
}

/** The first thing that is wrong, as a part of a sentence. */
export function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "the form is not the expected one";
  const message = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return issue.path.length === 0 ? message : `${issue.path.join(".")}: ${message}`;
}
