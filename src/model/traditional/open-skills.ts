// The skills that are ready: each version made ready once, a bounded number kept, closed under no call.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { SkillDefinition, SkillKind } from "../skill.ts";
import type { LoadArtefact, OpenSkill, RunnableSkill } from "./runnable-skill.ts";

/** A model takes some megabytes of memory: more than an institution uses in a day, and still under a gigabyte. */
const OPEN_SKILLS_MAX = 64;
/** Calls of one skill that were given up and have not ended: from here on it is taken for hung, and not called again until one ends. */
const ABANDONED_CALLS_MAX = 16;

export type SkillOpeners = Readonly<Partial<Record<SkillKind, OpenSkill>>>;

export interface OpenSkills {
  /** Takes a skill for one call. Throws `unavailable` for one that hangs, and after `close`. */
  borrow(definition: SkillDefinition, institutionId: string): Loan;
  /** Makes a skill ready and lets go of it again. Keeps nothing: what is tried out is not registered yet and may still change. */
  tryOut(institutionId: string, definition: SkillDefinition): Promise<void>;
  /** Closes every skill that is idle and waits for that; one under a call is closed when the call ends. */
  close(): Promise<void>;
}

export interface Loan {
  /** Rejects with `conflict` where the definition or its artefact cannot be used. */
  readonly ready: Promise<ReadySkill>;
  /** The call has ended. */
  end(): void;
  /** Nobody waits for the call any more; harmless after its end. */
  abandon(): void;
}

export interface ReadySkill {
  readonly skill: RunnableSkill;
  readonly output: z.ZodType;
}

/** A skill that is open or being opened. */
interface Entry {
  readonly ready: Promise<ReadySkill>;
  callsUnderWay: number;
  abandonedCalls: number;
  isRetired: boolean;
}

/** `openMax` is for tests. */
export function createOpenSkills(
  openers: SkillOpeners,
  loadArtefactOf: (institutionId: string) => LoadArtefact,
  openMax = OPEN_SKILLS_MAX,
): OpenSkills {
  /** In the order of their last use. */
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();
  let isClosed = false;

  function open(key: string, definition: SkillDefinition, institutionId: string): Entry {
    const entry = {
      ready: openOne(openers, definition, loadArtefactOf(institutionId)),
      callsUnderWay: 0,
      abandonedCalls: 0,
      isRetired: false,
    };
    // What could not be opened may be repaired: the next call tries again.
    entry.ready.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry;
  }

  function take(definition: SkillDefinition, institutionId: string): Entry {
    // A version never changes, so that its number stands for its content; but each institution counts its own.
    const key = `${institutionId}/${definition.id}@${definition.version}`;
    const entry = entries.get(key) ?? open(key, definition, institutionId);
    entries.delete(key);
    entries.set(key, entry);
    for (const [oldest, old] of entries) {
      if (entries.size <= openMax) break;
      entries.delete(oldest);
      retire(old);
    }
    return entry;
  }

  function retire(entry: Entry): void {
    entry.isRetired = true;
    closeWhenIdle(entry);
  }

  /** A skill whose call hangs is never closed: its memory is the price of going on. */
  function closeWhenIdle(entry: Entry): void {
    if (!entry.isRetired || entry.callsUnderWay > 0) return;
    const closed: Promise<void> = entry.ready.then(({ skill }) => skill.close()).catch(() => undefined);
    closing.add(closed);
    void closed.then(() => closing.delete(closed));
  }

  return {
    borrow(definition, institutionId) {
      if (isClosed) throw new KanameError("unavailable", "Kaname is about to stop and runs no more skills.");
      const entry = take(definition, institutionId);
      if (entry.abandonedCalls >= ABANDONED_CALLS_MAX)
        throw new KanameError("unavailable", `The skill ${definition.id} hangs: ${entry.abandonedCalls} calls of it have not ended.`);
      return lend(entry, () => closeWhenIdle(entry));
    },
    tryOut: async (institutionId, definition) => (await openOne(openers, definition, loadArtefactOf(institutionId))).skill.close(),
    async close() {
      isClosed = true;
      const open = [...entries.values()];
      entries.clear();
      open.forEach(retire);
      await Promise.all(closing);
    },
  };
}

function lend(entry: Entry, onEnd: () => void): Loan {
  let state: "under way" | "abandoned" | "ended" = "under way";
  entry.callsUnderWay += 1;
  return {
    ready: entry.ready,
    end() {
      if (state === "abandoned") entry.abandonedCalls -= 1;
      state = "ended";
      entry.callsUnderWay -= 1;
      onEnd();
    },
    abandon() {
      if (state !== "under way") return;
      state = "abandoned";
      entry.abandonedCalls += 1;
    },
  };
}

async function openOne(openers: SkillOpeners, definition: SkillDefinition, loadArtefact: LoadArtefact): Promise<ReadySkill> {
  const { id, source } = definition;
  const open = openers[source.kind];
  if (open === undefined) throw new KanameError("conflict", `The skill ${id} is of the kind ${source.kind}, which is not offered here.`);
  const output = outputSchema(definition);
  return { skill: await open(definition, loadArtefact), output };
}

function outputSchema(definition: SkillDefinition): z.ZodType {
  try {
    return z.fromJSONSchema({ ...definition.output });
  } catch (cause) {
    throw new KanameError("conflict", `The output schema of ${definition.id} is no JSON Schema that Kaname can check.`, { cause });
  }
}
