// The knowledge story: the bank's procedures as a collection, a question answered with its page, one that has no answer, and one behind a wall.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { z } from "zod";
import { answerEventSchema, type AnswerEvent } from "#service/knowledge/answers/answer-events.ts";
import { MANIFEST_NAME, readManifest } from "#service/knowledge/ingest/manifest.ts";
import type { SampleBank } from "./open-sample-bank.ts";
import { call, field, say } from "./telling.ts";

const FOLDER = join(import.meta.dirname, "procedures");
const COLLECTION = "procedures";
const WALL = { wall: "kingfisher", side: "deal-team", principal: "department/investment-banking" };
const STEWARD = "document-steward";

const QUESTIONS = [
  { who: "relationship-manager", question: "支店長の専決限度額はいくらですか。" },
  { who: "relationship-manager", question: "暗号資産の口座を開設する手続を教えてください。" },
  { who: "deal-team-member", question: "カワセミ計画の買付価格はいくらですか。" },
  { who: "relationship-manager", question: "カワセミ計画の買付価格はいくらですか。" },
] as const;

const collectionsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const addedSchema = z.object({ document: z.object({ passages: z.number() }) });

/** Tells the story. Throws with the server's sentence when a step fails. */
export async function tellKnowledgeStory(bank: SampleBank): Promise<void> {
  say(`\n${styleText("bold", "Answers from the bank's own documents")}`);
  const { documents, passages } = await addProcedures(bank);
  field("documents", `${documents} procedures and product papers in Japanese, English and Chinese, in ${passages} passages`);
  await call(bank, STEWARD, "POST", "/api/barriers", WALL);
  for (const { who, question } of QUESTIONS) {
    field("asks", `${who}: ${question}`);
    // Without a model: the documents' own statements, word for word.
    const events = readEvents(await (await call(bank, who, "POST", "/api/answers", { collections: [COLLECTION], question })).text());
    for (const event of events) show(event, events);
  }
}

/** Adds every file of the folder with what its manifest states of it; a second start changes nothing. */
async function addProcedures(bank: SampleBank): Promise<{ readonly documents: number; readonly passages: number }> {
  const listed = collectionsSchema.parse(await (await call(bank, STEWARD, "GET", "/api/collections")).json());
  if (listed.data.every(({ id }) => id !== COLLECTION))
    await call(bank, STEWARD, "POST", "/api/collections", { id: COLLECTION, name: "Procedures / 事務手続", allowed: ["everyone"] });
  const manifest = readManifest(readFileSync(join(FOLDER, MANIFEST_NAME), "utf8"));
  const names = readdirSync(FOLDER).filter((name) => name !== MANIFEST_NAME);
  let passages = 0;
  for (const name of names) {
    const { series, effectiveFrom, effectiveTo, owner, labels, access } = manifest.ruleFor(name) ?? { labels: [] };
    const facts = { series, effectiveFrom, effectiveTo, owner, labels, ...access };
    const file = readFileSync(join(FOLDER, name)).toString("base64");
    const added = await call(bank, STEWARD, "POST", "/api/documents", { collection: COLLECTION, name, file, ...facts });
    passages += addedSchema.parse(await added.json()).document.passages;
  }
  return { documents: names.length, passages };
}

function readEvents(stream: string): AnswerEvent[] {
  return [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => answerEventSchema.parse(JSON.parse(data ?? "")));
}

function show(event: AnswerEvent, events: readonly AnswerEvent[]): void {
  if (event.kind === "sentence") return field("answer", `${styleText("green", event.text)} ${sourcesOf(event.citations, events)}`);
  if (event.kind === "conflict") return field("conflict", styleText("yellow", event.statements.map(({ text }) => text).join(" / ")));
  if (event.kind === "not_found")
    return field("not found", styleText("yellow", `${event.text} ${event.nearest.map(({ documentName, owner }) => `${documentName} (${owner})`).join(", ")}`));
}

/** Where each number leads: the document and its page. */
function sourcesOf(citations: readonly number[], events: readonly AnswerEvent[]): string {
  const passages = events.flatMap((event) => (event.kind === "passages" ? event.passages : []));
  const cited = passages.filter(({ citation }) => citations.includes(citation));
  return cited.map(({ citation, documentName, page, headingPath }) => `[${citation}: ${[documentName, `page ${page + 1}`, ...headingPath.slice(-1)].join(", ")}]`).join(" ");
}
