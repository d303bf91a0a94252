// The embedded engine in a thread of its own, as a statement blocks the thread that runs it. Started by pglite.ts.
import { parentPort, workerData } from "node:worker_threads";
import { messages, PGlite, type Results } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { CHANGING_COMMANDS, type RawResult } from "./engine.ts";
import type { PgliteReply, PgliteRequest, PgliteStart } from "./pglite-messages.ts";

/** The settings that keep memory near 200 MB and disk bounded, and give values in the text form that values.ts reads. */
const SETTINGS = ["shared_buffers=16MB", "max_wal_size=128MB", "timezone=UTC", "datestyle=ISO,MDY", "bytea_output=hex"];

async function open({ folder }: PgliteStart): Promise<PGlite> {
  const startParams = [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ["-c", setting])];
  const pglite = await PGlite.create(folder, { extensions: { vector }, startParams });
  // Values pass as text in both directions: values.ts converts them, the same way for both engines.
  const asIs = new Proxy<Record<string, (value: string) => string>>({}, { get: () => (value: string) => value });
  pglite.parsers = asIs;
  pglite.serializers = asIs;
  return pglite;
}

/** The simple protocol carries several statements but no parameters, the extended one the other way round. */
async function run(pglite: PGlite, sql: string, parameters: readonly (string | null)[]): Promise<RawResult> {
  if (parameters.length > 0) return toRaw(await pglite.query(sql, [...parameters], { rowMode: "array" }));
  const results = await pglite.exec(sql, { rowMode: "array" });
  return toRaw(results.at(-1));
}

function toRaw(result: Results | undefined): RawResult {
  const { command = "", fields = [], rows = [], rowCount = 0 } = result ?? {};
  return {
    command,
    columns: fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })),
    rows: rows.map((row) => fields.map((_field, index) => row[index])),
    changed: CHANGING_COMMANDS.has(command) ? rowCount : 0,
  };
}

/** A statement that failed, for the reply; any other error means that the engine itself is broken, and ends this thread. */
function toReply(error: unknown): PgliteReply {
  if (!(error instanceof messages.DatabaseError) || error.code === undefined || error.severity !== "ERROR") throw error;
  const { code, message, table, constraint } = error;
  return { kind: "failure", failure: { state: code, message, table, constraint } };
}

async function answer(pglite: PGlite, request: PgliteRequest): Promise<PgliteReply> {
  if (request.kind === "close") {
    await pglite.close();
    return { kind: "closed" };
  }
  return run(pglite, request.sql, request.parameters).then((result) => ({ kind: "result", result }), toReply);
}

const port = parentPort;
if (port === null) throw new Error("this file runs as a thread of pglite.ts");
const pglite = await open(workerData);
port.on("message", async (request: PgliteRequest) => {
  const reply = await answer(pglite, request);
  port.postMessage(reply);
  if (reply.kind === "closed") port.close();
});
port.postMessage({ kind: "ready" } satisfies PgliteReply);
