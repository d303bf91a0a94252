// The documents of the institutions on the server of institution-server.ts: the parts, and what is there from the start.
import { createHash } from "node:crypto";
import type { Ledger } from "#governance/audit/ledger.ts";
import type { Inspect } from "#governance/guardrails/inspect.ts";
import { scenarioSchema } from "#governance/scenario.ts";
import type { Classify } from "#governance/sensitivity/finding.ts";
import { institutionRulesSchema } from "#governance/sensitivity/institution-rules.ts";
import type { Clock } from "#infrastructure/clock.ts";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import { openKnowledge } from "#root/platform-knowledge.ts";
import { createDocumentStore } from "#service/knowledge/document-store.ts";
import type { Knowledge } from "#service/knowledge/knowledge.ts";
import type { NewDocument } from "#service/knowledge/stored-document.ts";
import { person } from "#test/skills.ts";

/** What a test knows of an institution's documents. */
export interface SettledKnowledge {
  readonly collectionId: string;
  /** Of the caller's, and read by everybody. */
  readonly documentId: string;
  /** Of the steward's, to be removed. */
  readonly removableDocumentId: string;
  /** Of the caller's, made from the document. */
  readonly answerId: string;
}

interface KnowledgePartsOrder {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "append">;
  readonly classifierOf: (institutionId: string) => Classify;
  readonly inspect: Inspect;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Knowledge as the server has it, but for the models: none answers. To be closed. */
export function openKnowledgeParts({ database, inspect, ...parts }: KnowledgePartsOrder) {
  const noModel = () => Promise.reject(new KanameError("unavailable", "No model is there."));
  return openKnowledge({
    ...parts,
    database,
    policy: () => ({
      scenarioOf: (_institutionId, id) =>
        scenarioSchema.parse({ id, title: "Loans", purpose: "Loans", owner: "lending", models: ["model"] }),
      registry: { resolve: () => undefined },
      sensitivityRulesOf: () => institutionRulesSchema.parse({}),
    }),
    secrets: { derive: () => Buffer.alloc(32, 5) },
    gate: { chat: noModel, embed: noModel },
    inspectorOf: () => inspect,
    digestOf: (institutionId, bytes) => createHash("sha256").update(institutionId).update(bytes).digest("hex"),
    threads: 1,
  });
}

/** Gives the institution a collection with two documents, a barrier, and an answer to its caller. */
export async function settleKnowledge(institutionId: string, database: Database, knowledge: Knowledge): Promise<SettledKnowledge> {
  const steward = person(`${institutionId}-steward`, "steward", institutionId);
  const collectionId = `${institutionId}-procedures`;
  await knowledge.createCollection(steward, {
    ...{ id: collectionId, name: `${institutionId} procedures`, embeddingModel: undefined },
    ...{ allowed: ["everyone"], denied: [], side: undefined },
  });
  await knowledge.addToBarrier(steward, {
    wall: `${institutionId}-deal`,
    side: "inside",
    principal: `department/${institutionId}-lending`,
  });
  const store = createDocumentStore({ database });
  const write = async (name: string, text: string) => {
    const id = `doc_${institutionId}_${name}`;
    const document: NewDocument = {
      ...{ id, collectionId, name: `${institutionId}-${name}.md`, contentHash: createHash("sha256").update(text).digest("hex") },
      ...{
        mediaType: "text/markdown",
        title: undefined,
        language: "en",
        pages: 1,
        bytes: text.length,
        owner: `person/${institutionId}-steward`,
      },
      ...{ level: 2, labels: [], series: undefined, effectiveFrom: undefined, effectiveTo: undefined },
      ...{ allowed: ["everyone"], denied: [], side: undefined, ingestedAt: new Date(0) },
    };
    const passage = { ordinal: 0, page: 0, region: undefined, headingPath: [], kind: "text", text, language: "en", level: 2 } as const;
    await store.write(institutionId, document, [passage]);
    return id;
  };
  const documentId = await write("fees", `The fee of a transfer abroad at ${institutionId} is 4,000 yen.`);
  const removableDocumentId = await write("old", `The counters of ${institutionId} close at three o'clock.`);
  const caller = person(`${institutionId}-caller`, "caller", institutionId);
  const order = { collectionIds: [collectionId], earlier: [], model: undefined, unsupported: "remove", asOf: undefined } as const;
  let answerId = "";
  const question = "What is the fee of a transfer abroad?";
  for await (const event of knowledge.answer(caller, { ...order, question, signal: new AbortController().signal }))
    if (event.kind === "end") answerId = event.answerId;
  return { collectionId, documentId, removableDocumentId, answerId };
}
