// Inspects a text for an attack on the model: prompt injection, jailbreaks, exfiltration, in Japanese, Chinese and English.
import type { Channel } from "./evidence.ts";
import { createHarmlessProof } from "./harmless-proof.ts";
import { strongestReading } from "./strongest-reading.ts";
import { learntLogOdds, type Shown } from "./wording.ts";

export { CHANNELS, type Channel } from "./evidence.ts";

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

/** The evidence of the rules, in log-odds, that is as likely an attack as not: for a text that is too long for what was learnt. */
const EVEN_ODDS = 4;

/**
 * Where an attack begins, chosen by cross-validation over authors (`bench/guard/learn-wording.ts --cross`), as a balance: with weights learnt
 * from all other authors, of the attacks of the two with whose texts no rule was mended 0.83 and 0.59 are seen from users, 0.80 and 0.80 in
 * documents, 0.82 and 0.87 from tools, at false alarms of 0.08 and 0.10, 0.03 and 0.13, 0 and 0.14 in texts meant to look like attacks.
 */
const THRESHOLDS = { user: 0.5, document: 0.65, tool: 0.65 } as const satisfies Record<Channel, number>;

/** A score is rounded, so that it reaches a threshold from half of its last place below. */
const HALF_LAST_PLACE = 0.000_5;
/** The same as log-odds that surely do not reach it. */
const LOG_ODDS_MIN = {
  user: logOddsBelow(THRESHOLDS.user),
  document: logOddsBelow(THRESHOLDS.document),
  tool: logOddsBelow(THRESHOLDS.tool),
} as const satisfies Record<Channel, number>;

function logOddsBelow(threshold: number): number {
  const score = threshold - 2 * HALF_LAST_PLACE;
  return Math.log(score / (1 - score));
}

/** Of over a thousand known attacks all but one show words or marks of at least so many classes; most ordinary texts do not. */
const CLASSES_MIN = 3;

const HARMLESS: Inspection = { attack: false, kind: null, score: 0, why: "nothing in it instructs the model" };

/** A rule that says less than this is not what made a text an attack: its wording is. */
const TELLING_RULE_MIN = 1.5;

/**
 * An inspector with all rules. It keeps nothing of the texts; it throws nothing on any input, and its time is linear in their length. Most
 * texts are proved harmless from their words alone: their score is 0, and only what may be an attack is inspected thoroughly.
 */
export function createInspector(): Inspect {
  const isProvedHarmless = createHarmlessProof({ classesMin: CLASSES_MIN, evenOdds: EVEN_ODDS, logOddsMin: LOG_ODDS_MIN });
  return (text, channel) => (isProvedHarmless(text, channel) ? HARMLESS : inspectThoroughly(text, channel));
}

/** The inspection of a text that nothing is proved of. */
export function inspectThoroughly(text: string, channel: Channel): Inspection {
  const reading = strongestReading(text, channel);
  if (reading === undefined || shownClasses(reading) < CLASSES_MIN) return HARMLESS;
  const logOdds = learntLogOdds(reading, channel) ?? reading.total - EVEN_ODDS;
  const score = Math.round(1_000 / (1 + Math.exp(-logOdds))) / 1_000;
  const attack = score >= THRESHOLDS[channel];
  if (attack && reading.total < TELLING_RULE_MIN)
    return { attack, kind: "attack_wording", score, why: "its wording is like that of known attacks" };
  return { attack, kind: attack ? reading.kind : null, score, why: reading.why };
}

function shownClasses({ scan, marks }: Shown): number {
  const classes = new Set<string>();
  for (const { wordClass } of scan.hits) classes.add(wordClass);
  for (const { markClass } of marks) classes.add(markClass);
  return classes.size;
}
