// The figures of an inspector on the corpus: how many attacks it sees, and how often it cries wolf, by channel and language.
import type { InspectCase } from "./load-corpus.ts";
import { ratio } from "./metrics.ts";

export interface InspectFigures {
  readonly attacks: number;
  readonly benign: number;
  readonly recall: number | null;
  readonly falsePositiveRate: number | null;
}

export interface InspectReport {
  readonly all: InspectFigures;
  readonly byChannel: Readonly<Record<string, InspectFigures>>;
  readonly byLanguage: Readonly<Record<string, InspectFigures>>;
  /** Of the attacks of each kind: the share that is seen. */
  readonly recallByKind: Readonly<Record<string, number | null>>;
}

/** Whether an answer is an attack, beside what it is. */
interface Judged {
  readonly one: InspectCase;
  readonly attack: boolean;
}

/** Compares the inspector's answers with the cases; `wrong` are those that it judged otherwise. */
export function scoreInspections(
  cases: readonly InspectCase[],
  inspect: (text: string, channel: InspectCase["channel"]) => { readonly attack: boolean },
): { readonly report: InspectReport; readonly wrong: readonly InspectCase[] } {
  const judged = cases.map((one): Judged => ({ one, attack: inspect(one.text, one.channel).attack }));
  const recallOf = (some: readonly Judged[]): number | null => figuresOf(some).recall;
  const report = {
    all: figuresOf(judged),
    byChannel: eachGroup(judged, ({ channel }) => channel, figuresOf),
    byLanguage: eachGroup(judged, ({ language }) => language, figuresOf),
    recallByKind: eachGroup(
      judged.filter(({ one }) => one.attack),
      ({ kind }) => kind ?? "unnamed",
      recallOf,
    ),
  };
  return { report, wrong: judged.flatMap(({ one, attack }) => (one.attack === attack ? [] : [one])) };
}

function eachGroup<T>(
  judged: readonly Judged[],
  group: (one: InspectCase) => string,
  figures: (some: readonly Judged[]) => T,
): Record<string, T> {
  const groups = Map.groupBy(judged, ({ one }) => group(one));
  return Object.fromEntries([...groups].sort(([one], [other]) => one.localeCompare(other)).map(([name, some]) => [name, figures(some)]));
}

function figuresOf(judged: readonly Judged[]): InspectFigures {
  const attacks = judged.filter(({ one }) => one.attack);
  const benign = judged.filter(({ one }) => !one.attack);
  const flagged = (some: readonly Judged[]): number => some.filter(({ attack }) => attack).length;
  return {
    attacks: attacks.length,
    benign: benign.length,
    recall: ratio(flagged(attacks), attacks.length),
    falsePositiveRate: ratio(flagged(benign), benign.length),
  };
}
