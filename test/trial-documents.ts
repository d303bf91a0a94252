// A small collection in memory with a search over it, for tests and benchmarks of what is built on search.
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { mayRead } from "#service/knowledge/access/document-access.ts";
import { contentTermsOf } from "#service/knowledge/answers/content-terms.ts";
import type { FoundPassage, SearchOrder } from "#service/knowledge/search-order.ts";
import type { StoredDocument } from "#service/knowledge/stored-document.ts";

export interface TrialDocument {
  readonly name: string;
  readonly text: string;
  readonly access?: Partial<Pick<StoredDocument, "allowed" | "denied" | "side">>;
  readonly period?: Partial<Pick<StoredDocument, "series" | "effectiveFrom" | "effectiveTo">>;
  readonly level?: StoredDocument["level"];
}

const PROCEDURES = join(import.meta.dirname, "../sample-bank/procedures");

/** The sample bank's documents; the barrier's and the versions' facts as its knowledge.yaml states them. */
export function sampleBankDocuments(): readonly TrialDocument[] {
  return globSync(join(PROCEDURES, "*.md"))
    .toSorted()
    .map((path): TrialDocument => {
      const name = basename(path);
      const text = readFileSync(path, "utf8");
      const series = "lending-procedure";
      if (name.startsWith("lending-procedure-2024"))
        return { name, text, period: { series, effectiveFrom: "2024-04-01", effectiveTo: "2026-04-01" } };
      if (name.startsWith("lending-procedure-2026")) return { name, text, period: { series, effectiveFrom: "2026-04-01" } };
      return name.startsWith("deal-") ? { name, text, level: 4, access: { side: "kingfisher/deal-team" } } : { name, text };
    });
}

export function createTrialCollection(institutionId: string, collectionId: string, sources: readonly TrialDocument[]) {
  const documents = sources.map((source) => documentOf(collectionId, source));
  const passages = sources.flatMap((source, index) => passagesOf(source, documents[index], index * 100));
  const find = async (institution: string, id: string) =>
    institution === institutionId ? documents.find((document) => document.id === id) : undefined;
  const search = async ({ reader, query, count, asOf }: SearchOrder): Promise<FoundPassage[]> => {
    const allowed = new Set(documents.filter((document) => mayRead(document, reader) && isInForce(document, asOf)).map(({ id }) => id));
    return rank(
      query,
      passages.filter(({ documentId }) => allowed.has(documentId)),
    ).slice(0, count);
  };
  return { documents, passages, find, search };
}

function documentOf(collectionId: string, { name, text, access, period, level }: TrialDocument): StoredDocument {
  return {
    id: `doc_${name}`,
    collectionId,
    name,
    contentHash: createHash("sha256").update(text).digest("hex"),
    mediaType: "text/markdown",
    title: /^# (.*)$/m.exec(text)?.[1],
    language: "other",
    pages: 1,
    bytes: text.length,
    owner: "department/owner",
    level: level ?? 2,
    labels: [],
    allowed: ["everyone"],
    denied: [],
    side: undefined,
    series: undefined,
    effectiveFrom: undefined,
    effectiveTo: undefined,
    ...access,
    ...period,
    passages: 1,
    ingestedAt: new Date(0),
  };
}

function isInForce({ effectiveFrom = "0000", effectiveTo = "9999" }: StoredDocument, asOf: string): boolean {
  return effectiveFrom <= asOf && asOf < effectiveTo;
}

/** One passage for each section. */
function passagesOf({ text }: TrialDocument, document: StoredDocument | undefined, firstNumber: number): readonly FoundPassage[] {
  if (document === undefined) return [];
  return text
    .replace(/^# .*$/m, "")
    .split(/\n(?=## )/)
    .filter((section) => section.trim() !== "")
    .map((section, ordinal) => ({
      number: firstNumber + ordinal,
      ordinal,
      documentId: document.id,
      documentName: document.name,
      documentTitle: document.title,
      documentOwner: document.owner,
      contentHash: document.contentHash,
      series: document.series,
      effectiveFrom: document.effectiveFrom,
      effectiveTo: document.effectiveTo,
      page: 0,
      region: undefined,
      headingPath: [/^## (.*)$/m.exec(section)?.[1] ?? ""],
      kind: "text",
      text: section.replace(/^## .*$/m, "").trim(),
      level: document.level,
      score: 0,
    }));
}

function rank(query: string, passages: readonly FoundPassage[]): readonly FoundPassage[] {
  const held = passages.map(({ documentTitle, headingPath, text }) => contentTermsOf([documentTitle, ...headingPath, text].join("\n")));
  const rarity = (term: string) => Math.log(1 + passages.length / (held.filter((terms) => terms.has(term)).length + 0.5));
  const wanted = [...contentTermsOf(query)];
  return passages
    .map((passage, index) => ({
      ...passage,
      score: wanted.filter((term) => held[index]?.has(term)).reduce((sum, term) => sum + rarity(term), 0),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score);
}
