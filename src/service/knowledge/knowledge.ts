// Knowledge as its users see it: collections, documents, searches, citations and answers, each under the reader's own rights.
import { type Caller, may, nameOf } from "#governance/caller.ts";
import type { Policy } from "#governance/policy.ts";
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Registry } from "#model/registry.ts";
import type { BarrierMember, BarrierStore } from "./access/barrier-store.ts";
import { mayRead, type Reader } from "./access/document-access.ts";
import type { AnswerEvent } from "./answers/answer-events.ts";
import type { AnswerJournal } from "./answers/answer-journal.ts";
import type { AnswerOrder, Answers } from "./answers/answers.ts";
import type { Deletion, DeletionCertificate } from "./answers/deletion.ts";
import type { CollectionStore, StoredCollection } from "./collection-store.ts";
import type { Embedder, EmbeddingProgress } from "./embedding/embedder.ts";
import type { IngestedFile, IngestReport } from "./ingest/folder-run.ts";
import type { FolderOrder, Ingest } from "./ingest/ingest.ts";
import type { ManifestRule } from "./ingest/manifest.ts";
import { type FolderWatch, openFolderWatch } from "./ingest/watch-folder.ts";
import type { Search } from "./search.ts";
import type { FoundPassage, SearchWay } from "./search-order.ts";
import type { DocumentStore, StoredDocument } from "./stored-document.ts";

export interface NewCollectionOrder {
  readonly id: string;
  readonly name: string;
  /** A model for embedding, whose vectors the collection is searched by as well; undefined: the first one of the caller's scenario. */
  readonly embeddingModel: string | undefined;
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  readonly side: string | undefined;
}

export interface KnowledgeQuestion {
  readonly collectionId: string;
  readonly query: string;
  readonly count: number;
  readonly way: SearchWay;
  /** YYYY-MM-DD; undefined: today. */
  readonly asOf: string | undefined;
}

export interface SearchAnswer {
  readonly passages: readonly FoundPassage[];
  /** Why words alone were searched, where meaning was to be as well. */
  readonly remark: string | undefined;
}

export type KnowledgeAnswerOrder = Pick<AnswerOrder, "collectionIds" | "question" | "earlier" | "model" | "unsupported" | "signal"> & {
  readonly asOf: string | undefined;
};

/** Of a document's facts those that may be stated anew without its file. */
export type AccessChange = Partial<Pick<StoredDocument, "allowed" | "denied" | "side" | "series" | "effectiveFrom" | "effectiveTo">>;

/** What is asked of the rules in force. */
type ModelsInForce = Pick<Policy, "scenarioOf"> & { readonly registry: Pick<Registry, "resolve"> };

export interface KnowledgeParts {
  readonly policy: () => ModelsInForce;
  readonly collections: CollectionStore;
  readonly documents: DocumentStore;
  readonly barriers: BarrierStore;
  readonly readerOf: (caller: Caller) => Promise<Reader>;
  readonly search: Search;
  readonly embedder: Embedder;
  /** The vector of a query under a model. Throws as the gate does. */
  readonly vectorOf: (caller: Caller, model: string, query: string, signal: AbortSignal) => Promise<readonly number[] | undefined>;
  readonly ingest: Ingest;
  readonly answers: Answers;
  readonly journal: AnswerJournal;
  readonly deletion: Deletion;
  readonly clock: Clock;
  readonly log: Log;
}

export type Knowledge = ReturnType<typeof createKnowledge>;

export function createKnowledge(parts: KnowledgeParts) {
  return Object.assign(createCollectionUse(parts), createDocumentUse(parts), createAnswerUse(parts));
}

