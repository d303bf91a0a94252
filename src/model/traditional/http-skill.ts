// An institution's own model service as a skill: JSON out by POST, JSON back, within its time and size.
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { Exchange, Outbound } from "#infrastructure/outbound.ts";
import { type JsonObject, jsonObjectSchema, type SkillDefinition } from "../skill.ts";
import { describeIssue } from "./artefact.ts";
import type { OpenSkill } from "./runnable-skill.ts";

const JSON_MEDIA_TYPE = /^application\/(?:json|[a-z0-9.-]{1,64}\+json)(?:$|[; ])/i;

export interface HttpSkillParts {
  readonly openExchange: Outbound["openExchange"];
  /** The secret that is kept under the name of an environment variable; undefined where it is not set. */
  findSecret(variable: string): string | undefined;
}

/** Opens skills behind an address. The address has to be among the origins that the configuration declares. */
export function createHttpOpener({ openExchange, findSecret }: HttpSkillParts): OpenSkill {
  return async (definition) => {
    const { id, source, limits } = definition;
    assertHolds(source.kind === "http", "the opener of HTTP services is given HTTP services");
    const { origin, pathname, search, username, password } = new URL(source.url);
    if (username !== "" || password !== "")
      throw new KanameError("conflict", `The address of ${id} holds a user name or a password; a key belongs into the environment.`);
    const headers = { "content-type": "application/json", accept: "application/json", ...authorisation(definition, findSecret) };
    return {
      async run({ input, signal }) {
        const exchange = await openExchange({
          origin,
          path: pathname + search,
          method: "POST",
          headers,
          body: JSON.stringify(input),
          firstByteTimeoutMs: limits.timeoutMs,
          idleTimeoutMs: limits.timeoutMs,
          signal,
        });
        try {
          assertAnswered(id, exchange);
          return { output: parseAnswer(id, await collect(definition, exchange)) };
        } finally {
          exchange.stop();
        }
      },
      close: async () => undefined,
    };
  };
}

function authorisation({ id, source }: SkillDefinition, findSecret: HttpSkillParts["findSecret"]): Readonly<Record<string, string>> {
  if (source.kind !== "http" || source.apiKeyVariable === undefined) return {};
  const secret = findSecret(source.apiKeyVariable);
  if (secret === undefined)
    throw new KanameError("conflict", `The skill ${id} needs the environment variable ${source.apiKeyVariable}, which is not set.`);
  return { authorization: `Bearer ${secret}` };
}

/** What the service says of its failure is not passed on: it may quote the arguments. */
function assertAnswered(id: string, { status, headers }: Exchange): void {
  if (status === 400 || status === 422)
    throw new KanameError("invalid_request", `The service of ${id} cannot take these arguments (status ${status}).`);
  if (status !== 200) throw new KanameError("upstream_failed", `The service of ${id} answered with status ${status}.`);
  if (!JSON_MEDIA_TYPE.test(String(headers["content-type"] ?? "")))
    throw new KanameError("upstream_failed", `The service of ${id} answered with something other than JSON.`);
}

/** Counts while it reads, so that an endless answer takes no memory. */
async function collect({ id, limits }: SkillDefinition, exchange: Exchange): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of exchange.body) {
    bytes += piece.byteLength;
    if (bytes > limits.resultBytesMax)
      throw new KanameError("upstream_failed", `The service of ${id} answered with more than the allowed ${limits.resultBytesMax} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

function parseAnswer(id: string, answer: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(answer));
  } catch (cause) {
    throw new KanameError("upstream_failed", `The answer of the service of ${id} cannot be read as JSON.`, { cause });
  }
  const parsed = jsonObjectSchema.safeParse(value);
  if (!parsed.success)
    throw new KanameError("upstream_failed", `The service of ${id} answered with no JSON object: ${describeIssue(parsed.error)}.`);
  return parsed.data;
}
