// Folders of documents for tests of what ingests them: files on disk, a parser of plain paragraphs, documents kept in memory.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { systemClock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import type { Block } from "#service/knowledge/documents/parsed-document.ts";
import type { Parse } from "#service/knowledge/ingest/document-of-content.ts";
import { createIngest, type FolderOrder, INGEST_LIMITS, type IngestParts } from "#service/knowledge/ingest/ingest.ts";
import type { ClassifiedPassage } from "#service/knowledge/passages/passage.ts";
import type { DocumentStore, StoredDocument } from "#service/knowledge/stored-document.ts";

export interface TestFolder {
  readonly path: string;
  write(name: string, text: string): void;
  delete(name?: string): void;
}

export function makeFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), "kaname-folder-"));
  return {
    path,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    delete: (name = ".") => rmSync(join(path, name), { recursive: true, force: true }),
  };
}

/** Paragraphs between empty lines, `#` before headings; what holds a zero character is broken, as many formats are to a parser of text. */
const parseParagraphs: Parse = async (bytes) => {
  const text = new TextDecoder().decode(bytes);
  if (text.includes("\0")) throw new KanameError("invalid_request", "The file is damaged: it ends in the middle.");
  const place = { page: 0, region: undefined };
  const blocks = text.split(/\n{2,9}/).map((part): Block => {
    const heading = /^(#{1,6}) (.{1,200})$/.exec(part);
    if (heading === null) return { kind: "paragraph", text: part, place };
    return { kind: "heading", rank: heading[1]?.length ?? 1, text: heading[2] ?? "", place };
  });
  return {
    title: undefined,
    mediaType: "text/plain",
    pages: 1,
    blocks,
    labels: /^label: (.{1,40})$/m.exec(text)?.slice(1) ?? [],
    problems: [],
  };
};

export interface MemoryDocuments extends DocumentStore {
  readonly passagesOf: (name: string) => readonly ClassifiedPassage[];
  readonly names: () => readonly string[];
  /** How often something was written, updated or removed. */
  readonly changes: () => number;
}

export function createMemoryDocuments(): MemoryDocuments {
  const kept = new Map<string, { readonly document: StoredDocument; readonly passages: readonly ClassifiedPassage[] }>();
  let changes = 0;
  const all = () => [...kept.values()].map(({ document }) => document).sort((one, other) => (one.name < other.name ? -1 : 1));
  const find = async (_institutionId: string, documentId: string) => all().find(({ id }) => id === documentId);
  return {
    find,
    findByName: async (_institutionId, _collectionId, name) => kept.get(name)?.document,
    list: async (_institutionId, _collectionId, { after = "", limit }) =>
      all()
        .filter(({ name }) => name > after)
        .slice(0, limit),
    async write(_institutionId, document, passages) {
      changes += 1;
      const stored = { ...document, passages: passages.length };
      kept.set(document.name, { document: stored, passages });
      return stored;
    },
    async update(institutionId, documentId, change) {
      const document = await find(institutionId, documentId);
      if (document === undefined) return undefined;
      changes += 1;
      const changed = { ...document, ...change };
      kept.set(document.name, { document: changed, passages: kept.get(document.name)?.passages ?? [] });
      return changed;
    },
    async remove(institutionId, documentId) {
      const document = await find(institutionId, documentId);
      if (document === undefined) return undefined;
      changes += 1;
      kept.delete(document.name);
      return { document, passages: document.passages, vectors: 0, postings: 0 };
    },
    passagesOf: (name) => kept.get(name)?.passages ?? [],
    names: () => all().map(({ name }) => name),
    changes: () => changes,
  };
}

const classify = createClassifier();

export function testIngest(documents: DocumentStore, parts: Partial<IngestParts> = {}) {
  const log = createLog("silent");
  return createIngest({
    documents,
    parse: parseParagraphs,
    classifierOf: () => classify,
    labelsOf: () => [{ names: ["社外秘", "Confidential"], level: 3 }],
    ids: createIds(),
    clock: systemClock,
    log,
    filesAtOnce: 2,
    limits: INGEST_LIMITS,
    ...parts,
  });
}

export function orderFor(folder: string, order: Partial<FolderOrder> = {}): FolderOrder {
  const defaults = { allowed: [], denied: [], side: undefined };
  const target = { institutionId: "test-bank", collectionId: "procedures", ingester: "person/E-1", defaults };
  return { ...target, folder, prune: false, afresh: false, signal: new AbortController().signal, ...order };
}
