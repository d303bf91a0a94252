// Checks one answer as it streams, and decides what of it may leave.

import type { OutputCheck, OutputCheckName, OutputFinding } from "./output-checks.ts";
import { isRisky, riskFreeLength } from "./risky-text.ts";
import notices from "./rules/notices.json" with { type: "json" };

export type OutputMode = "hold" | "window" | "observe";

export interface OutputVerdict {
  /** `pass`: all of it left. `cut`: it stopped on the way. `replace`: none of it left, a sentence stands in its place. */
  readonly verdict: "pass" | "cut" | "replace";
  readonly findings: readonly OutputFinding[];
  /** Checks that failed themselves; with one, the answer was cut, or replaced where none of it had left. */
  readonly failures: readonly OutputFailure[];
  /** What may still leave: the rest of the answer, or the sentence that stands for it. */
  readonly text: string;
}

export interface OutputFailure {
  readonly check: OutputCheckName;
  readonly cause: unknown;
}

export interface OutputGuard {
  /** Takes the next piece of one choice's text; gives what may leave now. Gives nothing more once the answer is stopped. */
  readonly push: (delta: string) => string;
  /** Ends the answer; called once. */
  readonly end: () => OutputVerdict;
  /** Whether nothing more of the answer will leave, so that the upstream can be told to stop. */
  readonly isStopped: () => boolean;
}

export interface OutputGuardParts {
  readonly mode: OutputMode;
  readonly checks: readonly OutputCheckName[];
  /** What each check does; see createOutputChecks. */
  readonly checkOf: Readonly<Record<OutputCheckName, OutputCheck>>;
}

/**
 * Characters held back in `window`: what a check has to see before the beginning of an offence may leave. A key, an address with its query
 * and a piece of a system text all show themselves within it; more would make the answer wait without finding more.
 */
const HELD_BACK_CHARACTERS = 320;
/** New characters before the window is checked again: each check reads about three times what is new, whatever the size of the deltas. */
const STEP_CHARACTERS = 160;
/** The same where only secrets and links are looked for and the text that waits is short. */
const SHORT_STEP_CHARACTERS = 40;
/** Checks whose offences are words like any others: for them all text waits until the window behind it was checked. */
const WORD_CHECKS: readonly OutputCheckName[] = ["leakage", "advice", "toxicity"];
/** Checked text before the new one that a check sees again, so that nothing hides at a border. */
const BEHIND_CHARACTERS = 320;
/** A longer answer is stopped rather than held in memory: no model of today writes as much. */
const ANSWER_CHARACTERS_MAX = 4_194_304;

/** A guard for the text of one choice. Its time is linear in the length of the answer, and it throws nothing: a check that fails stops the answer. */
export function createOutputGuard(parts: OutputGuardParts): OutputGuard {
  const { mode, checks } = parts;
  const found = new Map<string, OutputFinding>();
  const failures: OutputFailure[] = [];
  /** The end of what left already, and all that did not. */
  let behind = "";
  let waiting = "";
  let uncheckedCharacters = 0;
  let totalCharacters = 0;
  let hasLeft = false;
  let language: Language = "en";
  let isStopped = false;
  const needsWindow = checks.some((check) => WORD_CHECKS.includes(check));

  function checkWaiting(): void {
    runChecks(parts, behind + waiting, { found, failures });
    uncheckedCharacters = 0;
    isStopped = mode !== "observe" && (found.size > 0 || failures.length > 0);
  }

  /** What leaves was checked together with all that is known of what follows; text that cannot offend leaves in between. */
  function releaseChecked(characters: number): string {
    const mustBeChecked = needsWindow || isRisky(waiting.slice(0, characters)) || uncheckedCharacters >= STEP_CHARACTERS;
    if (mustBeChecked) {
      if (uncheckedCharacters < (needsWindow ? STEP_CHARACTERS : SHORT_STEP_CHARACTERS)) return "";
      checkWaiting();
    }
    return isStopped ? "" : release(wholeCharacters(waiting, characters));
  }

  function release(characters: number): string {
    const text = waiting.slice(0, characters);
    waiting = waiting.slice(text.length);
    behind = (behind + text).slice(-BEHIND_CHARACTERS);
    if (text !== "") hasLeft = true;
    return text;
  }

  return {
    isStopped: () => isStopped,
    push(delta) {
      if (isStopped) return "";
      language = languageAfter(language, delta);
      totalCharacters += delta.length;
      if (totalCharacters > ANSWER_CHARACTERS_MAX && mode !== "observe") {
        isStopped = true;
        return "";
      }
      waiting += delta;
      uncheckedCharacters += delta.length;
      if (mode === "hold") return "";
      if (mode === "observe") {
        if (uncheckedCharacters >= STEP_CHARACTERS) checkWaiting();
        if (uncheckedCharacters === 0) release(waiting.length);
        return delta;
      }
      const mayLeave = needsWindow ? waiting.length - HELD_BACK_CHARACTERS : riskFreeLength(waiting, HELD_BACK_CHARACTERS);
      return mayLeave <= 0 ? "" : releaseChecked(mayLeave);
    },
    end() {
      if (!isStopped && uncheckedCharacters > 0) checkWaiting();
      const findings = [...found.values()];
      if (!isStopped) return { verdict: "pass", findings, failures, text: mode === "observe" ? "" : release(waiting.length) };
      const reason = failures.length > 0 ? "failed" : hasLeft ? "cut" : "replaced";
      const notice = notices[reason][language];
      return { verdict: hasLeft ? "cut" : "replace", findings, failures, text: hasLeft ? `\n\n${notice}` : notice };
    },
  };
}

function runChecks(
  { checks, checkOf }: OutputGuardParts,
  text: string,
  seen: { found: Map<string, OutputFinding>; failures: OutputFailure[] },
): void {
  for (const check of checks) {
    try {
      for (const why of checkOf[check](text)) seen.found.set(`${check} ${why}`, { check, why });
    } catch (cause) {
      seen.failures.push({ check, cause });
    }
  }
}

/** Never half of a surrogate pair. */
function wholeCharacters(text: string, length: number): number {
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}

type Language = "ja" | "zh" | "en";

/** Kana make an answer Japanese; Chinese characters without any, Chinese. */
function languageAfter(known: Language, delta: string): Language {
  if (known === "ja" || /[\u3040-\u30ff]/.test(delta)) return "ja";
  return known === "zh" || /[\u4e00-\u9fff]/.test(delta) ? "zh" : known;
}
