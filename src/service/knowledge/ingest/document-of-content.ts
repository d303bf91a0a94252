// Makes of a file's content what is kept: parsed, split into passages, each classified, with what was stated about it.

import { type Classify, higherLevel, type Level } from "#governance/sensitivity/finding.ts";
import { levelOfLabels } from "#governance/sensitivity/institution-classifier.ts";
import type { InstitutionRules } from "#governance/sensitivity/institution-rules.ts";
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { ParsedDocument } from "../documents/parsed-document.ts";
import { languageOfDocument } from "../passages/language.ts";
import type { ClassifiedPassage } from "../passages/passage.ts";
import { PASSAGE_LIMITS, passagesOf } from "../passages/split-into-passages.ts";
import { validityOf } from "../passages/validity.ts";
import type { NewDocument } from "../stored-document.ts";
import type { FileContent } from "./folder-files.ts";
import type { Pause } from "./pauses.ts";
import { accessOf, type StatedBy } from "./stated-facts.ts";

/** What a label that the institution does not have is taken for: somebody marked the file, and nobody here can say how much it means. */
const UNKNOWN_LABEL_LEVEL: Level = 3;
const LABELS_MAX = 100;

/** Reads a file's content. Rejects with a KanameError that says in one sentence why it cannot. */
export type Parse = (bytes: Uint8Array, fileName: string, signal: AbortSignal) => Promise<ParsedDocument>;

export interface MakingParts {
  readonly parse: Parse;
  readonly classify: Classify;
  readonly labels: InstitutionRules["labels"];
  readonly ids: Ids;
  readonly now: () => Date;
  readonly pause: Pause;
  readonly passagesMax: number;
}

export interface MadeDocument {
  readonly document: NewDocument;
  readonly passages: readonly ClassifiedPassage[];
  /** What was not read of it, one sentence each. */
  readonly problems: readonly string[];
}

export interface Making {
  readonly name: string;
  readonly collectionId: string;
  readonly content: FileContent;
  readonly statedBy: StatedBy;
}

/** Throws what the parser throws, `invalid_request` for a file without text, `too_large` for too many passages, and why `signal` aborted. */
export async function documentOfContent(making: Making, parts: MakingParts, signal: AbortSignal): Promise<MadeDocument> {
  const { name, collectionId, content, statedBy } = making;
  const { rule, stored } = statedBy;
  // The parser may take the bytes for its own thread.
  const bytes = content.bytes.length;
  const parsed = await parts.parse(content.bytes, name, signal);
  const labels = [...new Set([...parsed.labels.slice(0, LABELS_MAX), ...(rule?.labels ?? [])])];
  const unknown = labels.filter((label) => levelOfLabels(parts.labels, [label]) === undefined);
  const floor = higherLevel(rule?.level ?? 1, floorOf(labels, unknown, parts.labels));
  const passages = await classified(parsed, floor, parts, signal);
  const validity = validityOf(parsed);
  const document: NewDocument = {
    id: parts.ids.next("doc"),
    collectionId,
    name,
    contentHash: content.hash,
    mediaType: parsed.mediaType,
    title: rule?.title ?? (parsed.title === undefined ? undefined : storable(parsed.title)),
    language: languageOfDocument(parsed),
    pages: parsed.pages,
    bytes,
    level: passages.reduce((highest, { level }) => higherLevel(highest, level), floor),
    labels,
    series: rule?.series ?? stored?.series,
    // Dates that a person stated hold together; a stated beginning is not mixed with an end that was read.
    ...(rule?.effectiveFrom === undefined && rule?.effectiveTo === undefined
      ? validity
      : { effectiveFrom: rule.effectiveFrom, effectiveTo: rule.effectiveTo }),
    ...accessOf(statedBy),
    ingestedAt: parts.now(),
  };
  const strange = unknown.map((label) => `The label ${label} is none of the institution's; it was taken for level ${UNKNOWN_LABEL_LEVEL}.`);
  return { document, passages, problems: [...parsed.problems, ...strange] };
}

async function classified(parsed: ParsedDocument, floor: Level, parts: MakingParts, signal: AbortSignal): Promise<ClassifiedPassage[]> {
  const passages: ClassifiedPassage[] = [];
  await parts.pause();
  for (const passage of passagesOf(parsed, PASSAGE_LIMITS)) {
    if (signal.aborted) throw abortReason(signal);
    if (passages.length === parts.passagesMax)
      throw new KanameError("too_large", `The file has more than ${parts.passagesMax} passages: divide it.`);
    const text = storable(passage.text);
    const headingPath = passage.headingPath.map(storable);
    passages.push({ ...passage, text, headingPath, level: higherLevel(floor, parts.classify(text).level) });
    await parts.pause();
  }
  if (passages.length === 0) throw new KanameError("invalid_request", "The file holds no text that could be read.");
  return passages;
}

/** PostgreSQL keeps every character but this one, which some files have where a font knows no better. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd");
}

function floorOf(labels: readonly string[], unknown: readonly string[], known: InstitutionRules["labels"]): Level {
  const ofKnown = levelOfLabels(
    known,
    labels.filter((label) => !unknown.includes(label)),
  );
  return higherLevel(ofKnown ?? UNKNOWN_LABEL_LEVEL, unknown.length === 0 ? 1 : UNKNOWN_LABEL_LEVEL);
}
