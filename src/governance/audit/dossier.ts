// Everything that one run rests on as one file: its events and skills, and the stretch of the ledger that vouches for them.
import { z } from "zod";
import { canonical, canonicalDigest } from "./chain.ts";
import { headerSchema } from "./export.ts";

export const dossierHeaderSchema = headerSchema.extend({
  kaname: z.literal("dossier"),
  run: z.string(),
  /** The run's events as its end record digests them. */
  events: z.array(z.looseObject({ sequence: z.int(), at: z.string(), event: z.looseObject({ kind: z.string() }) })),
  /** The definitions of the skills that it called, as their records hash them. */
  skills: z.array(z.looseObject({ id: z.string(), version: z.int() })),
});
export type DossierHeader = z.infer<typeof dossierHeaderSchema>;

const entrySchema = z.looseObject({ event: z.looseObject({ kind: z.string() }) });

/** An event of the ledger, as far as a dossier asks for it. */
export type LoggedEvent = Readonly<Record<string, unknown>>;

/**
 * Of an export's lines the stretch from the first relevant record to the checkpoint behind the last one, with the dossier's header in the
 * place of the export's. Records in between stay, as the chain would break without them.
 */
export async function* dossierLines(
  exported: AsyncIterable<string>,
  content: Pick<DossierHeader, "run" | "events" | "skills">,
  isRelevant: (event: LoggedEvent) => boolean,
): AsyncGenerator<string> {
  let hasBegun = false;
  let waiting: string[] = [];
  let isRelevantWaiting = false;
  let isFirst = true;
  for await (const line of exported) {
    if (isFirst) {
      isFirst = false;
      yield `${canonical({ ...headerSchema.parse(JSON.parse(line)), ...content, kaname: "dossier" })}\n`;
      continue;
    }
    const { event } = entrySchema.parse(JSON.parse(line));
    const relevant = isRelevant(event);
    hasBegun ||= relevant;
    if (!hasBegun) continue;
    waiting.push(line);
    isRelevantWaiting ||= relevant;
    // What is behind the last relevant record is left out, but for the checkpoint that vouches for it.
    if (event.kind !== "checkpoint" || !isRelevantWaiting) continue;
    yield* waiting;
    waiting = [];
    isRelevantWaiting = false;
  }
}

export interface DossierCheck {
  /** Takes the event of each record in turn. */
  see(event: LoggedEvent): void;
  /** What the ledger does not bear out; undefined when it bears out everything. */
  problem(): string | undefined;
}

/** Holds a dossier's content against the records of its own file. */
export function createDossierCheck(header: DossierHeader): DossierCheck {
  const digest = canonicalDigest(header.events);
  const definitions = new Set<unknown>();
  let ended: LoggedEvent | undefined;
  return {
    see(event) {
      if (event.kind === "run" && event.run === header.run) ended = event;
      if (event.kind === "skill" && event.run === header.run) definitions.add(definitionOf(event));
    },
    problem() {
      if (ended === undefined) return "the record of the run's end is missing";
      if (ended.eventsDigest !== digest) return "the run's events are not those that the ledger vouches for";
      const stranger = header.skills.find((skill) => !definitions.has(canonicalDigest(skill)));
      return stranger === undefined ? undefined : `the definition of ${stranger.id} is not the one that the ledger vouches for`;
    },
  };
}

function definitionOf({ skill }: LoggedEvent): unknown {
  return typeof skill === "object" && skill !== null && "definition" in skill ? skill.definition : undefined;
}
