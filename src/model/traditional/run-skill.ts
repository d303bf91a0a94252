// Runs skills of every kind: each call within its time and size, each result in its declared form, each failure in one sentence.
import { setImmediate } from "node:timers/promises";
import type { z } from "zod";
import { abortReason, assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { JsonObject, SkillCall, SkillDefinition, SkillResult } from "../skill.ts";
import { describeIssue, type ReadArtefact, verifyArtefacts } from "./artefact.ts";
import { createOpenSkills, type ReadySkill, type SkillOpeners } from "./open-skills.ts";
import type { RunnableSkill } from "./runnable-skill.ts";

/** Of all results of a batch: two thousand of half a kilobyte, as numbers with their reasons are. They go out as one answer. */
const BATCH_RESULT_BYTES_MAX = 1_048_576;

export type { SkillOpeners } from "./open-skills.ts";

/**
 * Runs one version of a skill once. The call's signal ends it early. Throws KanameError: `conflict` for a definition or an artefact
 * that cannot be used, `invalid_request` for arguments that the skill cannot take, `upstream_timeout` when its time is up,
 * `upstream_failed` when it fails or its result is too large or not of the declared form, `unavailable` when it hangs.
 */
export type RunSkill = (definition: SkillDefinition, call: SkillCall) => Promise<SkillResult>;

export interface SkillRunner {
  readonly run: RunSkill;
  /** As `run`, for many rows; as one call where the kind can do that, else one after the other. The time limit is for all rows together. */
  runBatch(definition: SkillDefinition, inputs: readonly JsonObject[], call: Omit<SkillCall, "input">): Promise<SkillResult[]>;
  /** Makes a skill ready and lets go of it again, before it is proposed. Throws `conflict`, with one sentence, for one that cannot run. */
  tryOut(institutionId: string, definition: SkillDefinition): Promise<void>;
  /** Closes every skill that is idle and waits for that; one under a call is closed when the call ends. No call is taken from here on. */
  close(): Promise<void>;
}

/**
 * Runs skills with one opener for each kind that is offered; `readArtefact` finds the artefacts of an
 * institution, whose hashes are checked here. To be closed.
 * `openMax` is for tests.
 */
export function createRunSkill(
  openers: SkillOpeners,
  readArtefact: ReadArtefact,
  { openMax }: { readonly openMax?: number } = {},
): SkillRunner {
  const skills = createOpenSkills(openers, verifyArtefacts(readArtefact), openMax);

  async function use<Result>(
    definition: SkillDefinition,
    call: Omit<SkillCall, "input">,
    work: (ready: ReadySkill, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (call.signal.aborted) throw abortReason(call.signal);
    const loan = skills.borrow(definition, call.caller.institutionId);
    const limit = createLimit(definition, call.signal);
    const working = loan.ready.then((ready) => work(ready, limit.signal));
    working.then(loan.end, loan.end);
    try {
      return await Promise.race([working, limit.reached]);
    } catch (error) {
      throw explain(definition, error);
    } finally {
      limit.end();
      if (limit.signal.aborted) loan.abandon();
    }
  }

  return {
    run: (definition, call) =>
      use(definition, call, async ({ skill, output }, signal) => {
        const result = await skill.run({ ...call, signal });
        checkResult(definition, output, result);
        return result;
      }),
    runBatch: (definition, inputs, call) =>
      use(definition, call, async ({ skill, output }, signal) => {
        const check = createBatchCheck(definition, output);
        if (skill.runBatch === undefined) return runEach(skill, inputs, { ...call, signal }, check);
        const results = await skill.runBatch(inputs, { ...call, signal });
        assertHolds(results.length === inputs.length, "a batch gives one result for each row");
        return results.map(check);
      }),
    tryOut: skills.tryOut,
    close: skills.close,
  };
}

/** One row after the other, each with a turn of the others' calls before it: some kinds compute on the thread that answers everybody. */
async function runEach(
  skill: RunnableSkill,
  inputs: readonly JsonObject[],
  call: Omit<SkillCall, "input">,
  check: (result: SkillResult) => SkillResult,
): Promise<SkillResult[]> {
  const results: SkillResult[] = [];
  for (const input of inputs) {
    await setImmediate();
    if (call.signal.aborted) throw abortReason(call.signal);
    results.push(check(await skill.run({ ...call, input })));
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

/** Checks the results of a batch as they come, each by itself and all together. */
function createBatchCheck(definition: SkillDefinition, output: z.ZodType): (result: SkillResult) => SkillResult {
  let bytes = 0;
  return (result) => {
    bytes += checkResult(definition, output, result);
    if (bytes > BATCH_RESULT_BYTES_MAX)
      throw new KanameError(
        "upstream_failed",
        `The results of the skill ${definition.id} have more than ${BATCH_RESULT_BYTES_MAX} bytes together.`,
      );
    return result;
  };
}

/** Gives the size in bytes. Throws `upstream_failed`. */
function checkResult(definition: SkillDefinition, output: z.ZodType, result: SkillResult): number {
  const { id, limits } = definition;
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > limits.resultBytesMax)
    throw new KanameError("upstream_failed", `The result of the skill ${id} has ${bytes} bytes; ${limits.resultBytesMax} are allowed.`);
  const parsed = output.safeParse(result.output);
  if (!parsed.success)
    throw new KanameError("upstream_failed", `The result of the skill ${id} is not of its declared form: ${describeIssue(parsed.error)}.`);
  return bytes;
}

/** Whatever a runtime throws, a caller gets one sentence; the log has the cause. */
function explain({ id }: SkillDefinition, error: unknown): KanameError {
  if (error instanceof KanameError) return error;
  return new KanameError("upstream_failed", `The skill ${id} failed; the log has the details.`, { cause: error });
}
