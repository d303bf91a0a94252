// The sample bank's procedures as they are ingested, searched and asked in a server, by words and without a model.
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { createIdentityStore } from "#governance/identity-store.ts";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { institutionRulesSchema } from "#governance/sensitivity/institution-rules.ts";
import { systemClock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createLog } from "#infrastructure/log.ts";
import { openKnowledge } from "#root/platform-knowledge.ts";
import { openTestDatabase } from "#test/database.ts";
import { person } from "#test/skills.ts";
import { measureSampleBank } from "./sample-bank.ts";

const FOLDER = fileURLToPath(new URL("../../sample-bank/procedures", import.meta.url));
const INSTITUTION = "sample-bank";
const COLLECTION = "procedures";
const RULES = institutionRulesSchema.parse({ labels: [{ names: ["社外秘"], level: 3 }] });

/** Asks all questions as an employee who stands on no side of any wall. */
export async function measureSampleBankAnswers() {
  const database = await openTestDatabase();
  const classify = createClassifier();
  const inspect = createInspector();
  const noModel = () => Promise.reject(new KanameError("unavailable", "No model is asked here."));
  const { knowledge, close } = openKnowledge({
    ...{
      database,
      classifierOf: () => classify,
      inspectorOf: () => inspect,
      clock: systemClock,
      ids: createIds(),
      log: createLog("silent"),
    },
    policy: () => ({ scenarioOf: () => undefined, registry: { resolve: () => undefined }, sensitivityRulesOf: () => RULES }),
    secrets: { derive: () => Buffer.alloc(32, 1) },
    gate: { chat: noModel, embed: noModel },
    ledger: { append: async () => undefined },
    digestOf: (institutionId, bytes) => createHash("sha256").update(institutionId).update(bytes).digest("hex"),
    threads: Math.max(1, availableParallelism() - 1),
  });
  const { signal } = new AbortController();
  try {
    await createIdentityStore({ database, clock: systemClock }).institutions.ensure(INSTITUTION, "Sample Bank");
    const steward = person("steward", "steward", INSTITUTION);
    const everyone = { allowed: ["everyone"], denied: [], side: undefined };
    await knowledge.createCollection(steward, { id: COLLECTION, name: "Procedures", embeddingModel: undefined, ...everyone });
    const folder = { collectionId: COLLECTION, folder: FOLDER, afresh: false, onProgress: undefined, signal };
    const { counts, passages } = await knowledge.addFolder(steward, folder);
    const teller = person("teller", "caller", INSTITUTION);
    const figures = await measureSampleBank({
      async search(query, asOf) {
        return (await knowledge.search(teller, { collectionId: COLLECTION, query, count: 20, way: "lexical", asOf }, signal)).passages;
      },
      answer: (question, asOf) =>
        knowledge.answer(teller, {
          collectionIds: [COLLECTION],
          question,
          earlier: [],
          model: undefined,
          unsupported: "remove",
          asOf,
          signal,
        }),
    });
    return { documents: counts.ingested, passages, ...figures };
  } finally {
    await close();
    await database.close();
  }
}
