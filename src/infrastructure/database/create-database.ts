// A Database on top of an engine: values, transactions and errors, so that all engines behave alike.
import { AsyncLocalStorage } from "node:async_hooks";
import type { z } from "zod";
import { assertHolds, KanameError } from "../errors.ts";
import type { Database, SqlRunner, SqlValue } from "./database.ts";
import type { Engine, RawResult, Session } from "./engine.ts";
import { fromColumn, toParameter } from "./values.ts";

/** A transaction that asks nothing for this long has lost its way; it would keep its locks, and on the embedded engine everybody waiting. */
const TRANSACTION_IDLE_MS_MAX = 30_000;

type Run = Session["run"];

/** `idleMsMax` is for tests. */
export function createDatabase(engine: Engine, { idleMsMax = TRANSACTION_IDLE_MS_MAX } = {}): Database {
  const scope = new AsyncLocalStorage<{ isOpen: boolean }>();

  /** On the embedded engine this would wait for itself; on PostgreSQL it would do so under load, and always escape the transaction. */
  function assertOutside(): void {
    assertHolds(scope.getStore()?.isOpen !== true, "the work of a transaction uses the runner that it was given, not the database");
  }

  async function runOne(sql: string, parameters: readonly (string | null)[]): Promise<RawResult> {
    assertOutside();
    const session = await engine.lease();
    try {
      return await session.run(sql, parameters);
    } finally {
      session.release(false);
    }
  }

  return {
    engine: engine.name,
    ...createRunner(runOne),
    async transaction(work) {
      assertOutside();
      const session = await engine.lease();
      const conversation = createConversation(session, idleMsMax);
      let isRolledBack = true;
      try {
        await conversation.run("begin", []);
        const result = await Promise.race([scope.run(conversation, () => work(createRunner(conversation.run))), conversation.idledOut]);
        await commit(conversation.run);
        return result;
      } catch (error) {
        isRolledBack = await conversation.rollBack();
        throw error;
      } finally {
        conversation.end();
        session.release(!isRolledBack);
      }
    },
    close: () => engine.close(),
  };
}

/** COMMIT of a transaction in which a statement failed rolls back and reports no error: its command tag tells. */
async function commit(run: Run): Promise<void> {
  const { command } = await run("commit", []);
  if (command !== "COMMIT")
    throw new KanameError("internal", "A transaction went on after a statement of it had failed; nothing was changed.");
}

/** What one transaction says to its session: one statement after the other, none after its end, and no long silence. */
function createConversation(session: Session, idleMsMax: number) {
  let tail: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const idled = Promise.withResolvers<never>();
  // It may reject when nobody listens any more.
  idled.promise.catch(() => undefined);

  function say(sql: string, parameters: readonly (string | null)[]): Promise<RawResult> {
    clearTimeout(timer);
    const answer = tail.then(() => session.run(sql, parameters));
    const silence = answer.then(
      () => undefined,
      () => undefined,
    );
    tail = silence;
    silence.then(() => {
      if (tail === silence && conversation.isOpen) timer = setTimeout(() => idled.reject(idleTooLong(idleMsMax)), idleMsMax);
    });
    return answer;
  }

  const conversation = {
    isOpen: true,
    idledOut: idled.promise,
    async run(sql: string, parameters: readonly (string | null)[]): Promise<RawResult> {
      assertHolds(conversation.isOpen, "a runner is not used after its transaction has ended");
      return say(sql, parameters);
    },
    /** Undoes what was done, after whatever is still running. False when that could not be made sure. */
    async rollBack(): Promise<boolean> {
      conversation.isOpen = false;
      return say("rollback", []).then(
        () => true,
        () => false,
      );
    },
    end(): void {
      conversation.isOpen = false;
      clearTimeout(timer);
    },
  };
  return conversation;
}

function idleTooLong(idleMsMax: number): KanameError {
  return new KanameError("storage_failed", "The database gave up a transaction that had stopped half-way; nothing was changed.", {
    cause: new Error(`a transaction ran no statement for ${idleMsMax} ms`),
  });
}

function createRunner(run: Run): SqlRunner {
  return {
    async query<Row>(row: z.ZodType<Row>, sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
      const { columns, rows } = await run(sql, parameters.map(toParameter));
      return rows.map((values) => {
        const found = Object.fromEntries(columns.map(({ name, typeId }, index) => [name, fromColumn(typeId, values[index] ?? null)]));
        const parsed = row.safeParse(found);
        if (!parsed.success)
          throw new KanameError("internal", "A row of Kaname's database has not the expected form. The log has the details.", {
            cause: parsed.error,
          });
        return parsed.data;
      });
    },
    async execute(sql, parameters = []) {
      const { changed } = await run(sql, parameters.map(toParameter));
      return changed;
    },
  };
}
