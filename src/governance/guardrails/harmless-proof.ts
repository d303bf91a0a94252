// Proves of most texts that they are no attack, without looking for marks: from their words alone, and the most that marks could add.
import { CLASS_NAMES, numberOfClass } from "./class-numbers.ts";
import { disguiseSigns } from "./disguise-signs.ts";
import type { Channel } from "./evidence.ts";
import { createEvidenceBound } from "./evidence-bound.ts";
import { copyPlain } from "./plain-units.ts";
import { createPossibleMarks, type PossibleMarks } from "./possible-marks.ts";
import { BASE64_RUN_MIN } from "./readings.ts";
import { createScannedWords, scanUnits } from "./word-scan.ts";
import { LEARNT_CHARACTERS_MAX } from "./wording.ts";
import { createWordingBound } from "./wording-bound.ts";

/** A longer text gets room of its own, which goes with it. */
const SHARED_CHARACTERS = 65_536;

/** Words that tell of a disguise by themselves. */
const DISGUISED_CLASSES = ["reversedCue", "rot13Cue", "decode"].map(numberOfClass);

/** Marks that a word of some class makes possible by itself. */
const MARKS_BY_WORDS = [
  { mark: numberOfClass("vocative"), word: numberOfClass("assistant") },
  { mark: numberOfClass("imperative"), word: numberOfClass("act") },
] as const;

/** What makes a text an attack, as the inspector judges it. */
export interface Judgement {
  /** Fewer classes of words and marks are no attack. */
  readonly classesMin: number;
  /** From the log-odds of the evidence alone less this a long text is judged. */
  readonly evenOdds: number;
  /** The log-odds below which a text of the channel is no attack. */
  readonly logOddsMin: Readonly<Record<Channel, number>>;
}

/**
 * A proof that a text is no attack: where it says true, the whole inspection would say so too; where it says false, nobody knows yet. What
 * words a text has is known, and whether it may have a disguise, so all that is open are its marks and how seriously its words are meant:
 * the proof takes for granted whatever speaks for an attack. Linear in the text.
 */
export function createHarmlessProof(judgement: Judgement): Proof {
  const shared = proofWithRoom(judgement, SHARED_CHARACTERS);
  return (text, channel) => {
    const isProved = text.length <= SHARED_CHARACTERS ? shared : proofWithRoom(judgement, text.length);
    return isProved(text, channel);
  };
}

type Proof = (text: string, channel: Channel) => boolean;

/** A proof with room for texts of so many code units, one at a time. */
function proofWithRoom(judgement: Judgement, charactersMax: number): Proof {
  const { classesMin, evenOdds, logOddsMin } = judgement;
  const units = new Uint16Array(charactersMax);
  const scanned = createScannedWords();
  const isShown = new Uint8Array(CLASS_NAMES.length);
  const possibleMarks = createPossibleMarks(charactersMax);
  const evidenceBound = createEvidenceBound();
  const wordingBound = createWordingBound();

  function shownClasses(): number {
    isShown.fill(0);
    let shown = 0;
    for (let word = 0; word < scanned.count; word += 1) {
      const wordClass = scanned.classes[word] ?? 0;
      if (isShown[wordClass] === 1) continue;
      isShown[wordClass] = 1;
      shown += 1;
    }
    return shown;
  }

  function mostLogOdds(length: number, marks: PossibleMarks, channel: Channel): number {
    const total = evidenceBound.most(scanned, marks.mayBe, channel);
    return length > LEARNT_CHARACTERS_MAX ? total - evenOdds : wordingBound.most({ units, length, scanned }, marks.numbers, total, channel);
  }

  return (text, channel) => {
    const length = copyPlain(text, units);
    if (length === undefined || disguiseSigns(units, length) !== 0) return false;
    scanUnits(units, length, false, scanned);
    if (scanned.longestRun >= BASE64_RUN_MIN) return false;
    const shown = shownClasses();
    if (DISGUISED_CLASSES.some((one) => isShown[one] === 1)) return false;
    const marks = possibleMarks(
      units,
      length,
      MARKS_BY_WORDS.filter(({ word }) => isShown[word] === 1).map(({ mark }) => mark),
    );
    if (shown + marks.numbers.length < classesMin) return true;
    return mostLogOdds(length, marks, channel) < logOddsMin[channel];
  };
}