/** Collections, and the barriers between people. */
function createCollectionUse(parts: KnowledgeParts) {
  const { collections, barriers, readerOf, clock } = parts;
  return {
    async createCollection(caller: Caller, order: NewCollectionOrder): Promise<StoredCollection> {
      const model = order.embeddingModel ?? embeddingModelOf(parts.policy(), caller);
      await collections.insert(caller.institutionId, {
        id: order.id,
        name: order.name,
        owner: nameOf(caller),
        nextEmbeddingModel: model,
        defaultAllowed: order.allowed,
        defaultDenied: order.denied,
        defaultSide: order.side,
        createdAt: clock.now(),
      });
      return collectionOf(parts, caller.institutionId, order.id);
    },

    /** Those that the caller owns, all for who manages all knowledge, and those whose documents everybody like the caller may read. */
    async listCollections(caller: Caller): Promise<StoredCollection[]> {
      const reader = await readerOf(caller);
      const every = await collections.list(caller.institutionId);
      if (may(caller, "knowledge:manage")) return every;
      return every.filter(({ owner, defaultAllowed: allowed, defaultDenied: denied, defaultSide: side }) =>
        mayRead({ owner, allowed, denied, side }, reader),
      );
    },

    /** Has vectors made by another model, in the background; those in use serve until all are there. */
    async changeEmbeddingModel(caller: Caller, collectionId: string, model: string): Promise<StoredCollection> {
      await targetFor(parts, caller, collectionId);
      await collections.beginEmbeddingModel(caller.institutionId, collectionId, model);
      parts.embedder.fillInBackground(caller, collectionId);
      return collectionOf(parts, caller.institutionId, collectionId);
    },

    /** Ingests a folder now and whenever it changes, until the watch is closed; told after each run. */
    async watchFolder(
      caller: Caller,
      order: Pick<FolderOrder, "collectionId" | "folder">,
      onReport: (report: IngestReport) => void,
    ): Promise<FolderWatch> {
      const target = await targetFor(parts, caller, order.collectionId);
      return openFolderWatch({ ...target, ...order, prune: false, afresh: false }, { ingest: parts.ingest, log: parts.log, onReport });
    },

    /** Makes the vectors that a collection lacks, and ends when they are there. */
    async embed(
      caller: Caller,
      collectionId: string,
      signal: AbortSignal,
      onProgress: (progress: EmbeddingProgress) => void,
    ): Promise<EmbeddingProgress> {
      await targetFor(parts, caller, collectionId);
      return parts.embedder.fill(caller, collectionId, signal, onProgress);
    },

    listBarrier: (caller: Caller) => barriers.list(caller.institutionId),
    addToBarrier: (caller: Caller, member: BarrierMember) => barriers.add(caller.institutionId, member),
    removeFromBarrier: (caller: Caller, member: BarrierMember) => barriers.remove(caller.institutionId, member),
  };
}

/** Documents: bringing, seeing, stating anew and removing them. */
function createDocumentUse(parts: KnowledgeParts) {
  const { documents, readerOf } = parts;
  return {
    /** A page of the collection's documents that the caller may read, and the name to go on after. */
    async listDocuments(caller: Caller, collectionId: string, page: { readonly after?: string | undefined; readonly limit: number }) {
      const reader = await readerOf(caller);
      const found = await documents.list(caller.institutionId, collectionId, page);
      const nextAfter = found.length < page.limit ? undefined : found.at(-1)?.name;
      return { documents: found.filter((document) => mayRead(document, reader)), nextAfter };
    },

    async addDocument(
      caller: Caller,
      order: {
        readonly collectionId: string;
        readonly name: string;
        readonly bytes: Uint8Array;
        readonly rule?: ManifestRule | undefined;
        readonly signal: AbortSignal;
      },
    ): Promise<IngestedFile> {
      const { collectionId, name, bytes, rule, signal } = order;
      const target = await targetFor(parts, caller, collectionId);
      const added = await parts.ingest.ingestFile({ ...target, name, bytes, rule, signal });
      if (added.outcome === "ingested") parts.embedder.fillInBackground(caller, collectionId);
      return added;
    },

    /** Ingests a folder of this machine; vectors are for `embed`. What has gone from it stays: a removal has its certificate. */
    async addFolder(
      caller: Caller,
      order: Pick<FolderOrder, "collectionId" | "folder" | "afresh" | "onProgress" | "signal">,
    ): Promise<IngestReport> {
      return parts.ingest.ingestFolder({ ...(await targetFor(parts, caller, order.collectionId)), ...order, prune: false });
    },

    /** The passage of a citation, its permission asked again. */
    async openCitation(caller: Caller, documentId: string, ordinal: number): Promise<FoundPassage> {
      const { document, reader } = await readable(parts, caller, documentId);
      const passage = await parts.search.open(reader, document.id, ordinal);
      if (passage === undefined) throw noDocument();
      return passage;
    },

    async showDocument(caller: Caller, documentId: string): Promise<StoredDocument> {
      return (await readable(parts, caller, documentId)).document;
    },

    async changeDocument(caller: Caller, documentId: string, change: AccessChange): Promise<StoredDocument> {
      await ownDocument(parts, caller, documentId);
      const changed = await documents.update(caller.institutionId, documentId, change);
      if (changed === undefined) throw noDocument();
      return changed;
    },

    async removeDocument(caller: Caller, documentId: string): Promise<DeletionCertificate> {
      await ownDocument(parts, caller, documentId);
      return parts.deletion.remove(caller, documentId);
    },
  };
}

