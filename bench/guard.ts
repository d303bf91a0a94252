// The guard's benchmark: quality on the corpus beside Presidio, speed beside Presidio, and what restoring adds to a stream.
import { parseArgs } from "node:util";
import { z } from "zod";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { scoreInspections } from "./guard/inspect-metrics.ts";
import { type ClassifyCase, type Corpus, hasPart, loadCorpus, PARTS, type Part } from "./guard/load-corpus.ts";
import { type Answer, type Report, scoreAnswers } from "./guard/metrics.ts";
import { askPresidio, obtainPresidio, PRESIDIO_TYPES, type Presidio, type PresidioAnswer } from "./guard/presidio.ts";
import { measureGuard, measureRestoring, PROMPT_BYTES, type Prompts, promptsOf, speedOf } from "./guard/speed.ts";

const optionsSchema = z.strictObject({
  /** How often each prompt is judged when speed is measured. */
  rounds: z.coerce.number().int().min(1).max(10_000).default(200),
  "without-peer": z.boolean().default(false),
  /** The file of a spaCy model's wheel for Presidio, such as its default en_core_web_lg. */
  "presidio-model": z.string().optional(),
});
type Options = z.infer<typeof optionsSchema>;

const LANGUAGES = ["ja", "en"] as const;
const PROMPTS_MAX = 12;
const PEER_ROUNDS = 3;
/** Presidio's findings below one of these scores are left out; the one that serves it best on the development part is taken. */
const PEER_SCORES_LEAST = [0, 0.3, 0.4, 0.5, 0.6, 0.85] as const;

interface Loaded {
  readonly part: Part;
  readonly corpus: Corpus;
}

/** Runs the benchmark with `flags` and gives the result's members. */
export async function run(flags: readonly string[]): Promise<Record<string, unknown>> {
  const options = readOptions(flags);
  const parts = PARTS.filter(hasPart).map((part): Loaded => ({ part, corpus: loadCorpus(part) }));
  tell(`corpus: ${parts.map(({ part, corpus }) => `${part} ${corpus.classify.length} + ${corpus.inspect.length}`).join(", ")}`);
  for (const absent of PARTS.filter((part) => !hasPart(part))) tell(`the ${absent} part is absent: no figures of it`);
  const quality = Object.fromEntries(parts.map(({ part, corpus }) => [part, qualityOf(corpus)]));
  const speed = Object.fromEntries(LANGUAGES.map((language) => [language, speedIn(language, parts, options)]));
  const restoring = measureRestoring();
  tell(`restoring: p99 ${restoring.p99Ms} ms for each chunk`);
  const peer = comparePeer(parts, options, speed);
  return { settings: { rounds: options.rounds, promptBytes: PROMPT_BYTES }, quality, speed, restoring, presidio: peer };
}

function readOptions(flags: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...flags],
    options: { rounds: { type: "string" }, "without-peer": { type: "boolean" }, "presidio-model": { type: "string" } },
  });
  return optionsSchema.parse({ ...values });
}

function qualityOf({ classify: cases, inspect }: Corpus): Record<string, unknown> {
  const classify = createClassifier();
  const answers = cases.map(({ text }): Answer => classify(text));
  return {
    classify: scoreAnswers(cases, answers).report,
    /** The same, on the types and on the language that Presidio has. */
    onPresidiosTypes: scoreAnswers(cases, answers, PRESIDIO_TYPES).report.byGroup,
    onPresidiosTypesInEnglish: inEnglish(cases, answers),
    inspect: scoreInspections(inspect, createInspector()).report,
  };
}

function inEnglish(cases: readonly ClassifyCase[], answers: readonly Answer[]): Report["byGroup"] {
  const places = [...cases.keys()].filter((place) => cases[place]?.language === "en");
  return scoreAnswers(
    places.flatMap((place) => cases[place] ?? []),
    places.flatMap((place) => answers[place] ?? []),
    PRESIDIO_TYPES,
  ).report.byGroup;
}

type Language = (typeof LANGUAGES)[number];
type GuardSpeed = Readonly<Record<keyof Prompts, ReturnType<typeof measureGuard>>>;

