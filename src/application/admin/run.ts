// Runs a declared route, and sees to it that nothing is changed without a ledger record.
import type { ChangeRecord } from "#governance/audit/record.ts";
import type { Caller } from "#governance/caller.ts";
import { asKanameError, assertHolds, ERROR_KINDS, KanameError } from "#infrastructure/errors.ts";
import type { Change, RawInput, Route } from "./route.ts";
import type { AdminServices } from "./services.ts";

/** Parses, runs and (for a change) records; gives what the route's output schema lets through. */
export async function runRoute(
  route: Route,
  input: RawInput,
  caller: Caller | undefined,
  services: AdminServices,
  signal: AbortSignal,
): Promise<unknown> {
  const call = route.prepare(input, caller, services, signal);
  if (route.audit === "none") return (await call.run()).answer;
  assertHolds(caller !== undefined && call.intended !== undefined, "a change has a caller and says what it changes");
  const { audit } = route;
  return recordChange({
    caller,
    services,
    toRecord: (change) => toChangeRecord(audit, caller, change),
    intended: call.intended,
    run: call.run,
  });
}

interface ChangeToRecord {
  readonly caller: Caller;
  readonly services: AdminServices;
  readonly toRecord: (change: Change) => ChangeRecord;
  readonly intended: Change;
  readonly run: () => Promise<{ readonly answer: unknown; readonly change: Change | undefined }>;
}

/**
 * The order that leaves no change without its record: note the intent where a kill of the process cannot lose it, change, append the
 * record durably, drop the note. Without the note nothing is changed. A process that dies in between finds the note when it starts again
 * and appends it, marked unclear: at worst the ledger speaks of a change that did not happen, never the other way round. The change and
 * its record are not one database transaction, because the ledger appends for many at once and would wait for a connection held here.
 */
async function recordChange({ caller, services, toRecord, intended, run }: ChangeToRecord): Promise<unknown> {
  const { ledger } = services;
  const { institutionId } = caller;
  const noteId = services.ids.next("change");
  const unclear = toRecord({ object: intended.object, details: { ...intended.details, unclear: true } });
  await ledger.open({ receiptId: noteId, institutionId, ifInterrupted: unclear });
  let done: { readonly answer: unknown; readonly change: Change | undefined };
  try {
    done = await run();
  } catch (error) {
    // A refusal changed nothing. After any other failure (a connection lost at the commit) nobody knows, and the ledger says so.
    if (!isRefusal(error)) await appendOrKeepNote(services, institutionId, unclear);
    ledger.closed(noteId);
    throw error;
  }
  await appendOrKeepNote(services, institutionId, toRecord(done.change ?? intended));
  ledger.closed(noteId);
  return done.answer;
}

/** When it throws, the note stays open, so that the next start appends it. */
async function appendOrKeepNote({ ledger }: AdminServices, institutionId: string, record: ChangeRecord): Promise<void> {
  try {
    await ledger.append(institutionId, record);
  } catch (error) {
    throw new KanameError(
      "storage_failed",
      "The ledger cannot be written. The change may have been made; its record follows when the server starts again. Look first.",
      { cause: error },
    );
  }
}

function isRefusal(error: unknown): boolean {
  return ERROR_KINDS[asKanameError(error).kind].status < 500;
}

function toChangeRecord(action: string, caller: Caller, { object, details }: Change): ChangeRecord {
  return { kind: "change", action, actor: `${caller.kind}/${caller.id}`, object, details: { ...details, key: caller.keyId } };
}
