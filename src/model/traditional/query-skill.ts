// Named queries as skills: a stored, reviewed SELECT with parameters, over a declared data source, with the caller's own rights.
import { assertReads, type DataSource } from "#infrastructure/database/data-source.ts";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { Json, JsonObject, SkillCall } from "../skill.ts";
import type { OpenSkill } from "./runnable-skill.ts";

type Parameter = Parameters<DataSource["query"]>[1][number];

const SQL_BYTES_MAX = 65_536;
const LIST_ITEMS_MAX = 1_000;
const PLACEHOLDER = /\$([1-9]\d{0,3})/g;

/** Opens queries over the data sources that `findSource` knows by name at the time of each call. A result is `{ rows, hasMore }`. */
export function createQueryOpener(findSource: (name: string) => DataSource | undefined): OpenSkill {
  return async ({ id, source, limits }, loadArtefact) => {
    assertHolds(source.kind === "query", "the opener of queries is given queries");
    const sourceNow = () => getSource(id, findSource, source.source);
    sourceNow();
    const sql = readSql(id, await loadArtefact(source.artefact));
    assertReads(sql);
    assertPlaceholders(id, sql, source.parameters.length);
    return {
      async run({ input, caller }) {
        const parameters = source.parameters.map((name) => parameterOf(id, name, input, caller));
        const { rows, hasMore } = await sourceNow().query(sql, parameters, { rowsMax: source.rowsMax, timeoutMs: limits.timeoutMs });
        return { output: { rows, hasMore } };
      },
      close: async () => undefined,
    };
  };
}

function getSource(id: string, findSource: (name: string) => DataSource | undefined, name: string): DataSource {
  const source = findSource(name);
  if (source === undefined) throw new KanameError("conflict", `The skill ${id} names the data source ${name}, which is not configured.`);
  return source;
}

function readSql(id: string, artefact: Uint8Array): string {
  if (artefact.byteLength > SQL_BYTES_MAX) throw new KanameError("conflict", `The query of ${id} is longer than ${SQL_BYTES_MAX} bytes.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(artefact);
  } catch (cause) {
    throw new KanameError("conflict", `The query of ${id} is no text in UTF-8.`, { cause });
  }
}

/** A declared right that the statement does not use would protect nothing. */
function assertPlaceholders(id: string, sql: string, count: number): void {
  const used = new Set(Array.from(sql.matchAll(PLACEHOLDER), ([, number]) => Number(number)));
  const isComplete = Array.from({ length: count }, (_unused, index) => index + 1).every((number) => used.has(number));
  if (!isComplete || used.size !== count)
    throw new KanameError("conflict", `The query of ${id} has to use each of its ${count} parameters ($1, $2, …) and no others.`);
}

/** Who calls is known from the key, so no argument of that name can stand for it. */
function parameterOf(id: string, name: string, input: JsonObject, caller: SkillCall["caller"]): Parameter {
  if (name === "caller.id") return caller.id;
  if (name === "caller.department") {
    if (caller.departmentId === undefined)
      throw new KanameError("invalid_request", `The query of ${id} is answered for a department; the caller belongs to none.`);
    return caller.departmentId;
  }
  return toParameter(name, input[name] ?? null);
}

function toParameter(name: string, value: Json): Parameter {
  if (typeof value === "number" && !Number.isFinite(value)) throw unsuitable(name);
  if (value === null || typeof value !== "object") return value;
  if (!Array.isArray(value) || value.length > LIST_ITEMS_MAX) throw unsuitable(name);
  const texts = value.filter((item: Json) => typeof item === "string");
  if (texts.length === value.length) return texts;
  const numbers = value.filter((item: Json) => typeof item === "number" && Number.isFinite(item));
  if (numbers.length === value.length) return numbers;
  throw unsuitable(name);
}

function unsuitable(name: string): KanameError {
  return new KanameError(
    "invalid_request",
    `The argument ${name} has to be a text, a finite number, true or false, or a list of at most ${LIST_ITEMS_MAX} texts or numbers.`,
    { parameter: name },
  );
}