function speedIn(language: Language, parts: readonly Loaded[], options: Options): GuardSpeed {
  const { ordinary, dense } = speedPrompts(language, parts);
  const speed = { ordinary: measureGuard(ordinary, options.rounds), dense: measureGuard(dense, options.rounds) };
  for (const [name, { classify, inspect }] of Object.entries(speed)) {
    tell(`speed ${language}, ${name}: classify ${classify.microsP50} µs, inspect ${inspect.microsP50} µs per ${PROMPT_BYTES} bytes`);
  }
  return speed;
}

/** Speed is measured on the development part alone: the figures must not move when the held-out part changes. */
function speedPrompts(language: Language, parts: readonly Loaded[]): Prompts {
  const cases = parts.find(({ part }) => part === "development")?.corpus.classify ?? [];
  return promptsOf(cases, language, PROMPTS_MAX);
}

/** The peer is somebody else's package from an index: when it cannot be had, the rest is still worth measuring. */
function comparePeer(parts: readonly Loaded[], options: Options, speed: Readonly<Record<string, GuardSpeed>>): Record<string, unknown> {
  if (options["without-peer"]) return { absent: "left out by --without-peer" };
  try {
    return askPeer(obtainPresidio(options["presidio-model"], tell), parts, speed);
  } catch (error) {
    const absent = error instanceof Error ? error.message : String(error);
    tell(`going on without Presidio: ${absent}`);
    return { absent };
  }
}

function askPeer(presidio: Presidio, parts: readonly Loaded[], speed: Readonly<Record<string, GuardSpeed>>): Record<string, unknown> {
  const answers = parts.map(({ part, corpus }) => {
    tell(`Presidio judges ${part}`);
    return {
      part,
      cases: corpus.classify,
      found: askPresidio(presidio, { texts: corpus.classify.map(({ text }) => text), prompts: [], rounds: 0 }),
    };
  });
  const first = answers[0];
  if (first === undefined) throw new Error("There is no part of the corpus to ask about.");
  const scoreLeast = bestScore(first.cases, first.found);
  const quality = Object.fromEntries(
    answers.map(({ part, cases, found }) => {
      const own = answersFrom(found, scoreLeast);
      const { report } = scoreAnswers(cases, own);
      return [
        part,
        {
          classify: report,
          onItsTypes: scoreAnswers(cases, own, PRESIDIO_TYPES).report.byGroup,
          onItsTypesInEnglish: inEnglish(cases, own),
        },
      ];
    }),
  );
  const speeds = Object.fromEntries(LANGUAGES.map((language) => [language, peerSpeed(presidio, language, parts, speed[language])]));
  return { version: presidio.version, model: presidio.model, scoreLeast, quality, speed: speeds };
}

function bestScore(cases: readonly ClassifyCase[], found: PresidioAnswer): number {
  const f1With = (least: number): number => scoreAnswers(cases, answersFrom(found, least), PRESIDIO_TYPES).report.byGroup.all.f1 ?? 0;
  return PEER_SCORES_LEAST.reduce<number>((best, least) => (f1With(least) > f1With(best) ? least : best), 0);
}

function answersFrom({ findings }: PresidioAnswer, scoreLeast: number): readonly Answer[] {
  return findings.map((found): Answer => ({ findings: found.filter(({ score }) => score >= scoreLeast) }));
}

function peerSpeed(presidio: Presidio, language: Language, parts: readonly Loaded[], own: GuardSpeed | undefined): Record<string, unknown> {
  const prompts = speedPrompts(language, parts);
  const measure = (name: keyof Prompts): Record<string, unknown> => {
    const speed = speedOf(askPresidio(presidio, { texts: [], prompts: prompts[name], rounds: PEER_ROUNDS }).micros);
    tell(`speed ${language}, ${name}: Presidio ${speed.microsP50} µs`);
    const ownMicros = own?.[name].classify.microsP50;
    return { ...speed, timesSlowerThanKaname: ownMicros === undefined ? null : Number((speed.microsP50 / ownMicros).toFixed(1)) };
  };
  return { ordinary: measure("ordinary"), dense: measure("dense") };
}

function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}
