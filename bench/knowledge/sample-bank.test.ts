// The sample bank's questions, with a plain search and no model: what the checks of answers alone come to.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createAnswers } from "#service/knowledge/answers/answers.ts";
import { createTrialCollection, sampleBankDocuments } from "#test/trial-documents.ts";
import { measureSampleBank } from "./sample-bank.ts";

it("answers the sample bank's questions from documents in force, and refuses most that have no answer", async (context) => {
  const collection = createTrialCollection("sample-bank", "procedures", sampleBankDocuments());
  const reader = { institutionId: "sample-bank", name: "person/teller", principals: ["person/teller", "everyone"], sides: [] };
  const caller = {
    institutionId: "sample-bank",
    departmentId: undefined,
    kind: "person",
    id: "teller",
    keyId: "k",
    role: "caller",
  } as const;
  const inspect = createInspector();
  const answers = createAnswers({
    gate: { chat: () => assert.fail("no model is asked") },
    search: collection.search,
    vectorOf: async () => undefined,
    revisionOf: async () => 1,
    documents: collection,
    inspectorOf: () => inspect,
    journal: {
      keep: async () => undefined,
      findCached: async () => undefined,
      open: () => assert.fail(),
      documentsOf: async () => [],
      answersUsing: async () => [],
    },
    digestOf: () => "digest",
    ids: createIds(),
  });
  const { signal } = new AbortController();
  const figures = await measureSampleBank({
    search: (query, asOf) =>
      collection.search({
        reader,
        collectionId: "procedures",
        query,
        count: 20,
        asOf,
        way: "lexical",
        documentIds: undefined,
        vector: undefined,
      }),
    answer: (question, asOf) =>
      answers.answer({
        caller: { ...caller, scenarioId: undefined, budgetMicros: undefined },
        reader,
        collectionIds: ["procedures"],
        question,
        earlier: [],
        asOf,
        model: undefined,
        unsupported: "remove",
        signal,
      }),
  });
  context.diagnostic(JSON.stringify(figures));
  assert.equal(figures.wrongVersions, 0);
  assert.ok(figures.inTop5 >= 0.95);
  assert.ok(figures.refusalRecall >= 0.8 && figures.refusalPrecision >= 0.65, JSON.stringify(figures));
});
