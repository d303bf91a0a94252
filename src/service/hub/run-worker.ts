// Works on the runs that this server holds, and takes up those that nobody works on.
import type { Caller } from "#governance/caller.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import { advance } from "./advance.ts";
import type { AdvanceParts } from "./held-run.ts";
import { LEASE_MS } from "./run-journal.ts";
import type { RunProgress } from "./run-progress.ts";

/** Runs that one server works on at a time; each holds its events in memory. */
const RUNS_MAX = 500;
/** How often runs are looked for that a killed server left, and approvals whose time is over. */
const LOOK_EVERY_MS = 5_000;

export interface RunWorkerParts extends AdvanceParts {
  readonly institutionIds: () => readonly string[];
  /** Whether a key still stands for its caller: a revoked one's runs do not go on. */
  readonly isKeyUsable: (caller: Caller) => Promise<boolean>;
  readonly log: Log;
}

export interface RunWorker {
  hasRoom(): boolean;
  /** Works on a held run in the background. */
  work(runId: string, begun: RunProgress): void;
  /** Goes on with a run that nobody works on; does nothing where somebody does. */
  takeUp(institutionId: string, runId: string): Promise<void>;
  takeUpAbandoned(): Promise<void>;
  /** Stops working on a run, after the event that is under way. */
  letGo(runId: string): Promise<void>;
  close(): Promise<void>;
}

export function createRunWorker(parts: RunWorkerParts): RunWorker {
  const { journal, log } = parts;
  const working = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  let isClosing = false;

  function work(runId: string, begun: RunProgress): void {
    const abort = new AbortController();
    const done = workOn(parts, runId, begun, abort.signal).finally(() => working.delete(runId));
    working.set(runId, { abort, done });
  }

  async function takeUp(institutionId: string, runId: string): Promise<void> {
    if (isClosing || working.has(runId) || working.size >= RUNS_MAX) return;
    const progress = await journal.take(institutionId, runId);
    if (progress === undefined) return;
    if (await parts.isKeyUsable(progress.caller)) return work(runId, progress);
    const sentence = "The key that started this run is revoked or has expired, so the run does not go on.";
    await journal.append(runId, progress, { kind: "failed", error: "forbidden", sentence });
  }

  async function takeUpAbandoned(): Promise<void> {
    for (const institutionId of parts.institutionIds()) {
      const waited = await parts.approvals.expire(institutionId);
      await parts.approvals.closeLeftOpen(institutionId);
      for (const runId of [...waited, ...(await journal.listAbandoned(institutionId, RUNS_MAX))]) await takeUp(institutionId, runId);
    }
  }

  const looking = setInterval(() => {
    takeUpAbandoned().catch((error: unknown) => log.error("runs could not be looked for", {}, error));
  }, LOOK_EVERY_MS);
  looking.unref();

  return {
    hasRoom: () => !isClosing && working.size < RUNS_MAX,
    work,
    takeUp,
    takeUpAbandoned,
    async letGo(runId) {
      const held = working.get(runId);
      held?.abort.abort(new KanameError("client_closed", "The run was stopped."));
      await held?.done;
    },
    async close() {
      isClosing = true;
      clearInterval(looking);
      const all = [...working.values()];
      for (const { abort } of all) abort.abort(new KanameError("unavailable", "The server stops; the run goes on elsewhere."));
      await Promise.all(all.map(({ done }) => done));
    },
  };
}

/** Carries the run on while its lease is renewed; when that breaks off, lets go of it for another server, or a later look of this one. */
async function workOn({ journal, log, ...parts }: RunWorkerParts, runId: string, begun: RunProgress, signal: AbortSignal): Promise<void> {
  const { institutionId } = begun.caller;
  const holding = setInterval(() => {
    journal.hold(institutionId, runId).catch((error: unknown) => log.warn("run could not be held on", { run: runId }, error));
  }, LEASE_MS / 3);
  holding.unref();
  try {
    await advance({ journal, ...parts }, runId, begun, signal);
  } catch (error) {
    if (!signal.aborted) log.error("run broke off; it is taken up again", { run: runId }, error);
    await journal
      .release(institutionId, runId)
      .catch((failure: unknown) => log.warn("run could not be let go of", { run: runId }, failure));
  } finally {
    clearInterval(holding);
  }
}
