// Runs skills of every kind: each version made ready once, each call within its time and size, each result in its declared form.
import { z } from "zod";
import { abortReason, assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, SkillCall, SkillDefinition, SkillKind, SkillResult } from "../skill.ts";
import { describeIssue, verifyArtefacts } from "./artefact.ts";
import type { LoadArtefact, OpenSkill, RunnableSkill } from "./runnable-skill.ts";

/** A model takes some megabytes of memory: more than an institution uses in a day, and still under a gigabyte. */
const OPEN_SKILLS_MAX = 64;
/** Calls of one skill that were given up and have not ended: from here on it is taken for hung, and not called again until one ends. */
const ABANDONED_CALLS_MAX = 16;

export type SkillOpeners = Readonly<Partial<Record<SkillKind, OpenSkill>>>;

export interface RunSkill {
  /**
   * Runs one version of a skill once. The call's signal ends it early. Throws KanameError: `conflict` for a definition or an artefact
   * that cannot be used, `invalid_request` for arguments that the skill cannot take, `upstream_timeout` when its time is up,
   * `upstream_failed` when it fails or its result is too large or not of the declared form, `unavailable` when it hangs.
   */
  run(definition: SkillDefinition, call: SkillCall): Promise<SkillResult>;
  /** As `run`, for many rows; as one call where the kind can do that, else one after the other. The time limit is for all rows together. */
  runBatch(definition: SkillDefinition, inputs: readonly JsonObject[], call: Omit<SkillCall, "input">): Promise<SkillResult[]>;
  /** Opens a version that nobody calls yet, and closes it again. Throws `conflict` for a definition or an artefact that cannot be used. */
  tryOut(definition: SkillDefinition): Promise<void>;
  /** Closes every skill that is idle and waits for that; one under a call is closed when the call ends. No call is taken from here on. */
  close(): Promise<void>;
}

/** A skill that is open or being opened. */
interface Entry {
  readonly ready: Promise<Ready>;
  callsUnderWay: number;
  abandonedCalls: number;
  isRetired: boolean;
}

interface Ready {
  readonly skill: RunnableSkill;
  readonly output: z.ZodType;
}

