// Planted files for the checks of SQL.
import { file, finds, GATE, HUB, type Planted, passes } from "./planted.ts";

const STORE = "src/governance/key-store.ts";
export const database: readonly Planted[] = [
  finds("sqlPlace", [file(GATE, 'const sql = "select id from api_key where id = $1";')], `${GATE}:1 holds SQL outside a store`),
  finds("sqlPlace", [file(HUB, "const text = `", "  UPDATE run SET stage = $1`;")], `${HUB}:1 holds SQL outside a store`),
  finds(
    "sqlPlace",
    [file(HUB, 'const a = "insert into run (id) values ($1)";', "const b = 'delete from run';", 'const c = "create table run (id text)";')],
    ...[1, 2, 3].map((line) => `${HUB}:${line} holds SQL outside a store`),
  ),
  finds(
    "sqlPlace",
    [file(HUB, "const a = `", "  -- the oldest first", "  (select id from run limit 1) union all (select id from run limit 1)`;")],
    `${HUB}:1 holds SQL outside a store`,
  ),
  finds(
    "sqlPlace",
    [file(HUB, 'import type { Database } from "#infrastructure/database/database.ts";', "await database.execute(texts.remove, [id]);")],
    `${HUB}:2 calls execute outside a store`,
  ),
  passes(
    "sqlPlace",
    file(STORE, 'const sql = "select 1 from api_key";'),
    file("src/infrastructure/database/migrate.ts", 'const sql = "create table migration (id text)";'),
  ),
  passes(
    "sqlPlace",
    file(
      HUB,
      'const a = "Select one from the list";',
      'const b = "update the settings";',
      "// select id from api_key",
      "await skill.execute(input);",
      "const { query } = request;",
    ),
  ),
  finds(
    "institution",
    [file(STORE, 'const sql = "select id from api_key where id = $1 limit 1";')],
    `${STORE}:1 runs a statement that names no institution`,
  ),
  finds(
    "institution",
    [file(STORE, 'const sql = "select institution_id from api_key where id = $1 limit 1";')],
    `${STORE}:1 runs a statement that names no institution`,
  ),
  finds(
    "institution",
    [
      file(
        STORE,
        'const sql = "insert into api_key (id, name) values ($1, $2)";',
        "const other = `delete from $",
        "{table} where id = $1`;",
      ),
    ],
    `${STORE}:1 runs a statement that names no institution`,
    `${STORE}:2 runs a statement that names no institution`,
  ),
  passes(
    "institution",
    file(
      STORE,
      'const a = "insert into api_key (id, institution_id) values ($1, $2)";',
      'const b = "update api_key set name = $3 where institution_id = $1 and id = $2";',
      'const columns = "id, name";',
    ),
  ),
  passes("institution", file("src/infrastructure/database/migration-store.ts", 'const a = "select name from migration";')),
  finds("limit", [file(STORE, 'const sql = "select id from api_key where institution_id = $1";')], `${STORE}:1 reads rows without a limit`),
  passes(
    "limit",
    file(
      STORE,
      'const a = "select id from api_key where institution_id = $1 limit $2";',
      'const b = "select count(*) from api_key where institution_id = $1";',
    ),
  ),
];
