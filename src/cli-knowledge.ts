// kaname knowledge: ingest a folder, search it line by line, ask it, on this machine.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { AnswerEvent } from "#service/knowledge/answers/answer-events.ts";
import type { IngestReport } from "#service/knowledge/ingest/folder-run.ts";
import { FOUND_MAX } from "#service/knowledge/search-order.ts";
import { type Command, print, readWords, remark } from "./cli-command.ts";
import { answerJsonLines } from "./cli-json-lines.ts";
import { type LocalKnowledge, withLocalKnowledge } from "./cli-knowledge-open.ts";

const COUNT_DEFAULT = 10;
const QUERY_CHARACTERS_MAX = 4_000;

const searchLine = z.object({
  id: z.union([z.string(), z.number()]),
  query: z.string().min(1).max(QUERY_CHARACTERS_MAX),
  k: z.int().min(1).max(FOUND_MAX).default(COUNT_DEFAULT),
});

export const ingestKnowledgeCommand: Command = {
  usage: "knowledge ingest <folder> --collection <name>",
  summary:
    "reads the documents of a folder into a collection, made if it is not there; what did not change is left as it is (--afresh: all; --watch: again whenever it changes)",
  async run(words, config) {
    const { values, positionals } = readWords(
      words,
      { collection: { type: "string" }, afresh: { type: "boolean" }, watch: { type: "boolean" } },
      this.usage,
    );
    const [folder] = positionals;
    const collectionId = collectionOf(values.collection, this.usage);
    if (folder === undefined) throw new KanameError("invalid_request", `Say which folder: kaname ${this.usage}`);
    return withLocalKnowledge(config, async ({ knowledge, caller, signal }) => {
      await ensureCollection({ knowledge, caller, signal }, collectionId);
      if (values.watch === true) return watch({ knowledge, caller, signal }, collectionId, folder);
      const report = await knowledge.addFolder(caller, {
        ...{ collectionId, folder, afresh: values.afresh === true, signal },
        onProgress: ({ name, outcome, done, total }) => showProgress(`${done} of ${total}  ${outcome.padEnd(9)} ${name}`),
      });
      endProgress();
      tell(report, collectionId);
      return report.isCancelled ? 1 : 0;
    });
  },
};

/** Runs until it is interrupted. */
async function watch({ knowledge, caller, signal }: LocalKnowledge, collectionId: string, folder: string): Promise<number> {
  const watching = await knowledge.watchFolder(caller, { collectionId, folder }, (report) => tell(report, collectionId));
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  await watching.close();
  return 0;
}

export const embedKnowledgeCommand: Command = {
  usage: "knowledge embed --collection <name>",
  summary: "makes the vectors that a collection lacks, so that it is searched by meaning too (a server does so by itself)",
  async run(words, config) {
    const { values } = readWords(words, { collection: { type: "string" } }, this.usage);
    const collectionId = collectionOf(values.collection, this.usage);
    return withLocalKnowledge(config, async ({ knowledge, caller, signal }) => {
      const { embedded, left } = await knowledge.embed(caller, collectionId, signal, (progress) =>
        showProgress(`${progress.embedded} passages embedded`),
      );
      endProgress();
      print(`${embedded} passages embedded${left === 0 ? "" : `, ${left} left: they are found by their words`}.`);
      return 0;
    });
  },
};

export const searchKnowledgeCommand: Command = {
  usage: "knowledge search --collection <name> --jsonl",
  summary: 'reads lines {"id","query","k"} from standard input, writes the passages found for each',
  async run(words, config) {
    const { values } = readWords(words, { collection: { type: "string" }, jsonl: { type: "boolean" } }, this.usage);
    const collectionId = collectionOf(values.collection, this.usage);
    let told: string | undefined;
    return withLocalKnowledge(config, ({ knowledge, caller, signal }) =>
      answerJsonLines(values.jsonl === true ? ["--jsonl"] : [], {
        name: `knowledge search --collection ${collectionId}`,
        schema: searchLine,
        members: `with "id" and "query", and "k" from 1 to ${FOUND_MAX}`,
        async answer({ id, query, k }) {
          const { passages, remark: why } = await knowledge.search(
            caller,
            { collectionId, query, count: k, way: "fused", asOf: undefined },
            signal,
          );
          if (why !== undefined && why !== told) remark(`${why}\n`);
          told = why;
          return { id, passages: passages.map(({ documentName, page, score, text }) => ({ document: documentName, page, score, text })) };
        },
      }),
    );
  },
};

