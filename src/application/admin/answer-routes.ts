// Answers from documents over HTTP, and where they come from: which documents fed an answer, which answers used a document.
import { z } from "zod";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { type AnswerEvent, answerEventSchema } from "#service/knowledge/answers/answer-events.ts";
import { idField, idParams, momentField } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route, type SentEvent, sentEvents } from "./route.ts";

const QUESTION_CHARACTERS_MAX = 4_000;
const ANSWER_CHARACTERS_MAX = 20_000;
const EARLIER_MAX = 50;
const COLLECTIONS_MAX = 10;
const ANSWERS_PER_PAGE_MAX = 200;

const order = z.strictObject({
  collections: z.array(idField).min(1).max(COLLECTIONS_MAX),
  question: z.string().trim().min(1).max(QUESTION_CHARACTERS_MAX),
  earlier: z
    .array(z.strictObject({ question: z.string().max(QUESTION_CHARACTERS_MAX), answer: z.string().max(ANSWER_CHARACTERS_MAX) }))
    .max(EARLIER_MAX)
    .default([]),
  /** Absent: no model is asked; the documents' own statements are the answer. */
  model: z.string().min(1).max(200).optional(),
  unsupported: z.enum(["mark", "remove"]).default("remove"),
  asOf: z.iso.date().optional(),
});

export const answerRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/api/answers",
    permission: "knowledge:read",
    audit: "none",
    changesNothing: true,
    summary: "Answer a question from documents, event by event, each sentence with its citations",
    input: { params: nothing, query: nothing, body: order },
    output: sentEvents,
    handle: async ({ caller, body, services, signal }) => {
      const { collections: collectionIds, model, asOf, ...question } = body;
      return numbered(services.knowledge.answer(caller, { ...question, collectionIds, model, asOf, signal }));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/answers/:id",
    permission: "knowledge:read",
    audit: "none",
    summary: "Show an answer of one's own again, while all that fed it may still be read",
    input: { params: idParams, query: nothing, body: noBody },
    output: z.object({ events: z.array(answerEventSchema).readonly() }),
    handle: async ({ caller, params, services }) => ({ events: await services.knowledge.openAnswer(caller, params.id) }),
  }),
  defineRoute({
    method: "GET",
    path: "/api/lineage",
    permission: "lineage:read-all",
    audit: "none",
    summary: "Which documents fed an answer, or which answers used a document; names and hashes, no text",
    input: {
      params: nothing,
      query: z.strictObject({
        answer: idField.optional(),
        document: idField.optional(),
        before: idField.optional(),
        limit: z.coerce.number<string>().int().min(1).max(ANSWERS_PER_PAGE_MAX).default(100),
      }),
      body: noBody,
    },
    output: z.object({
      documents: z.array(
        z.object({ documentId: z.string(), documentName: z.string(), contentHash: z.string(), passages: z.array(z.number()).readonly() }),
      ),
      answers: z.array(
        z.object({
          id: z.string(),
          owner: z.string(),
          level: levelSchema,
          state: z.string(),
          askedAt: momentField,
        }),
      ),
    }),
    async handle({ caller, query: { answer, document, before, limit }, services }) {
      const documents = answer === undefined ? [] : await services.knowledge.documentsOf(caller, answer);
      const answers = document === undefined ? [] : await services.knowledge.answersUsing(caller, document, { before, limit });
      return { documents: [...documents], answers: [...answers] };
    },
  }),
];

async function* numbered(events: AsyncIterable<AnswerEvent>): AsyncGenerator<SentEvent> {
  let sequence = 0;
  for await (const event of events) {
    sequence += 1;
    yield { id: String(sequence), event: event.kind, data: event };
  }
}