/** Runs skills with one opener for each kind that is offered; `load` reads an artefact, whose hash is checked here. To be closed. `openMax` is for tests. */
export function createRunSkill(openers: SkillOpeners, load: LoadArtefact, { openMax = OPEN_SKILLS_MAX } = {}): RunSkill {
  const loadArtefact = verifyArtefacts(load);
  /** In the order of their last use. */
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();
  let isClosed = false;

  function open(key: string, definition: SkillDefinition): Entry {
    const entry = { ready: openOne(openers, definition, loadArtefact), callsUnderWay: 0, abandonedCalls: 0, isRetired: false };
    // What could not be opened may be repaired: the next call tries again.
    entry.ready.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry;
  }

  function take(definition: SkillDefinition, institutionId: string): Entry {
    // A version never changes, so that its number stands for its content; but each institution counts its own.
    const key = `${institutionId}/${definition.id}@${definition.version}`;
    const entry = entries.get(key) ?? open(key, definition);
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

  /** A skill is closed under no call. One that hangs is left to itself: its memory is the price of going on. */
  function closeWhenIdle(entry: Entry): void {
    if (!entry.isRetired || entry.callsUnderWay > 0) return;
    const closed: Promise<void> = entry.ready
      .then(({ skill }) => skill.close())
      .catch(() => undefined)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  }

  async function use<Result>(
    definition: SkillDefinition,
    call: Omit<SkillCall, "input">,
    work: (ready: Ready, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (isClosed) throw new KanameError("unavailable", "Kaname is about to stop and runs no more skills.");
    if (call.signal.aborted) throw abortReason(call.signal);
    const entry = take(definition, call.caller.institutionId);
    if (entry.abandonedCalls >= ABANDONED_CALLS_MAX)
      throw new KanameError("unavailable", `The skill ${definition.id} hangs: ${entry.abandonedCalls} calls of it have not ended.`);
    entry.callsUnderWay += 1;
    let hasEnded = false;
    let isAbandoned = false;
    function end(): void {
      hasEnded = true;
      entry.callsUnderWay -= 1;
      if (isAbandoned) entry.abandonedCalls -= 1;
      closeWhenIdle(entry);
    }
    const limit = createLimit(definition, call.signal);
    const working = entry.ready.then((ready) => work(ready, limit.signal));
    working.then(end, end);
    try {
      return await Promise.race([working, limit.reached]);
    } catch (error) {
      throw explain(definition, error);
    } finally {
      limit.end();
      if (!hasEnded && limit.signal.aborted) {
        isAbandoned = true;
        entry.abandonedCalls += 1;
      }
    }
  }

  return {
    run: (definition, call) =>
      use(definition, call, async ({ skill, output }, signal) => checkResult(definition, output, await skill.run({ ...call, signal }))),
    runBatch: (definition, inputs, call) =>
      use(definition, call, async ({ skill, output }, signal) => {
        const results = await (skill.runBatch?.(inputs, { ...call, signal }) ?? runEach(skill, inputs, { ...call, signal }));
        assertHolds(results.length === inputs.length, "a batch gives one result for each row");
        return results.map((result) => checkResult(definition, output, result));
      }),
    async tryOut(definition) {
      // Not the one that calls use: what is only proposed may be proposed otherwise, under the same number.
      const { skill } = await openOne(openers, definition, loadArtefact);
      await skill.close();
    },
    async close() {
      isClosed = true;
      const open = [...entries.values()];
      entries.clear();
      open.forEach(retire);
      while (closing.size > 0) await Promise.all(closing);
    },
  };
}

async function openOne(openers: SkillOpeners, definition: SkillDefinition, loadArtefact: LoadArtefact): Promise<Ready> {
  const open = openers[definition.source.kind];
  if (open === undefined)
    throw new KanameError("conflict", `The skill ${definition.id} is of the kind ${definition.source.kind}, which is not offered here.`);
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

async function runEach(skill: RunnableSkill, inputs: readonly JsonObject[], call: Omit<SkillCall, "input">): Promise<SkillResult[]> {
  const results: SkillResult[] = [];
  for (const input of inputs) {
    if (call.signal.aborted) throw abortReason(call.signal);
    results.push(await skill.run({ ...call, input }));
  }
  return results;
}

/** The end of a call's time: by its caller, or by the limit of the skill. `end` stops the clock. */
function createLimit({ id, limits }: SkillDefinition, callSignal: AbortSignal) {
  const controller = new AbortController();
  const reached = Promise.withResolvers<never>();
  // It may reject when nobody listens any more.
  reached.promise.catch(() => undefined);
  function stop(reason: KanameError): void {
    controller.abort(reason);
    reached.reject(reason);
  }
  const onAbort = () => stop(abortReason(callSignal));
  callSignal.addEventListener("abort", onAbort);
  const timer = setTimeout(
    () => stop(new KanameError("upstream_timeout", `The skill ${id} gave no result within ${limits.timeoutMs} ms.`)),
    limits.timeoutMs,
  );
  return {
    signal: controller.signal,
    reached: reached.promise,
    end() {
      clearTimeout(timer);
      callSignal.removeEventListener("abort", onAbort);
    },
  };
}

function checkResult(definition: SkillDefinition, output: z.ZodType, result: SkillResult): SkillResult {
  const { id, limits } = definition;
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > limits.resultBytesMax)
    throw new KanameError("upstream_failed", `The result of the skill ${id} has ${bytes} bytes; ${limits.resultBytesMax} are allowed.`);
  const parsed = output.safeParse(result.output);
  if (!parsed.success)
    throw new KanameError("upstream_failed", `The result of the skill ${id} is not of its declared form: ${describeIssue(parsed.error)}.`);
  return result;
}

/** Whatever a runtime throws, a caller gets one sentence; the log has the cause. */
function explain({ id }: SkillDefinition, error: unknown): KanameError {
  if (error instanceof KanameError) return error;
  return new KanameError("upstream_failed", `The skill ${id} failed; the log has the details.`, { cause: error });
}
