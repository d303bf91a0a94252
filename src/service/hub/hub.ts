// The hub: runs in which a large model calls the institution's skills. Started, followed, stopped, approved, and taken up again after a restart.
import { type Caller, may, nameOf } from "#governance/caller.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import type { ChatMessage } from "#model/chat.ts";
import type { JsonObject } from "#model/skill.ts";
import { type AdvanceParts, advance } from "./advance.ts";
import { type DossierParts, openDossier } from "./run-dossier.ts";
import type { NumberedEvent } from "./run-events.ts";
import type { RunFeed } from "./run-feed.ts";
import { LEASE_MS } from "./run-journal.ts";
import type { RunProgress } from "./run-progress.ts";
import type { RunStore, StoredRun } from "./run-store.ts";

/** Runs that one server works on at a time; each holds its events in memory. */
const RUNS_MAX = 500;
/** How often runs are looked for that a killed server left, and approvals whose time is over. */
const LOOK_EVERY_MS = 5_000;

export interface RunOrder {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** What is known from the start, by the name that skills take it under. */
  readonly inputs: JsonObject;
  /** The run that this one was started from, if any. */
  readonly parentRunId: string | undefined;
}

export interface Hub {
  /** Starts a run and gives its id; its work goes on whether or not anybody follows it. Throws `forbidden`, `invalid_request`, `overloaded`. */
  start(caller: Caller, order: RunOrder): Promise<string>;
  /** A run of the caller, or any of the institution for who may read all. Throws `not_found`. */
  get(caller: Caller, runId: string): Promise<StoredRun>;
  list(caller: Caller, page: { readonly before: string | undefined; readonly limit: number }): Promise<StoredRun[]>;
  /** The events after the one numbered `after`, those to come included, until the run has ended or `signal` aborts. Throws `not_found`. */
  follow(caller: Caller, runId: string, after: number, signal: AbortSignal): AsyncIterable<NumberedEvent>;
  /** Everything that the run rests on, as lines of one file for `kaname ledger verify`. Throws `not_found`, and `conflict` before its end. */
  dossier(caller: Caller, runId: string): Promise<AsyncIterable<string>>;
  /** Ends the caller's run. Throws `not_found`, and `conflict` when it has ended or another server works on it. */
  stop(caller: Caller, runId: string): Promise<StoredRun>;
  /** Goes on with a run after a person has decided on a call of it. */
  decided(institutionId: string, runId: string): Promise<void>;
  /** Takes up what nobody works on: after a start, and now and then. */
  takeUpAbandoned(): Promise<void>;
  /** Lets every run end its present event, and lets go of them all. */
  close(): Promise<void>;
}

export interface HubParts extends AdvanceParts, DossierParts {
  readonly store: RunStore;
  readonly feed: RunFeed;
  readonly institutionIds: () => readonly string[];
  /** Whether a key still stands for its caller: a revoked one's runs do not go on. */
  readonly isKeyUsable: (caller: Caller) => Promise<boolean>;
  readonly ids: Ids;
  readonly log: Log;
}

export function createHub(parts: HubParts): Hub {
  const { store, journal, feed, ids, log, clock } = parts;
  const working = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  let isClosing = false;

  /** Works on a held run in the background. */
  function work(runId: string, begun: RunProgress): void {
    const { institutionId } = begun.caller;
    const abort = new AbortController();
    const holding = setInterval(() => void journal.hold(institutionId, runId).catch(() => undefined), LEASE_MS / 3);
    holding.unref();
    const done = advance(parts, runId, begun, abort.signal)
      .then(() => undefined)
      .catch(async (error: unknown) => {
        if (!abort.signal.aborted) log.error("run broke off; it is taken up again", { run: runId }, error);
        await journal.release(institutionId, runId).catch(() => undefined);
      })
      .finally(() => {
        clearInterval(holding);
        working.delete(runId);
      });
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

  async function get(caller: Caller, runId: string): Promise<StoredRun> {
    const run = await store.find(caller.institutionId, runId);
    if (run !== undefined && (run.owner === nameOf(caller) || may(caller, "runs:read-all"))) return run;
    throw new KanameError("not_found", `There is no run ${runId}.`);
  }

  async function depthOf(caller: Caller, parentRunId: string | undefined): Promise<number> {
    if (parentRunId === undefined) return 0;
    await get(caller, parentRunId);
    const [first] = await journal.read(caller.institutionId, parentRunId, 0);
    return first?.event.kind === "started" ? first.event.depth + 1 : 1;
  }

  const looking = setInterval(
    () => void takeUpAbandoned().catch((error: unknown) => log.error("runs could not be looked for", {}, error)),
    LOOK_EVERY_MS,
  );
  looking.unref();

  async function takeUpAbandoned(): Promise<void> {
    for (const institutionId of parts.institutionIds()) {
      const waited = await parts.approvals.expire(institutionId);
      const abandoned = await store.listAbandoned(institutionId, clock.now(), RUNS_MAX);
      for (const runId of [...waited, ...abandoned]) await takeUp(institutionId, runId);
    }
  }

  return {
    async start(caller, { model, messages, inputs, parentRunId }) {
      if (!may(caller, "skills:call") || caller.scenarioId === undefined) {
        throw new KanameError("forbidden", "Runs are started with a key of a scenario whose role calls skills.");
      }
      const scenario = parts.policy().scenarioOf(caller.institutionId, caller.scenarioId);
      if (scenario === undefined) throw new KanameError("forbidden", `The scenario ${caller.scenarioId} of this key is not registered.`);
      if (isClosing || working.size >= RUNS_MAX) {
        throw new KanameError("overloaded", "Too many runs are under way; try again soon.", { retryAfterSeconds: 5 });
      }
      const depth = await depthOf(caller, parentRunId);
      if (depth > scenario.runLimits.depthMax) {
        throw new KanameError(
          "invalid_request",
          `Runs of ${scenario.id} stand at most ${scenario.runLimits.depthMax} deep inside each other.`,
        );
      }
      const runId = ids.next("run");
      work(runId, await journal.begin(runId, { kind: "started", caller, model, messages: [...messages], inputs, depth }));
      return runId;
    },

    get,

    list: (caller, page) => store.list(caller.institutionId, { ...page, owner: may(caller, "runs:read-all") ? undefined : nameOf(caller) }),

    async *follow(caller, runId, after, signal) {
      await get(caller, runId);
      yield* feed.follow(caller.institutionId, runId, after, signal);
    },

    async dossier(caller, runId) {
      await get(caller, runId);
      return openDossier(parts, caller.institutionId, runId, await journal.read(caller.institutionId, runId, 0));
    },

    async stop(caller, runId) {
      const run = await get(caller, runId);
      if (run.owner !== nameOf(caller)) throw new KanameError("forbidden", "Only who started a run stops it.");
      const held = working.get(runId);
      held?.abort.abort(new KanameError("client_closed", "The run was stopped."));
      await held?.done;
      const progress = await journal.take(caller.institutionId, runId);
      if (progress === undefined) throw new KanameError("conflict", "The run has ended, or another server works on it.");
      await journal.append(runId, progress, { kind: "stopped", by: nameOf(caller) });
      return get(caller, runId);
    },

    decided: takeUp,
    takeUpAbandoned,

    async close() {
      isClosing = true;
      clearInterval(looking);
      const all = [...working.values()];
      for (const { abort } of all) abort.abort(new KanameError("unavailable", "The server stops; the run goes on elsewhere."));
      await Promise.all(all.map(({ done }) => done));
    },
  };
}
