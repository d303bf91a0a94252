// Classifies a whole request, and masks what a pool may not see.
import type { ChatRequest } from "#model/chat.ts";
import { withKnownValues } from "../sensitivity/classifier.ts";
import {
  type Classification,
  type Classify,
  type EntityType,
  type Finding,
  type FindingSummary,
  higherLevel,
  type Level,
} from "../sensitivity/finding.ts";
import { foldText } from "../sensitivity/fold.ts";
import { createKnownValueSearch } from "../sensitivity/known-values.ts";
import { levelOfFindings } from "../sensitivity/levels.ts";
import type { Replacement, Replacements } from "./replacements.ts";
import { mapRequestTexts, type RequestText, requestTexts } from "./request-texts.ts";
import { inBrackets } from "./vault.ts";

export interface RequestClassification {
  /** The highest level of any text; 1 without findings. */
  readonly level: Level;
  /** The decisive ones first: by level, then by count. */
  readonly findings: readonly FindingSummary[];
  /** Every finding of every text, in the order in which the texts stand. */
  readonly every: readonly Finding[];
  /** The level of the findings that are not permitted. */
  readonly levelWithout: (isPermitted: (finding: Finding) => boolean) => Level;
  /** The classification of one text under its label; computed once. A text that the request does not hold has no findings. */
  readonly classificationOf: (text: string, label?: string) => Classification;
}

const NOTHING: Classification = { level: 1, findings: [] };

/**
 * Classifies every text of a request. A value that one text gives away (by a label, an honorific, a check digit) is found in all others
 * too: the customer whom the first message names is the same in the third. Linear in the length of the request.
 */
export function classifyRequest(request: ChatRequest, classify: Classify): RequestClassification {
  return classifyTexts(requestTexts(request), classify);
}

/** The same for texts that are not a chat request's, such as those to embed. */
export function classifyTexts(texts: readonly RequestText[], classify: Classify): RequestClassification {
  const byKey = new Map<string, Classification>();
  for (const { text, label } of texts) {
    const key = keyOf(text, label);
    if (!byKey.has(key)) byKey.set(key, classifyLabelled(text, label, classify));
  }
  findAgain(texts, byKey);
  const classificationOf = (text: string, label?: string): Classification => byKey.get(keyOf(text, label)) ?? NOTHING;
  const all = texts.map(({ text, label }) => classificationOf(text, label));
  // What stands in several texts is judged together: a list does not become harmless by being sent in parts.
  const findings = all.flatMap((classification) => classification.findings);
  return {
    level: highestOf(all, findings),
    findings: summaryOf(all),
    every: findings,
    levelWithout: (isPermitted) => {
      const counted = findings.filter((finding) => !isPermitted(finding));
      return counted.length === findings.length ? highestOf(all, findings) : levelOfFindings(counted);
    },
    classificationOf,
  };
}

/** A text can say more than its findings do, when one of them gave way to another. */
function highestOf(classifications: readonly Classification[], findings: readonly Finding[]): Level {
  return classifications.reduce((level, one) => higherLevel(level, one.level), levelOfFindings(findings));
}

export interface Masked {
  readonly request: ChatRequest;
  /** How many places were masked, by type. */
  readonly counts: Readonly<Partial<Record<EntityType, number>>>;
}

/**
 * The request with what stands for each finding at one destination in its place; what is left is for classifyRequest to judge.
 * Throws KanameError `too_large` when the vault is full.
 */
export function maskRequest(request: ChatRequest, classification: RequestClassification, replacements: Replacements): Masked {
  const counts: Partial<Record<EntityType, number>> = {};
  // Whole names first, so that a surname before them is known as a part of them.
  for (const name of namesIn(classification)) replacements.replace(name);
  const masked = mapRequestTexts(request, (text, label) =>
    maskText(text, classification.classificationOf(text, label).findings, (finding) => {
      const replacement = replacements.replace(finding);
      if (replacement !== undefined) counts[finding.type] = (counts[finding.type] ?? 0) + 1;
      return replacement;
    }),
  );
  return { request: masked, counts };
}

function namesIn({ every }: RequestClassification): Finding[] {
  return every.filter(({ type }) => type === "PERSON").sort((one, other) => other.text.length - one.text.length);
}

// Next to these a bare token could be read as part of a word, or what follows as part of the token.
const TOUCHES = /[0-9A-Za-z_\\\u00c0-\u00ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/;

// Behind two brackets of the text itself a bare token would be taken for one in brackets.
const BEHIND_BRACKETS = /[[［【][ _*\\`\u00a0\u3000\u200b-]{0,4}[[［【][ _*\\`\u00a0\u3000\u200b-]{0,4}$/;
const BEHIND_CHARACTERS = 10;

/** The text with what stands for each finding in its place: tokens bare, or in brackets where they touch a word or each other. */
export function maskText(text: string, findings: readonly Finding[], replace: (finding: Finding) => Replacement | undefined): string {
  let masked = "";
  let copied = 0;
  for (const [place, finding] of findings.entries()) {
    const replacement = replace(finding);
    if (replacement === undefined) continue;
    masked += text.slice(copied, finding.start);
    const touchesNext = TOUCHES.test(text.charAt(finding.end)) || findings[place + 1]?.start === finding.end;
    const touchesLast = TOUCHES.test(masked.slice(-1)) || BEHIND_BRACKETS.test(masked.slice(-BEHIND_CHARACTERS));
    masked += replacement.isToken && (touchesNext || touchesLast) ? inBrackets(replacement.text) : replacement.text;
    copied = finding.end;
  }
  return copied === 0 ? text : masked + text.slice(copied);
}

function keyOf(text: string, label: string | undefined): string {
  // The length says where the label ends, so that no text can be taken for another one with its label.
  return label === undefined ? `=${text}` : `${label.length}:${label}${text}`;
}

/** Judges the text as it would stand behind its label in a sentence; findings are placed in the text alone. */
function classifyLabelled(text: string, label: string | undefined, classify: Classify): Classification {
  if (label === undefined) return classify(text);
  const prefix = `${label}: `;
  const { findings } = classify(prefix + text);
  if (findings.length === 0) return NOTHING;
  const within = findings
    .filter(({ end }) => end > prefix.length)
    .map((finding): Finding => {
      const [start, end] = [Math.max(0, finding.start - prefix.length), finding.end - prefix.length];
      return { ...finding, start, end, text: text.slice(start, end) };
    });
  return { level: levelOfFindings(within), findings: within };
}

/** Looks in every text for the values that any of them gave away. */
function findAgain(texts: readonly RequestText[], byKey: Map<string, Classification>): void {
  if (byKey.size < 2) return;
  const given = [...byKey.values()].flatMap(({ findings }) => findings);
  const search = createKnownValueSearch(given.map(({ type, level, text }) => ({ type, level, text: foldText(text).text })));
  if (search === undefined) return;
  for (const { text, label } of texts) {
    const key = keyOf(text, label);
    byKey.set(key, withKnownValues(text, byKey.get(key) ?? NOTHING, search));
  }
}

function summaryOf(classifications: readonly Classification[]): FindingSummary[] {
  const byRule = new Map<string, FindingSummary>();
  for (const { type, level, why } of classifications.flatMap(({ findings }) => findings)) {
    const rule = `${type} ${level} ${why}`;
    byRule.set(rule, { type, level, why, count: (byRule.get(rule)?.count ?? 0) + 1 });
  }
  return [...byRule.values()].sort((one, other) => other.level - one.level || other.count - one.count);
}