export const askKnowledgeCommand: Command = {
  usage: "knowledge ask --collection <name> <question>",
  summary: "answers a question from a collection's own statements, each with its document and page (--model <id>: has a model say it)",
  async run(words, config) {
    const { values, positionals } = readWords(words, { collection: { type: "string" }, model: { type: "string" } }, this.usage);
    const collectionId = collectionOf(values.collection, this.usage);
    const question = positionals.join(" ");
    if (question === "") throw new KanameError("invalid_request", `Ask something: kaname ${this.usage}`);
    return withLocalKnowledge(config, async ({ knowledge, caller, signal }) => {
      const order = {
        collectionIds: [collectionId],
        question,
        earlier: [],
        model: values.model,
        unsupported: "remove",
        asOf: undefined,
        signal,
      } as const;
      const events: AnswerEvent[] = [];
      for await (const event of knowledge.answer(caller, order)) events.push(event);
      for (const line of linesOf(events)) print(line);
      return 0;
    });
  },
};

function collectionOf(name: string | undefined, usage: string): string {
  if (name !== undefined && /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name)) return name;
  throw new KanameError("invalid_request", `Say which collection, in letters, digits and . _ @ -, at most 64: kaname ${usage}`);
}

async function ensureCollection({ knowledge, caller }: LocalKnowledge, id: string): Promise<void> {
  const known = await knowledge.listCollections(caller);
  if (known.some((collection) => collection.id === id)) return;
  await knowledge.createCollection(caller, { id, name: id, embeddingModel: undefined, allowed: [], denied: [], side: undefined });
}

/** One line that is written over on a terminal; elsewhere nothing, so that a log stays readable. */
function showProgress(line: string): void {
  if (process.stderr.isTTY) remark(`\r\u001b[2K${line.slice(0, process.stderr.columns - 1)}`);
}

function endProgress(): void {
  if (process.stderr.isTTY) remark("\r\u001b[2K");
}

function tell({ files, counts, passages, broken, unread, isCancelled }: IngestReport, collection: string): void {
  print(
    `${files} files: ${counts.ingested} ingested with ${passages} passages, ${counts.unchanged} unchanged, ${counts.restated} restated, ${counts.broken} broken.`,
  );
  for (const { name, problem } of broken) print(`broken: ${name}: ${problem}`);
  for (const { name, problem } of unread) print(`not read: ${name}: ${problem}`);
  if (isCancelled) print("Stopped before the end: run it again to go on.");
  if (counts.ingested > 0)
    print(`They are found by their words; kaname knowledge embed --collection ${collection} lets them be found by meaning too.`);
}

/** The answer as a person reads it: sentences with their numbers, then what the numbers stand for. */
function linesOf(events: readonly AnswerEvent[]): string[] {
  const cited = new Set<number>();
  const lines: string[] = [];
  for (const event of events) {
    if (event.kind === "sentence") {
      for (const citation of event.citations) cited.add(citation);
      lines.push(
        `${event.text} ${event.citations.map((citation) => `[${citation}]`).join("")}${event.isSupported ? "" : " (not supported)"}`,
      );
    }
    if (event.kind === "conflict") lines.push(event.note, ...event.statements.map(({ text, citation }) => `  ${text} [${citation}]`));
    if (event.kind === "not_found")
      lines.push(event.text, ...event.nearest.map(({ documentName, owner }) => `  ${documentName} (${owner})`));
    if (event.kind === "conflict") for (const { citation } of event.statements) cited.add(citation);
  }
  const passages = events.flatMap((event) => (event.kind === "passages" ? event.passages : []));
  const sources = passages.filter(({ citation }) => cited.has(citation));
  return [...lines, ...sources.map(({ citation, documentName, page }) => `[${citation}] ${documentName}, page ${page + 1}`)];
}
