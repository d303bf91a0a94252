// Measures how well untrue explanations of credit decisions are told from true ones, on letters made of wordings that were held out.
import { parseArgs } from "node:util";
import { judgeAnswer, readReasonVocabulary } from "#service/explanation/answer-checks.ts";
import { LETTER_KINDS, type Letter, makeLetters } from "./fidelity/letters.ts";
import { loadWordings, type Part } from "./fidelity/wordings.ts";

const SKILL = "credit-scorecard";
const LETTERS_DEFAULT = 600;
const SEED_DEFAULT = 20_261;
const MISTAKES_SHOWN = 40;

interface Judged {
  readonly letter: Letter;
  readonly isFlagged: boolean;
  /** Whether one of the violations is of the kind that was planted. */
  readonly isKindFound: boolean;
  readonly milliseconds: number;
}

/** Judges `--letters` letters of each half. `recall`, `precision` and `n` speak of the held-out half. */
export async function run(flags: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { values } = parseArgs({
    args: [...flags],
    options: { letters: { type: "string" }, seed: { type: "string" }, show: { type: "boolean", default: false } },
  });
  const count = Number(values.letters ?? LETTERS_DEFAULT);
  const seed = Number(values.seed ?? SEED_DEFAULT);
  const vocabulary = await readReasonVocabulary(new URL("../sample-bank/skills/credit-reason-words.json", import.meta.url));
  const vocabularies = new Map([[SKILL, vocabulary]]);
  const judgePart = async (part: Part) => {
    const judged = makeLetters(await loadWordings(part), count, seed).map((letter) => judge(letter, vocabularies));
    // Mistakes of parts that are held out are never shown: whoever saw them would tune to them.
    if (values.show && part !== "held-out" && part !== "unseen") showMistakes(judged, vocabularies);
    return summary(judged);
  };
  const development = await judgePart("development");
  const heldOut = await judgePart("held-out");
  const mended = await judgePart("mended");
  const unseen = await judgePart("unseen");
  const { recall, precision, n } = heldOut;
  return { recall, precision, n, aims: { recall: 0.99, precision: 0.97 }, seed, heldOut, unseen, mended, development };
}

function judge(letter: Letter, vocabularies: Parameters<typeof judgeAnswer>[2]): Judged {
  const before = performance.now();
  const { faithful, violations } = judgeAnswer(letter.text, letter.ground, vocabularies);
  const milliseconds = performance.now() - before;
  return { letter, isFlagged: !faithful, isKindFound: violations.some(({ kind }) => kind === letter.kind), milliseconds };
}

function summary(judged: readonly Judged[]) {
  const untrue = judged.filter(({ letter }) => letter.kind !== "clean");
  const flagged = judged.filter(({ isFlagged }) => isFlagged);
  const found = untrue.filter(({ isFlagged }) => isFlagged);
  const times = judged.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other);
  const byKind = LETTER_KINDS.map((kind) => {
    const ofKind = judged.filter(({ letter }) => letter.kind === kind);
    const share = (list: readonly Judged[]) => rounded(list.length / ofKind.length);
    const figures = { n: ofKind.length, flagged: share(ofKind.filter(({ isFlagged }) => isFlagged)) };
    return [kind, kind === "clean" ? figures : { ...figures, kindFound: share(ofKind.filter(({ isKindFound }) => isKindFound)) }];
  });
  const byLanguage = (["en", "ja"] as const).map((language) => {
    const own = judged.filter(({ letter }) => letter.language === language);
    const ownUntrue = own.filter(({ letter }) => letter.kind !== "clean");
    const ownFlagged = own.filter(({ isFlagged }) => isFlagged);
    const hits = ownUntrue.filter(({ isFlagged }) => isFlagged).length;
    return [language, { n: own.length, recall: rounded(hits / ownUntrue.length), precision: rounded(hits / ownFlagged.length) }];
  });
  return {
    recall: rounded(found.length / untrue.length),
    precision: rounded(found.length / flagged.length),
    n: judged.length,
    byKind: Object.fromEntries(byKind),
    byLanguage: Object.fromEntries(byLanguage),
    p50Ms: rounded(times[Math.floor(times.length / 2)] ?? 0),
  };
}

function showMistakes(judged: readonly Judged[], vocabularies: Parameters<typeof judgeAnswer>[2]): void {
  const mistakes = judged.filter(({ letter, isFlagged, isKindFound }) =>
    letter.kind === "clean" ? isFlagged : !isFlagged || !isKindFound,
  );
  for (const { letter } of mistakes.slice(0, MISTAKES_SHOWN)) {
    const { violations } = judgeAnswer(letter.text, letter.ground, vocabularies);
    const reasons = letter.ground.executed.flatMap((one) => one.reasons.map(({ feature }) => feature)).join(", ");
    process.stderr.write(
      `--- ${letter.kind} (${reasons}) ${JSON.stringify(letter.ground.inputs)}\n${letter.text}\n${violations.map(({ kind, what }) => `  ${kind}: ${what}`).join("\n")}\n`,
    );
  }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
