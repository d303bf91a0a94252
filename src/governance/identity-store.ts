// Institutions, and inside each its departments, applications and people.
import { z } from "zod";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";

/** The longest page of a list: enough for a screen, small enough to hold in memory. */
export const LIST_LIMIT_MAX = 1_000;

const departmentRow = z
  .object({ id: z.string(), name: z.string(), created_at: z.date() })
  .transform((row) => ({ id: row.id, name: row.name, createdAt: row.created_at }));
export type Department = z.output<typeof departmentRow>;

const memberRow = z
  .object({ id: z.string(), department_id: z.string(), name: z.string(), created_at: z.date() })
  .transform((row) => ({ id: row.id, departmentId: row.department_id, name: row.name, createdAt: row.created_at }));
/** An application or a person: each belongs to one department. */
export type Member = z.output<typeof memberRow>;

const idRow = z.object({ id: z.string() });

export interface Page {
  /** The last id of the page before; undefined for the first page. */
  readonly after?: string | undefined;
  /** At most LIST_LIMIT_MAX. */
  readonly limit: number;
}

export type IdentityStore = ReturnType<typeof createIdentityStore>;

/** The stores of who exists. Ids are unique inside an institution, not across: two institutions may both have a department `lending`. */
export function createIdentityStore({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
  return {
    institutions: createInstitutionStore(database, clock),
    departments: createDepartmentStore(database, clock),
    applications: createMemberStore("application", database, clock),
    people: createMemberStore("person", database, clock),
  };
}

function createInstitutionStore(database: Database, clock: Clock) {
  return {
    /** Makes sure that the institution exists and bears `name`: for those declared in the configuration. */
    async ensure(institutionId: string, name: string): Promise<void> {
      await database.execute(
        `insert into institution (id, name, created_at) values ($1, $2, $3)
         on conflict (id) do update set name = excluded.name where institution.name <> excluded.name`,
        [institutionId, name, clock.now()],
      );
    },
  };
}

function createDepartmentStore(database: Database, clock: Clock) {
  return {
    /** Throws `conflict` when the id is taken. */
    async insert(institutionId: string, id: string, name: string): Promise<Department> {
      const department = { id, name, createdAt: clock.now() };
      await database
        .execute("insert into department (institution_id, id, name, created_at) values ($1, $2, $3, $4)", [
          institutionId,
          id,
          name,
          department.createdAt,
        ])
        .catch((error: unknown) => throwTaken(error, "department", id));
      return department;
    },
    async find(institutionId: string, id: string): Promise<Department | undefined> {
      const rows = await database.query(
        departmentRow,
        "select id, name, created_at from department where institution_id = $1 and id = $2 limit 1",
        [institutionId, id],
      );
      return rows[0];
    },
    /** By id. */
    async list(institutionId: string, { after, limit }: Page): Promise<Department[]> {
      return database.query(
        departmentRow,
        "select id, name, created_at from department where institution_id = $1 and id > $2 order by id limit $3",
        [institutionId, after ?? "", Math.min(limit, LIST_LIMIT_MAX)],
      );
    },
    /** Throws `not_found`. */
    async updateName(institutionId: string, id: string, name: string): Promise<Department> {
      const rows = await database.query(
        departmentRow,
        "update department set name = $3 where institution_id = $1 and id = $2 returning id, name, created_at",
        [institutionId, id, name],
      );
      return rows[0] ?? throwNotFound("department", id);
    },
    /** Throws `not_found`, and `conflict` while an application or person belongs to it. */
    async delete(institutionId: string, id: string): Promise<void> {
      await database.transaction(async (transaction) => {
        // The lock comes first: a member who joins at this moment waits for it, so the look below misses nobody.
        const locked = await transaction.query(
          idRow,
          "select id from department where institution_id = $1 and id = $2 limit 1 for update",
          [institutionId, id],
        );
        if (locked.length === 0) throwNotFound("department", id);
        const members = await transaction.query(
          idRow,
          `(select id from application where institution_id = $1 and department_id = $2 limit 1)
           union all (select id from person where institution_id = $1 and department_id = $2 limit 1)`,
          [institutionId, id],
        );
        if (members.length > 0)
          throw new KanameError("conflict", `The department "${id}" still has applications or people; move or delete them first.`);
        await transaction.execute("delete from department where institution_id = $1 and id = $2", [institutionId, id]);
      });
    },
  };
}

/** `table` is one of two words of this file, so building SQL with it lets nothing in. */
function createMemberStore(table: "application" | "person", database: Database, clock: Clock) {
  const columns = "id, department_id, name, created_at";
  return {
    /** Throws `conflict` when the id is taken, `invalid_request` when the department does not exist. */
    async insert(institutionId: string, id: string, departmentId: string, name: string): Promise<Member> {
      // Reading the department under a lock, in the same statement, keeps it from being deleted in between.
      const rows = await database
        .query(
          memberRow,
          `insert into ${table} (institution_id, id, department_id, name, created_at)
           select institution_id, $2, id, $4, $5 from department where institution_id = $1 and id = $3 for key share
           returning ${columns}`,
          [institutionId, id, departmentId, name, clock.now()],
        )
        .catch((error: unknown) => throwTaken(error, table, id));
      const member = rows[0];
      if (member === undefined)
        throw new KanameError("invalid_request", `There is no department "${departmentId}".`, { parameter: "departmentId" });
      return member;
    },
    async find(institutionId: string, id: string): Promise<Member | undefined> {
      const rows = await database.query(memberRow, `select ${columns} from ${table} where institution_id = $1 and id = $2 limit 1`, [
        institutionId,
        id,
      ]);
      return rows[0];
    },
    /** By id. */
    async list(institutionId: string, { after, limit }: Page): Promise<Member[]> {
      return database.query(memberRow, `select ${columns} from ${table} where institution_id = $1 and id > $2 order by id limit $3`, [
        institutionId,
        after ?? "",
        Math.min(limit, LIST_LIMIT_MAX),
      ]);
    },
    /** Throws `not_found`. */
    async updateName(institutionId: string, id: string, name: string): Promise<Member> {
      const sql = `update ${table} set name = $3 where institution_id = $1 and id = $2 returning ${columns}`;
      const rows = await database.query(memberRow, sql, [institutionId, id, name]);
      return rows[0] ?? throwNotFound(table, id);
    },
    /** Throws `not_found`, and `conflict` while it holds a key that is not revoked: keys are revoked one by one, each on record. */
    async delete(institutionId: string, id: string): Promise<void> {
      await database.transaction(async (transaction) => {
        const locked = await transaction.query(idRow, `select id from ${table} where institution_id = $1 and id = $2 limit 1 for update`, [
          institutionId,
          id,
        ]);
        if (locked.length === 0) throwNotFound(table, id);
        const keys = await transaction.query(
          idRow,
          "select id from api_key where institution_id = $1 and caller_kind = $2 and caller_id = $3 and revoked_at is null limit 1",
          [institutionId, table, id],
        );
        if (keys.length > 0) throw new KanameError("conflict", `The ${table} "${id}" still holds API keys; revoke them first.`);
        await transaction.execute(`delete from ${table} where institution_id = $1 and id = $2`, [institutionId, id]);
      });
    },
  };
}

function throwNotFound(noun: string, id: string): never {
  throw new KanameError("not_found", `There is no ${noun} "${id}".`);
}

/** Says which id is taken, where the database only knows that a row exists. */
function throwTaken(error: unknown, noun: string, id: string): never {
  if (!(error instanceof KanameError) || error.kind !== "conflict") throw error;
  throw new KanameError("conflict", `There is already a ${noun} "${id}".`, { cause: error, parameter: "id" });
}
