// Wires knowledge: parsers, stores, search, vectors through the gate, answers.
import type { Ledger } from "#governance/audit/ledger.ts";
import type { Gate } from "#governance/gate.ts";
import type { Inspect } from "#governance/guardrails/inspect.ts";
import type { Policy } from "#governance/policy.ts";
import type { Classify } from "#governance/sensitivity/finding.ts";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Secrets } from "#infrastructure/secrets.ts";
import type { Registry } from "#model/registry.ts";
import { createBarrierStore } from "#service/knowledge/access/barrier-store.ts";
import { createReaders } from "#service/knowledge/access/readers.ts";
import { createAnswerJournal } from "#service/knowledge/answers/answer-journal.ts";
import { createAnswerStore } from "#service/knowledge/answers/answer-store.ts";
import { createAnswers } from "#service/knowledge/answers/answers.ts";
import { createDeletion } from "#service/knowledge/answers/deletion.ts";
import { createCollectionStore } from "#service/knowledge/collection-store.ts";
import { createDocumentStore } from "#service/knowledge/document-store.ts";
import { openDocumentParser } from "#service/knowledge/documents/document-parser.ts";
import { embedTexts } from "#service/knowledge/embedding/embed-texts.ts";
import { createEmbedder } from "#service/knowledge/embedding/embedder.ts";
import { createIngest, INGEST_LIMITS } from "#service/knowledge/ingest/ingest.ts";
import { createKnowledge, type Knowledge } from "#service/knowledge/knowledge.ts";
import { createSearch } from "#service/knowledge/search.ts";
import { createVectorStore } from "#service/knowledge/vector-store.ts";

export interface KnowledgeRungs {
  readonly policy: () => Pick<Policy, "scenarioOf" | "sensitivityRulesOf"> & { readonly registry: Pick<Registry, "resolve"> };
  readonly database: Database;
  readonly secrets: Pick<Secrets, "derive">;
  readonly gate: Gate;
  readonly ledger: Pick<Ledger, "append">;
  readonly classifierOf: (institutionId: string) => Classify;
  readonly inspectorOf: (institutionId: string) => Inspect;
  readonly digestOf: (institutionId: string, bytes: Buffer) => string;
  /** Of parsers; each file takes one. */
  readonly threads: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface OpenedKnowledge {
  readonly knowledge: Knowledge;
  close(): Promise<void>;
}

/** Opens knowledge. Close it before the gate's parts and the database: what is being embedded is stopped. */
export function openKnowledge(rungs: KnowledgeRungs): OpenedKnowledge {
  const { policy, database, secrets, gate, ledger, classifierOf, inspectorOf, digestOf, threads, clock, ids, log } = rungs;
  const collections = createCollectionStore(database);
  const documents = createDocumentStore({ database });
  const barriers = createBarrierStore(database);
  const answerStore = createAnswerStore(database);
  const search = createSearch({ database });
  const embedder = createEmbedder({ gate, collections, vectors: createVectorStore({ database }), log });
  const parser = openDocumentParser({ threads });
  const ingest = createIngest({
    documents,
    parse: parser.parse,
    classifierOf,
    labelsOf: (institutionId) => policy().sensitivityRulesOf(institutionId).labels,
    ids,
    clock,
    log,
    filesAtOnce: threads,
    limits: INGEST_LIMITS,
  });
  const keyOf = (institutionId: string) => secrets.derive("vault", `answers/${institutionId}`);
  const journal = createAnswerJournal({ store: answerStore, documents, keyOf, clock, ids });
  const vectorOf: Parameters<typeof createKnowledge>[0]["vectorOf"] = async (caller, model, query, signal) =>
    (await embedTexts(gate, { caller, model, texts: [query], signal }))[0];
  const answers = createAnswers({
    gate,
    search: search.search,
    async vectorOf({ caller, signal }, collectionId, question) {
      const model = (await collections.find(caller.institutionId, collectionId))?.embeddingModel;
      // Words alone answer too; what the gate refused or a model failed at has its record.
      return model === undefined ? undefined : vectorOf(caller, model, question, signal).catch(() => undefined);
    },
    revisionOf: async (institutionId, collectionId) => (await collections.find(institutionId, collectionId))?.revision ?? 0,
    documents,
    inspectorOf,
    journal,
    digestOf,
    ids,
  });
  const knowledge = createKnowledge({
    ...{ policy, collections, documents, barriers, search, embedder, vectorOf, ingest, answers, journal, clock, log },
    readerOf: createReaders(barriers).readerOf,
    deletion: createDeletion({ documents, answers: answerStore, append: ledger.append }),
  });
  return {
    knowledge,
    async close() {
      await embedder.close();
      await parser.close();
    },
  };
}
