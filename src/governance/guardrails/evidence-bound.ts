// Says how much evidence the rules can see at most in the words of a text, whatever its marks turn out to be and however they are meant.
import { CLASS_NAMES, numberOfClass } from "./class-numbers.ts";
import { type Channel, RULES_BY_ANCHOR, type Rule, SHARES } from "./evidence.ts";
import type { ScannedWords } from "./word-scan.ts";

/** A listed word is no longer than this: so much farther back may the beginning of one lie whose end is near. */
const WORD_CHARACTERS_MAX = 64;

interface BoundRule {
  readonly weights: Readonly<Record<Channel, number>>;
  /** Of each thing that must stand near the anchor the classes that it may be. */
  readonly choices: readonly (readonly number[])[];
  readonly within: number;
  readonly isAcross: boolean;
}

interface Anchor {
  readonly anchor: number;
  /** The heaviest rule of a channel first. */
  readonly rules: Readonly<Record<"user" | "data", readonly BoundRule[]>>;
}

const ANCHORS: readonly Anchor[] = Array.from(RULES_BY_ANCHOR, ([name, rules]) => ({
  anchor: numberOfClass(name),
  rules: {
    user: rules.map(boundOf).sort((one, other) => other.weights.user - one.weights.user),
    data: rules.map(boundOf).sort((one, other) => other.weights.tool - one.weights.tool),
  },
}));

function boundOf({ user, data, all, within, isAcross }: Rule): BoundRule {
  return { weights: { user, document: data, tool: data }, choices: all.map((choice) => choice.map(numberOfClass)), within, isAcross };
}

export interface EvidenceBound {
  /**
   * The most that `weighEvidence` can make of the words in `scanned` together with marks of the classes of which `mayBeMarked` is 1, wherever
   * those stand. Work is linear in the number of words.
   */
  readonly most: (scanned: ScannedWords, mayBeMarked: Uint8Array, channel: Channel) => number;
}

/** A bound with room of its own for one text at a time. */
export function createEvidenceBound(): EvidenceBound {
  /** Of each class the places of its words in the scan; the first `counts` of each row hold. */
  const rows: number[][] = CLASS_NAMES.map(() => []);
  const counts = new Int32Array(CLASS_NAMES.length);

  function sortByClass({ count, classes }: ScannedWords): void {
    counts.fill(0);
    for (let place = 0; place < count; place += 1) {
      const wordClass = classes[place] ?? 0;
      const next = counts[wordClass] ?? 0;
      const row = rows[wordClass];
      if (row !== undefined) row[next] = place;
      counts[wordClass] = next + 1;
    }
  }

  function isMet(anchor: number, rule: BoundRule, scanned: ScannedWords, mayBeMarked: Uint8Array): boolean {
    for (const choice of rule.choices) if (!isPossible(choice, mayBeMarked)) return false;
    // Where a mark stands nobody knows yet.
    if (rule.choices.length === 0 || mayBeMarked[anchor] === 1) return true;
    const needed = rule.choices.filter((choice) => !choice.some((one) => mayBeMarked[one] === 1));
    const row = rows[anchor] ?? [];
    for (let place = 0; place < (counts[anchor] ?? 0); place += 1) {
      const at = row[place] ?? 0;
      if (needed.every((choice) => choice.some((one) => standsNear(at, one, rule, scanned)))) return true;
    }
    return false;
  }

  function isPossible(choice: readonly number[], mayBeMarked: Uint8Array): boolean {
    for (const one of choice) if (counts[one] !== 0 || mayBeMarked[one] === 1) return true;
    return false;
  }

  /** Whether a word of the class may count as near the anchor: only the next on either side can. */
  function standsNear(anchor: number, wordClass: number, rule: BoundRule, scanned: ScannedWords): boolean {
    const row = rows[wordClass] ?? [];
    const start = scanned.starts[anchor] ?? 0;
    let low = 0;
    let high = counts[wordClass] ?? 0;
    if (high === 0) return false;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((scanned.starts[row[middle] ?? 0] ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && isWithin(anchor, row[low - 1] ?? 0, rule, scanned)) return true;
    return low < (counts[wordClass] ?? 0) && isWithin(anchor, row[low] ?? 0, rule, scanned);
  }

  return {
    most(scanned, mayBeMarked, channel) {
      sortByClass(scanned);
      const weights: number[] = [];
      for (const { anchor, rules } of ANCHORS) {
        if (counts[anchor] === 0 && mayBeMarked[anchor] !== 1) continue;
        for (const rule of rules[channel === "user" ? "user" : "data"]) {
          if (!isMet(anchor, rule, scanned, mayBeMarked)) continue;
          weights.push(rule.weights[channel]);
          break;
        }
      }
      return sharedOut(weights);
    },
  };
}

function isWithin(anchor: number, other: number, { within, isAcross }: BoundRule, { starts, ends, sentences }: ScannedWords): boolean {
  if (!isAcross && sentences[anchor] !== sentences[other]) return false;
  const [anchorStart, otherStart] = [starts[anchor] ?? 0, starts[other] ?? 0];
  return otherStart >= anchorStart ? otherStart - (ends[anchor] ?? 0) <= within : anchorStart - otherStart <= within + WORD_CHARACTERS_MAX;
}

/** The weights together: the heaviest in full, of the next ones their shares. */
function sharedOut(weights: readonly number[]): number {
  const heaviest = weights.toSorted((one, other) => other - one);
  return heaviest.reduce((sum, weight, place) => sum + weight * (SHARES[place] ?? 0), 0);
}
