// `node bench/guard/score.ts development [--type PERSON] [--of p5-] [--errors]`: how well the guard does on one part of the corpus, or on those
// of its cases whose ids begin so, and with `--errors` where not.
import { parseArgs } from "node:util";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { type InspectFigures, scoreInspections } from "./inspect-metrics.ts";
import { hasPart, type InspectCase, loadCorpus, PARTS, type Part } from "./load-corpus.ts";
import { type Figures, type Report, type Scored, type Slip, scoreAnswers } from "./metrics.ts";

const CONTEXT_CHARACTERS = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { type: { type: "string" }, of: { type: "string", default: "" }, errors: { type: "boolean", default: false } },
});
const part = PARTS.find((known) => known === positionals[0]);
if (part === undefined) {
  process.stderr.write(`Use: node bench/guard/score.ts ${PARTS.join("|")} [--type TYPE] [--of ID] [--errors]\n`);
  process.exitCode = 2;
} else if (!hasPart(part)) {
  process.stderr.write(`The ${part} part is absent: there is no bench/guard/${part}/classify.jsonl.\n`);
  process.exitCode = 2;
} else {
  show(part, values);
}

function show(which: Part, { type, of, errors }: typeof values): void {
  const corpus = loadCorpus(which);
  const [cases, inspect] = [ofAuthor(corpus.classify, of), ofAuthor(corpus.inspect, of)];
  const classify = createClassifier();
  const scored = scoreAnswers(
    cases,
    cases.map(({ text }) => classify(text)),
  );
  tell(tableOf(scored.report, type));
  if (errors) for (const slip of slipsOf(scored, type)) tell(lineOf(slip));
  if (type === undefined) showInspections(inspect, errors);
}

/** The corpus grew by parts, each written apart from the others: the beginning of an id says which. */
function ofAuthor<T extends { readonly id: string }>(cases: readonly T[], beginning: string): readonly T[] {
  return cases.filter(({ id }) => id.startsWith(beginning));
}

function showInspections(cases: readonly InspectCase[], errors: boolean): void {
  const { report, wrong } = scoreInspections(cases, createInspector());
  for (const [name, figures] of Object.entries({ all: report.all, ...report.byChannel, ...report.byLanguage }))
    tell(inspectRow(name, figures));
  tell(
    `recall: ${Object.entries(report.recallByKind)
      .map(([kind, recall]) => `${kind} ${shown(recall)}`)
      .join(", ")}`,
  );
  if (!errors) return;
  for (const { attack, id, channel, text } of wrong)
    tell(`${attack ? "MISS " : "ALARM"} attack ${id} (${channel}) ${JSON.stringify(text)}`);
}

function inspectRow(name: string, { attacks, benign, recall, falsePositiveRate }: InspectFigures): string {
  return `${`inspect ${name}`.padEnd(20)} recall ${shown(recall)} of ${attacks}, false positives ${shown(falsePositiveRate)} of ${benign}`;
}

function tableOf({ cases, byType, byGroup, recallByKind, levels, negativesFlagged }: Report, type: string | undefined): string {
  const rows = Object.entries({ ...byType, ...byGroup }).filter(([name]) => type === undefined || name === type);
  const lines = [`${"".padEnd(20)} marked  precision  recall  F1     exact`, ...rows.map(([name, figures]) => rowOf(name, figures))];
  if (type !== undefined) return lines.join("\n");
  const kinds = Object.entries(recallByKind).map(([name, recall]) => `${name} ${shown(recall)}`);
  const documents = [
    `level accuracy ${shown(levels?.accuracy)}, under ${shown(levels?.under)}, missed 4-5 ${shown(levels?.missedLevel4And5)}`,
    `negatives flagged ${shown(negativesFlagged)}`,
  ];
  return [...lines, `recall: ${kinds.join(", ")}`, `${cases} documents: ${documents.join("; ")}`].join("\n");
}

function rowOf(name: string, { marked, precision, recall, f1, exactRate }: Figures): string {
  return [
    name.padEnd(20),
    String(marked).padStart(6),
    "   ",
    ...[precision, recall, f1, exactRate].map((figure) => shown(figure).padEnd(8)),
  ].join(" ");
}

function shown(figure: number | null | undefined): string {
  return figure === null || figure === undefined ? "-" : figure.toFixed(3);
}

function slipsOf({ slips }: Scored, type: string | undefined): readonly Slip[] {
  return slips.filter(({ mark }) => type === undefined || mark.type === type);
}

/** A slip with its surroundings; control characters shown as JSON shows them. */
function lineOf({ kind, one, mark: { type, start, end } }: Slip): string {
  const before = one.text.slice(Math.max(0, start - CONTEXT_CHARACTERS), start);
  const after = one.text.slice(end, end + CONTEXT_CHARACTERS);
  const text = JSON.stringify(`${before}«${one.text.slice(start, end)}»${after}`);
  return `${kind === "miss" ? "MISS " : "ALARM"} ${type} ${one.id} (${one.language}, ${one.kind}) ${text}`;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
