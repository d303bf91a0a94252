// Reads a text in the open and under its disguises, and tells in which reading the rules see most.
import { foldText } from "../sensitivity/fold.ts";
import { type Channel, type Evidence, weighEvidence } from "./evidence.ts";
import { hiddenPieces } from "./hidden-text.ts";
import { findMarks, type Mark, type MarkClass } from "./marks.ts";
import { disguisedReadings } from "./readings.ts";
import { scanWords, type WordClass, type WordScan } from "./word-scan.ts";
import type { Shown } from "./wording.ts";

export type StrongestReading = Shown & Evidence;

/** Nobody disguises what is harmless: a disguised text counts for more than the same text in the open. */
const DISGUISE_WEIGHT = 1.2;

/** Invisible characters inside words from which they are no accident of copying. */
const INVISIBLE_MIN = 3;
const INVISIBLE = /(?<=[a-z\u3040-\u9fff])[\u00ad\u200b-\u200f\u2060-\u2064\ufeff](?=[a-z\u3040-\u9fff])/gi;
const MAY_BE_INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/;
/** From this a hidden piece is taken for an order; less than a visible one needs, since no person will read it. */
const HIDDEN_ORDER_MIN = 1.5;

/** Words that ordinary texts have as often as attacks: they say something beside others only. */
const COMMON_CLASSES: ReadonlySet<WordClass> = new Set([
  "ordinary",
  "secret",
  "people",
  "money",
  "credential",
  "machineSecret",
  "asked",
  "mention",
]);
/** Classes of telling words that an attack has at least: of over a thousand known ones three have fewer, of ordinary texts two in three. */
const TELLING_CLASSES_MIN = 2;
/** What a text of few words may be an attack by: an element that nobody sees, a template's mark, an address with room for data. */
const MAY_HIDE = /[<{[]|:\/\//;

/**
 * The reading with the most evidence: what stands there, and what the rules say to it; undefined for a text that has too few words of attacks
 * for any rule. Linear in the text.
 */
export function strongestReading(text: string, channel: Channel): StrongestReading | undefined {
  const folded = foldForInspection(text);
  const lower = folded.toLowerCase();
  const scan = scanWords(lower);
  const readings = disguisedReadings(text, folded, lower, scan);
  if (readings.length === 0 && !hasTellingWords(scan) && !MAY_HIDE.test(lower)) return undefined;
  const encoded: Mark[] = readings.length > 0 ? [{ markClass: "encoded", start: 0, end: lower.length }] : [];
  const marks = [...findMarks(lower, scan.hits), ...hiddenOrders(lower), ...encoded];
  const plain = { lower, scan, marks, ...weighEvidence(lower, scan, marks, channel) };
  let strongest = isLaced(text) && plain.total > 0 ? disguised(plain, "invisible characters inside words") : plain;
  for (const reading of readings) {
    const readingScan = scanWords(reading.text, reading.isGlued);
    if (reading.isRewritten && !saysMore(readingScan, scan)) continue;
    const readingMarks = findMarks(reading.text, readingScan.hits);
    const evidence = weighEvidence(reading.text, readingScan, readingMarks, channel);
    if (evidence.total > Math.max(1, plain.total) && evidence.total + DISGUISE_WEIGHT > strongest.total)
      strongest = disguised(
        { lower: reading.text, scan: readingScan, marks: [...readingMarks, ...encoded], ...evidence },
        reading.disguise,
      );
  }
  return strongest;
}

function hasTellingWords({ hits }: WordScan): boolean {
  const telling = new Set<WordClass>();
  for (const { wordClass } of hits) if (!COMMON_CLASSES.has(wordClass) && telling.add(wordClass).size >= TELLING_CLASSES_MIN) return true;
  return false;
}

/** Whether a class has more words in one scan than in another. */
function saysMore({ hits }: WordScan, { hits: known }: WordScan): boolean {
  const counts = new Map<WordClass, number>();
  for (const { wordClass } of known) counts.set(wordClass, (counts.get(wordClass) ?? 0) + 1);
  for (const { wordClass } of hits) {
    const left = (counts.get(wordClass) ?? 0) - 1;
    if (left < 0) return true;
    counts.set(wordClass, left);
  }
  return false;
}

// Spaces in a row, and those around a line break: to a model they are one.
const SPACES = /[ \t]{2,}|[ \t]\n|\n[ \t]{1,}/g;

/** A text as it is inspected, with its letters' case kept. */
export function foldForInspection(text: string): string {
  return foldText(text).text.replace(SPACES, singleSpace);
}

function singleSpace(spaces: string): string {
  return spaces.includes("\n") ? "\n" : " ";
}

function disguised(reading: StrongestReading, disguise: string): StrongestReading {
  return {
    ...reading,
    total: reading.total + DISGUISE_WEIGHT,
    kind: "obfuscated",
    why: `under a disguise (${disguise}): ${reading.why}`,
  };
}

/** Zero-width characters between letters, more than copying from a web page leaves behind. */
function isLaced(text: string): boolean {
  return MAY_BE_INVISIBLE.test(text) && (text.match(INVISIBLE)?.length ?? 0) >= INVISIBLE_MIN;
}

function hiddenOrders(lower: string): Mark[] {
  return hiddenPieces(lower).flatMap(({ start, text }): Mark[] => {
    const scan = scanWords(text);
    const marks = findMarks(text, scan.hits);
    const isOrder = weighEvidence(text, scan, marks, "document").total >= HIDDEN_ORDER_MIN || ordersSomeone(scan, marks);
    return isOrder ? [{ markClass: "hiddenOrder", start, end: start + text.length }] : [];
  });
}

/** What an order in a hidden piece is about, when it is meant for a model. */
const ORDERED: ReadonlySet<string> = new Set<WordClass | MarkClass>([
  "assistant",
  "processing",
  "secret",
  "steer",
  "conceal",
  "userRequest",
  "systemPrompt",
  "mailAddress",
]);

/** An order together with somebody or something that it is about. */
function ordersSomeone({ hits }: WordScan, marks: readonly Mark[]): boolean {
  if (!marks.some(({ markClass }) => markClass === "imperative")) return false;
  return hits.some(({ wordClass }) => ORDERED.has(wordClass)) || marks.some(({ markClass }) => ORDERED.has(markClass));
}
