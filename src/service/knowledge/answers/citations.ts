// Holds a model's answer against the passages that it cites: each sentence is supported by what it cites, or is marked or removed.
import { traceNumbers } from "../../explanation/number-trace.ts";
import type { FoundPassage } from "../search-order.ts";
import { contentTermsOf, shareOf } from "./content-terms.ts";
import { statementsOf } from "./statements.ts";

export const UNSUPPORTED_POLICIES = ["mark", "remove"] as const;
export type UnsupportedPolicy = (typeof UNSUPPORTED_POLICIES)[number];

/** The number that a passage is cited by, counted from 1, and the passage. */
export interface NumberedPassage {
  readonly citation: number;
  readonly passage: FoundPassage;
}

export interface CheckedSentence {
  /** Without the model's own marks of citation. */
  readonly text: string;
  /** Of passages that exist and support it; none where it is unsupported. */
  readonly citations: readonly number[];
  readonly isSupported: boolean;
}

/** Of a sentence's terms so many stand in what it cites: below, it says something else. */
const SUPPORT_MIN = 0.55;
/** A sentence that cites nothing, or wrongly, needs clearer support to be given a citation. */
const CLEAR_SUPPORT_MIN = 0.7;
/** What more a sentence cites is no support but decoration. */
const CITATIONS_MAX = 4;
const MARK =
  /[[【［](?:\^|†)?(\d{1,3}(?: ?[,、，] ?\d{1,3}){0,8})[\]】］]|[(（](\d{1,2}(?: ?[,、，] ?\d{1,2}){0,8})[)）](?=\s|[。.．,、]|$)/g;

/** The sentences of `answer` as they may be shown. With `remove`, those without support are gone. */
export function checkCitations(
  answer: string,
  passages: readonly NumberedPassage[],
  policy: UnsupportedPolicy,
): readonly CheckedSentence[] {
  const checked = statementsOf(answer).flatMap((statement) => {
    const { text, cited } = readMarks(statement);
    if (/[\p{L}\p{N}]/u.test(text)) return [{ text, ...supportFor(text, cited, passages) }];
    return [];
  });
  return policy === "remove" ? checked.filter(({ isSupported }) => isSupported) : checked;
}

/** Whether `passages` together support `text`: each number comes from one of them, and most of its terms do; gives that share. */
function supportOf(text: string, passages: readonly FoundPassage[]): number {
  const sources = passages.map((passage, index) => ({ name: String(index), text: readableText(passage) }));
  const traced = traceNumbers(text, { values: [], texts: sources, counts: [] });
  if (traced.some(({ origin }) => origin === undefined)) return 0;
  return shareOf(contentTermsOf(text), contentTermsOf(sources.map((source) => source.text).join("\n")));
}

/** A passage with what stands above it: its headings are part of what it says. */
export function readableText({ documentTitle, headingPath, text }: FoundPassage): string {
  return [...(documentTitle === undefined ? [] : [documentTitle]), ...headingPath, text].join("\n");
}

function readMarks(statement: string): { readonly text: string; readonly cited: ReadonlySet<number> } {
  const cited = new Set<number>();
  const text = statement.replace(MARK, (_mark, square: string | undefined, round: string | undefined) => {
    for (const number of (square ?? round ?? "").split(/[,、，]/)) cited.add(Number(number));
    return "";
  });
  return { text: text.replace(/ {1,8}(?=[.。,、]|$)/g, "").trim(), cited };
}

function supportFor(
  text: string,
  cited: ReadonlySet<number>,
  passages: readonly NumberedPassage[],
): Pick<CheckedSentence, "citations" | "isSupported"> {
  const existing = passages.filter(({ citation }) => cited.has(citation)).slice(0, CITATIONS_MAX);
  const contributing = existing.filter(({ passage }) => supportOf(text, [passage]) >= SUPPORT_MIN);
  if (contributing.length > 0) return { citations: contributing.map(({ citation }) => citation), isSupported: true };
  const together = existing.map(({ passage }) => passage);
  if (existing.length > 1 && supportOf(text, together) >= SUPPORT_MIN)
    return { citations: existing.map(({ citation }) => citation), isSupported: true };
  const best = bestSupport(text, passages);
  return best === undefined ? { citations: [], isSupported: false } : { citations: [best], isSupported: true };
}

function bestSupport(text: string, passages: readonly NumberedPassage[]): number | undefined {
  let best: { readonly citation: number; readonly support: number } | undefined;
  for (const { citation, passage } of passages) {
    const support = supportOf(text, [passage]);
    if (support >= CLEAR_SUPPORT_MIN && support > (best?.support ?? 0)) best = { citation, support };
  }
  return best?.citation;
}
