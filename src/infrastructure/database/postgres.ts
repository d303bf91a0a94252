// A PostgreSQL server (16 or newer, with pgvector) as the database.
import pg from "pg";
import { KanameError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createDatabase } from "./create-database.ts";
import type { Database } from "./database.ts";
import { CHANGING_COMMANDS, type Engine, type RawResult, type Session } from "./engine.ts";
import { engineLost, sqlError } from "./sql-errors.ts";
import { busy } from "./turns.ts";

/** PostgreSQL serves 100 connections by default: this leaves room for several Kaname servers and for administrators. */
const CONNECTIONS_MAX = 16;
const WAITING_STATEMENTS_MAX = 1_024;
/** For a connection to be made, and for one to become free. */
const CONNECT_MS_MAX = 10_000;
/** No statement of a request takes longer; migrations lift it for theirs. */
const STATEMENT_MS_MAX = 30_000;
/** The server's own limit, should this process hang: above that of create-database.ts, which gives the better error. */
const TRANSACTION_IDLE_MS_MAX = 60_000;
const IDLE_CONNECTION_MS_MAX = 60_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
const VERSION_MIN = 160_000;

/** The text forms that values.ts reads, whatever the server's defaults. */
const SETTINGS = "-c timezone=UTC -c datestyle=ISO,MDY -c bytea_output=hex -c extra_float_digits=1";

export interface PostgresParts {
  /** postgres://user:password@host:port/database?sslmode=… */
  readonly url: string;
  readonly log: Log;
}

/** Opens a pool of connections, and makes sure that the server answers and is new enough. Throws `storage_failed`. */
export async function openPostgres({ url, log }: PostgresParts): Promise<Database> {
  const engine = openPostgresEngine({ url, log });
  try {
    await assertVersion(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return createDatabase(engine);
}

async function assertVersion(engine: Engine): Promise<void> {
  const session = await engine.lease();
  try {
    const { rows } = await session.run("select current_setting('server_version_num')", []);
    const version = Number(rows[0]?.[0]);
    if (!(version >= VERSION_MIN))
      throw new KanameError("storage_failed", `The PostgreSQL server has version ${version / 10_000}; Kaname needs 16 or newer.`);
  } finally {
    session.release(false);
  }
}

function openPostgresEngine({ url, log }: PostgresParts): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "kaname",
    options: SETTINGS,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    idleTimeoutMillis: IDLE_CONNECTION_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    idle_in_transaction_session_timeout: TRANSACTION_IDLE_MS_MAX,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    // Values pass as text: values.ts converts them, the same way for both engines.
    types: { getTypeParser: () => (value: string) => value },
  });
  // A server that restarts closes idle connections; the pool makes new ones by itself.
  pool.on("error", (error) => log.warn("database-connection-lost", { engine: "postgresql" }, error));

  return {
    name: "postgresql",
    async lease() {
      if (pool.waitingCount >= WAITING_STATEMENTS_MAX) throw busy(`${WAITING_STATEMENTS_MAX} statements wait already`);
      return pool.connect().then(toSession, (cause: unknown) => {
        throw engineLost(cause);
      });
    },
    close: () => pool.end(),
  };
}

function toSession(client: pg.PoolClient): Session {
  // A connection that breaks while on lease tells the statement that it was running; without a listener the event would end the process.
  const ignore = () => undefined;
  client.on("error", ignore);
  return {
    run: (sql, parameters) => run(client, sql, parameters),
    release(broken) {
      client.off("error", ignore);
      client.release(broken);
    },
  };
}

async function run(client: pg.PoolClient, sql: string, parameters: readonly (string | null)[]): Promise<RawResult> {
  try {
    // Several statements give several results.
    const given: pg.QueryArrayResult | pg.QueryArrayResult[] = await client.query({ text: sql, values: [...parameters], rowMode: "array" });
    return toRaw(Array.isArray(given) ? given.at(-1) : given);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw engineLost(error);
    throw sqlError({ state: error.code, message: error.message, table: error.table, constraint: error.constraint }, sql);
  }
}

function toRaw(result: pg.QueryArrayResult | undefined): RawResult {
  if (result === undefined) return { command: "", columns: [], rows: [], changed: 0 };
  const { command, fields, rows, rowCount } = result;
  return {
    command: command ?? "",
    columns: fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })),
    rows,
    changed: CHANGING_COMMANDS.has(command) ? (rowCount ?? 0) : 0,
  };
}