/** What is found in documents, what is answered from them, and where an answer came from. */
function createAnswerUse(parts: KnowledgeParts) {
  const { readerOf, clock } = parts;
  return {
    async search(caller: Caller, question: KnowledgeQuestion, signal: AbortSignal): Promise<SearchAnswer> {
      const collection = await collectionOf(parts, caller.institutionId, question.collectionId);
      const reader = await readerOf(caller);
      const { vector, remark } = await vectorFor(parts, caller, collection, question, signal);
      const passages = await parts.search.search({
        reader,
        ...question,
        asOf: question.asOf ?? dayOf(clock.now()),
        documentIds: undefined,
        vector,
      });
      return { passages, remark };
    },

    /** Answers event by event; the last is `end`. Throws as `Answers.answer` does. */
    answer: (caller: Caller, order: KnowledgeAnswerOrder) => answer(parts, caller, order),

    async openAnswer(caller: Caller, answerId: string): Promise<readonly AnswerEvent[]> {
      return parts.journal.open(await readerOf(caller), answerId);
    },

    documentsOf: (caller: Caller, answerId: string) => parts.journal.documentsOf(caller.institutionId, answerId),
    answersUsing: (caller: Caller, documentId: string, page: { readonly before?: string | undefined; readonly limit: number }) =>
      parts.journal.answersUsing(caller.institutionId, documentId, page),
  };
}

async function* answer(
  { readerOf, answers, clock }: KnowledgeParts,
  caller: Caller,
  order: KnowledgeAnswerOrder,
): AsyncGenerator<AnswerEvent> {
  const reader = await readerOf(caller);
  yield* answers.answer({ ...order, caller, reader, asOf: order.asOf ?? dayOf(clock.now()) });
}

async function collectionOf({ collections }: KnowledgeParts, institutionId: string, id: string): Promise<StoredCollection> {
  const collection = await collections.find(institutionId, id);
  if (collection === undefined) throw new KanameError("not_found", `There is no collection ${id}.`);
  return collection;
}

/** A document that the caller may read; that there is one they may not read is not told. */
async function readable(
  { documents, readerOf }: KnowledgeParts,
  caller: Caller,
  documentId: string,
): Promise<{ readonly document: StoredDocument; readonly reader: Reader }> {
  const [document, reader] = await Promise.all([documents.find(caller.institutionId, documentId), readerOf(caller)]);
  if (document === undefined || !mayRead(document, reader)) throw noDocument();
  return { document, reader };
}

/** A document whose facts the caller may state, or that they may remove: its owner, and whoever manages all knowledge. */
async function ownDocument({ documents }: KnowledgeParts, caller: Caller, documentId: string): Promise<StoredDocument> {
  const document = await documents.find(caller.institutionId, documentId);
  if (document !== undefined && (document.owner === nameOf(caller) || may(caller, "knowledge:manage"))) return document;
  throw noDocument();
}

/** The collection as a target of what the caller brings: its owner's, or of whoever manages all knowledge. */
async function targetFor(parts: KnowledgeParts, caller: Caller, collectionId: string) {
  const collection = await collectionOf(parts, caller.institutionId, collectionId);
  if (collection.owner !== nameOf(caller) && !may(caller, "knowledge:manage"))
    throw new KanameError(
      "forbidden",
      `Only the owner of the collection ${collectionId}, and who manages all knowledge, adds documents to it.`,
    );
  const { defaultAllowed: allowed, defaultDenied: denied, defaultSide: side } = collection;
  return { institutionId: caller.institutionId, collectionId, ingester: nameOf(caller), defaults: { allowed, denied, side } };
}

function noDocument(): KanameError {
  return new KanameError("not_found", "There is no such document, or not for this key.");
}

/** Today in UTC. */
function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function embeddingModelOf({ scenarioOf, registry }: ModelsInForce, caller: Caller): string | undefined {
  const models = caller.scenarioId === undefined ? [] : (scenarioOf(caller.institutionId, caller.scenarioId)?.models ?? []);
  return models.find((id) => registry.resolve(id)?.some(({ task }) => task === "embedding"));
}

/** A model that does not answer costs the search its meaning, not its words. A refusal by the gate is the same for a search: the query stays here. */
async function vectorFor(
  { vectorOf }: Pick<KnowledgeParts, "vectorOf">,
  caller: Caller,
  { embeddingModel }: StoredCollection,
  { way, query }: KnowledgeQuestion,
  signal: AbortSignal,
): Promise<{ readonly vector: readonly number[] | undefined; readonly remark: string | undefined }> {
  if (way === "lexical" || embeddingModel === undefined) return { vector: undefined, remark: undefined };
  try {
    return { vector: await vectorOf(caller, embeddingModel, query, signal), remark: undefined };
  } catch (error) {
    if (signal.aborted || !(error instanceof KanameError) || error.kind === "internal") throw error;
    return { vector: undefined, remark: `Only words were searched: ${error.message}` };
  }
}
