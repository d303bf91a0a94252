// The hub: runs in which a large model calls the institution's skills. Started, followed, stopped, approved, and taken up again after a restart.
import { type Caller, may, nameOf } from "#governance/caller.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { ChatMessage } from "#model/chat.ts";
import type { JsonObject } from "#model/skill.ts";
import { type DossierParts, openDossier } from "./run-dossier.ts";
import type { NumberedEvent } from "./run-events.ts";
import type { RunFeed } from "./run-feed.ts";
import type { RunStore, StoredRun } from "./run-store.ts";
import { createRunWorker, type RunWorkerParts } from "./run-worker.ts";

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
  /** Ends the caller's run, and what it asked a person for. Throws `not_found`, and `conflict` when it has ended or another server works on it. */
  stop(caller: Caller, runId: string): Promise<StoredRun>;
  /** Goes on with a run after a person has decided on a call of it. */
  decided(institutionId: string, runId: string): Promise<void>;
  /** Takes up what nobody works on: after a start, and now and then. */
  takeUpAbandoned(): Promise<void>;
  /** Lets every run end its present event, and lets go of them all. */
  close(): Promise<void>;
}

export interface HubParts extends RunWorkerParts, DossierParts {
  readonly store: RunStore;
  readonly feed: RunFeed;
  readonly ids: Ids;
}

export function createHub(parts: HubParts): Hub {
  const { store, journal, feed, ids } = parts;
  const worker = createRunWorker(parts);

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

  return {
    async start(caller, { model, messages, inputs, parentRunId }) {
      if (!may(caller, "skills:call") || caller.scenarioId === undefined) {
        throw new KanameError("forbidden", "Runs are started with a key of a scenario whose role calls skills.");
      }
      const scenario = parts.policy().scenarioOf(caller.institutionId, caller.scenarioId);
      if (scenario === undefined) throw new KanameError("forbidden", `The scenario ${caller.scenarioId} of this key is not registered.`);
      if (!worker.hasRoom()) {
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
      worker.work(runId, await journal.begin(runId, { kind: "started", caller, model, messages: [...messages], inputs, depth }));
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
      await worker.letGo(runId);
      const progress = await journal.take(caller.institutionId, runId);
      if (progress === undefined) throw new KanameError("conflict", "The run has ended, or another server works on it.");
      await journal.append(runId, progress, { kind: "stopped", by: nameOf(caller) });
      await parts.approvals.closeOfRun(caller.institutionId, runId, nameOf(caller));
      return get(caller, runId);
    },

    decided: worker.takeUp,
    takeUpAbandoned: worker.takeUpAbandoned,
    close: worker.close,
  };
}
