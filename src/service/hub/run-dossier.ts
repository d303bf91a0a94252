// The dossier of a run: what it did, what it called, and the part of the ledger that proves it.
import { type DossierHeader, dossierLines, type LoggedEvent } from "#governance/audit/dossier.ts";
import type { Ledger } from "#governance/audit/ledger.ts";
import type { SkillRegister } from "#governance/skills/skill-register.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { NumberedEvent } from "./run-events.ts";

export interface DossierParts {
  readonly ledger: Pick<Ledger, "exportLines">;
  readonly skills: Pick<SkillRegister, "find">;
}

/** The lines of the dossier of a run that has ended, whose events are given. Throws `conflict` for one that has not. */
export async function openDossier(
  { ledger, skills }: DossierParts,
  institutionId: string,
  runId: string,
  events: readonly NumberedEvent[],
): Promise<AsyncIterable<string>> {
  const last = events.at(-1)?.event.kind;
  if (last !== "answered" && last !== "failed" && last !== "stopped") {
    throw new KanameError("conflict", "The run has not ended; its dossier can be made when it has.");
  }
  const receipts = new Set(events.flatMap(({ event }) => (event.kind === "model_answered" ? [event.receipt] : [])));
  const isRelevant = (event: LoggedEvent): boolean => {
    if (event.kind === "run" || event.kind === "skill") return event.run === runId;
    if (event.kind === "call") return receipts.has(receiptIdOf(event));
    return event.kind === "change" && runOfChange(event) === runId;
  };
  const content = {
    run: runId,
    events: events.map(({ sequence, at, event }) => ({ sequence, at: at.toISOString(), event })),
    skills: await definitionsOf(skills, institutionId, events),
  };
  return dossierLines(ledger.exportLines(institutionId), content, isRelevant);
}

/** Each version that was called, once. */
async function definitionsOf(
  skills: DossierParts["skills"],
  institutionId: string,
  events: readonly NumberedEvent[],
): Promise<DossierHeader["skills"]> {
  const called = new Map<string, { readonly id: string; readonly version: number }>();
  for (const { event } of events) {
    if (event.kind === "skill_ended" && event.version !== null)
      called.set(`${event.skill} ${event.version}`, { id: event.skill, version: event.version });
  }
  const stored = await Promise.all([...called.values()].map(({ id, version }) => skills.find(institutionId, id, version)));
  return stored.filter((skill) => skill !== undefined).map(({ definition }) => definition);
}

function receiptIdOf({ receipt }: LoggedEvent): string {
  return typeof receipt === "object" && receipt !== null && "id" in receipt && typeof receipt.id === "string" ? receipt.id : "";
}

function runOfChange({ details }: LoggedEvent): unknown {
  return typeof details === "object" && details !== null && "run" in details ? details.run : undefined;
}
