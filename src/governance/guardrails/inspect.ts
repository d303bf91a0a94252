// Inspects a text for an attack on the model: prompt injection, jailbreaks, exfiltration, in Japanese, Chinese and English.
import { foldText } from "../sensitivity/fold.ts";
import { type Channel, type Evidence, weighEvidence } from "./evidence.ts";
import { hiddenPieces } from "./hidden-text.ts";
import { findMarks, type Mark, type MarkClass } from "./marks.ts";
import { disguisedReadings } from "./readings.ts";
import { scanWords, type WordClass, type WordScan } from "./word-scan.ts";
import { likenessToAttacks } from "./wording.ts";

export type { Channel } from "./evidence.ts";

export interface Inspection {
  readonly attack: boolean;
  /** What kind of attack; null where it is none. */
  readonly kind: string | null;
  /** From 0 to 1: how surely it is an attack. An attack from the channel's threshold on. */
  readonly score: number;
  /** Which rule says most, in words an auditor can follow; never the text. */
  readonly why: string;
}

export type Inspect = (text: string, channel: Channel) => Inspection;

/**
 * The evidence, in log-odds, that is as likely an attack as not. Rules are weighed so that one sure rule reaches it and one vague rule does
 * not.
 */
const EVEN_ODDS = 4;

/**
 * Where an attack begins. The rules' weights differ by channel already, since a user may instruct the model and a document or a tool may
 * not. Tools have the highest one: their logs and statuses were what most false alarms came from. Set by hand; to be chosen anew on more texts.
 */
const THRESHOLDS = { user: 0.46, document: 0.46, tool: 0.62 } as const satisfies Record<Channel, number>;

/** Nobody disguises what is harmless: a disguised text counts for more than the same text in the open. */
const DISGUISE_WEIGHT = 1.2;

/**
 * What the learnt likeness counts beside the rules: it finds what no rule foresaw, and alone it decides where it is very sure only. Chosen
 * on a small set of texts, so how much it helps on others is for the benchmark to say.
 */
const LIKENESS_WEIGHT = 2;
const LIKENESS_MAX = 4;

/** Invisible characters inside words from which they are no accident of copying. */
const INVISIBLE_MIN = 3;
const INVISIBLE = /(?<=[a-z\u3040-\u9fff])[\u00ad\u200b-\u200f\u2060-\u2064\ufeff](?=[a-z\u3040-\u9fff])/gi;
const MAY_BE_INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/;
/** From this a hidden piece is taken for an order; less than a visible one needs, since no person will read it. */
const HIDDEN_ORDER_MIN = 1.5;

/** An inspector with all rules. It keeps nothing of the texts; it throws nothing on any input, and its time is linear in their length. */
export function createInspector(): Inspect {
  return (text, channel) => {
    const folded = foldText(text).text.replace(SPACES, singleSpace);
    const lower = folded.toLowerCase();
    const scan = scanWords(lower);
    const hidden = hiddenOrders(lower);
    const readings = disguisedReadings(text, folded, lower, scan);
    const encoded: Mark[] = readings.length > 0 ? [{ markClass: "encoded", start: 0, end: lower.length }] : [];
    const plain = weighEvidence(lower, scan, [...findMarks(lower, scan.hits), ...hidden, ...encoded], channel);
    let strongest = isLaced(text) && plain.total > 0 ? disguised(plain, "invisible characters inside words") : plain;
    for (const reading of readings) {
      const readingScan = scanWords(reading.text, reading.isGlued);
      const evidence = weighEvidence(reading.text, readingScan, findMarks(reading.text, readingScan.hits), channel);
      if (evidence.total > Math.max(1, plain.total) && evidence.total + DISGUISE_WEIGHT > strongest.total)
        strongest = disguised(evidence, reading.disguise);
    }
    return judged(withLikeness(strongest, likenessToAttacks(lower, channel)), channel);
  };
}

// Spaces in a row, and those around a line break: to a model they are one.
const SPACES = /[ \t]{2,}|[ \t]\n|\n[ \t]{1,}/g;

function singleSpace(spaces: string): string {
  return spaces.includes("\n") ? "\n" : " ";
}

function disguised(evidence: Evidence, disguise: string): Evidence {
  return { total: evidence.total + DISGUISE_WEIGHT, kind: "obfuscated", why: `under a disguise (${disguise}): ${evidence.why}` };
}

function withLikeness(evidence: Evidence, likeness: number): Evidence {
  const added = Math.min(LIKENESS_MAX, Math.max(0, likeness * LIKENESS_WEIGHT));
  const total = evidence.total + added;
  return added > evidence.total
    ? { total, kind: "attack_wording", why: "its wording is like that of known attacks" }
    : { ...evidence, total };
}

function judged({ total, kind, why }: Evidence, channel: Channel): Inspection {
  const odds = 1 / (1 + Math.exp(EVEN_ODDS - total));
  const score = Math.round(odds * 1_000) / 1_000;
  const attack = score >= THRESHOLDS[channel];
  return { attack, kind: attack ? kind : null, score, why };
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
