// Keeps answers sealed, gives them again where access is the same, and says what fed them.

import { z } from "zod";
import { type Caller, nameOf } from "#governance/caller.ts";
import type { Level } from "#governance/sensitivity/finding.ts";
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import { createSealing } from "#infrastructure/sealing.ts";
import { mayRead, type Reader } from "../access/document-access.ts";
import type { DocumentStore } from "../stored-document.ts";
import { type AnswerEvent, answerEventSchema } from "./answer-events.ts";
import type { AnswerSource, AnswerStore, StoredAnswer } from "./answer-store.ts";

export interface AnswerJournalParts {
  readonly store: AnswerStore;
  readonly documents: Pick<DocumentStore, "find">;
  /** 32 bytes for an institution, from the secrets. */
  readonly keyOf: (institutionId: string) => Buffer;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface FinishedAnswer {
  readonly cacheKey: string;
  readonly level: Level;
  readonly events: readonly AnswerEvent[];
  readonly sources: readonly AnswerSource[];
}

export interface AnswerJournal {
  /** Keeps an answer under `answerId`. Throws `conflict` when a document that fed it was removed meanwhile. */
  keep(caller: Caller, answerId: string, answer: FinishedAnswer): Promise<void>;
  /** What was answered under the key, if the reader may still read every document that fed it. */
  findCached(reader: Reader, cacheKey: string): Promise<readonly AnswerEvent[] | undefined>;
  /** An answer of the reader's own, if they may still read every document that fed it. Throws `not_found` in every other case. */
  open(reader: Reader, answerId: string): Promise<readonly AnswerEvent[]>;
  /** Lineage, of an institution: which documents fed an answer, and which answers used a document. Who may ask is decided before. */
  documentsOf(institutionId: string, answerId: string): Promise<readonly AnswerSource[]>;
  answersUsing(
    institutionId: string,
    documentId: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<readonly Pick<StoredAnswer, "id" | "owner" | "level" | "state" | "askedAt">[]>;
}

const eventsSchema = z.array(answerEventSchema);

export function createAnswerJournal({ store, documents, keyOf, clock, ids }: AnswerJournalParts): AnswerJournal {
  const sealingOf = (institutionId: string) => createSealing(keyOf(institutionId), ids.randomBytes);
  const placeOf = (institutionId: string, answerId: string) => ["answer", institutionId, answerId];

  async function readIfPermitted(reader: Reader, answer: StoredAnswer | undefined): Promise<readonly AnswerEvent[] | undefined> {
    if (answer?.sealed === undefined) return undefined;
    for (const { documentId, contentHash } of await store.listSources(reader.institutionId, answer.id)) {
      const document = await documents.find(reader.institutionId, documentId);
      // One that was replaced by another content says something else now.
      if (document === undefined || document.contentHash !== contentHash || !mayRead(document, reader)) return undefined;
    }
    const plain = sealingOf(reader.institutionId).open(answer.sealed, placeOf(reader.institutionId, answer.id));
    return eventsSchema.parse(JSON.parse(plain.toString()));
  }

  return {
    async keep(caller, id, { cacheKey, level, events, sources }) {
      const { institutionId } = caller;
      const sealed = sealingOf(institutionId).seal(Buffer.from(JSON.stringify(events)), placeOf(institutionId, id));
      const answer = { id, owner: nameOf(caller), level, cacheKey, sealed, sources, askedAt: clock.now() };
      if (await store.insert(institutionId, answer)) return;
      throw new KanameError("conflict", "A document was removed while this was being answered from it; ask again.");
    },
    async findCached(reader, cacheKey) {
      return readIfPermitted(reader, await store.findByCacheKey(reader.institutionId, cacheKey));
    },
    async open(reader, answerId) {
      const answer = await store.find(reader.institutionId, answerId);
      const events = answer?.owner === reader.name ? await readIfPermitted(reader, answer) : undefined;
      if (events === undefined) throw new KanameError("not_found", "There is no such answer, or it was withdrawn.");
      return events;
    },
    documentsOf: store.listSources,
    async answersUsing(institutionId, documentId, page) {
      const answers = await store.listUsing(institutionId, documentId, page);
      return answers.map(({ id, owner, level, state, askedAt }) => ({ id, owner, level, state, askedAt }));
    },
  };
}
