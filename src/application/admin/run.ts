// Runs a declared route, and sees to it that nothing is changed without a ledger record.
import type { ChangeRecord } from "#governance/audit/record.ts";
import { recordChange } from "#governance/audit/record-change.ts";
import type { Caller } from "#governance/caller.ts";
import { assertHolds } from "#infrastructure/errors.ts";
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
  const { intended, run } = route.prepare(input, caller, services, signal);
  if (route.audit === "none") return (await run()).answer;
  assertHolds(caller !== undefined && intended !== undefined, "a change has a caller and says what it changes");
  const { audit } = route;
  return recordChange(services, {
    institutionId: caller.institutionId,
    intended: toChangeRecord(audit, caller, intended),
    async make() {
      const { answer, change } = await run();
      return { done: answer, record: toChangeRecord(audit, caller, change ?? intended) };
    },
  });
}

function toChangeRecord(action: string, caller: Caller, { object, details }: Change): ChangeRecord {
  return { kind: "change", action, actor: `${caller.kind}/${caller.id}`, object, details: { ...details, key: caller.keyId } };
}
