// Answers questions from documents: find what the reader may read, leave out attacks, ask the model, check its citations, or say that it is not there.
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import type { Inspect } from "#governance/guardrails/inspect.ts";
import { assertHolds, type ErrorKind, KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import { mayRead, type Reader } from "../access/document-access.ts";
import type { FoundPassage, SearchOrder } from "../search-order.ts";
import type { DocumentStore } from "../stored-document.ts";
import type { AnswerEvent, Citation } from "./answer-events.ts";
import type { AnswerJournal } from "./answer-journal.ts";
import type { AnswerSource } from "./answer-store.ts";
import words from "./answer-words.json" with { type: "json" };
import { type CheckedSentence, checkCitations, type NumberedPassage, type UnsupportedPolicy } from "./citations.ts";
import { findConflicts } from "./conflicts.ts";
import { languageOf } from "./content-terms.ts";
import { asksForQuantity, type Evidence, weighEvidence } from "./evidence.ts";
import { type EarlierTurn, standAlone } from "./follow-up.ts";
import { askModel, documentBlock, levelOf } from "./model-answer.ts";

/** A page of text; a longer question is a document. */
const QUESTION_CHARACTERS_MAX = 4_000;
const COLLECTIONS_MAX = 10;
const EARLIER_MAX = 50;
/** Per collection; some are left out. */
const FOUND_PER_COLLECTION = 20;
/** What a reader can look through. */
const PASSAGES_MAX = 8;
/** What a small model's context holds beside the question. */
const MODEL_PASSAGES_MAX = 5;
const NEAREST_MAX = 3;
/** A model's answer that covers less than this share of what the documents' own statements cover misses the question. */
const MODEL_COVERAGE_MIN = 0.5;
/** Failures of a model, after which the documents speak for themselves; a refusal is none. */
const MODEL_FAILURES: ReadonlySet<ErrorKind> = new Set(["upstream_failed", "upstream_timeout", "overloaded", "unavailable"]);

export interface AnswerOrder {
  readonly caller: Caller;
  readonly reader: Reader;
  readonly collectionIds: readonly string[];
  readonly question: string;
  /** The turns before it, the oldest first. */
  readonly earlier: readonly EarlierTurn[];
  /** YYYY-MM-DD */
  readonly asOf: string;
  /** Undefined: no model is asked, and the documents' own statements are the answer. */
  readonly model: string | undefined;
  readonly unsupported: UnsupportedPolicy;
  readonly signal: AbortSignal;
}

export interface AnswersParts {
  readonly gate: Pick<Gate, "chat">;
  readonly search: (order: SearchOrder) => Promise<readonly FoundPassage[]>;
  /** The question's vector under a collection's model, through the gate; undefined: words alone are searched. */
  readonly vectorOf: (order: AnswerOrder, collectionId: string, question: string) => Promise<readonly number[] | undefined>;
  /** Changes with everything that a search can find in the collection. */
  readonly revisionOf: (institutionId: string, collectionId: string) => Promise<number>;
  readonly documents: Pick<DocumentStore, "find">;
  readonly inspectorOf: (institutionId: string) => Inspect;
  readonly journal: AnswerJournal;
  /** The digest of a text under the institution's own key. */
  readonly digestOf: (institutionId: string, body: Buffer) => string;
  readonly ids: Ids;
}

export interface Answers {
  /** Answers a question, event by event; the last one is `end`, after the answer was kept. Throws as the gate does, and `invalid_request`. */
  answer(order: AnswerOrder): AsyncIterable<AnswerEvent>;
}

interface Composed {
  readonly way: "model" | "extract" | "not_found";
  readonly receipt: string | null;
  readonly events: readonly AnswerEvent[];
}

export function createAnswers(parts: AnswersParts): Answers {
  return { answer: (order) => answer(parts, order) };
}

async function* answer(parts: AnswersParts, order: AnswerOrder): AsyncGenerator<AnswerEvent> {
  assertAnswerable(order);
  const question = standAlone(order.question, order.earlier);
  const cacheKey = await cacheKeyOf(parts, order, question);
  const cached = await parts.journal.findCached(order.reader, cacheKey);
  if (cached !== undefined) {
    yield* cached.map((event) => (event.kind === "end" ? { ...event, isFromCache: true } : event));
    return;
  }
  const { passages, leftOut, attacking } = leaveOutAttacks(parts, order, await find(parts, order, question));
  const before: AnswerEvent[] = [...leftOut, { kind: "passages", passages: passages.map(citationOf) }];
  yield* before;
  const { events, way, receipt } = await compose(parts, order, question, passages);
  const answerId = parts.ids.next("an");
  const end: AnswerEvent = { kind: "end", answerId, way, receipt, isFromCache: false };
  const all = [...before, ...events, end];
  await parts.journal.keep(order.caller, answerId, {
    cacheKey,
    level: levelOf(passages),
    events: all,
    sources: sourcesOf(passages, attacking),
  });
  yield* [...events, end];
}

function assertAnswerable({ caller, reader, question, collectionIds, earlier }: AnswerOrder): void {
  assertHolds(caller.institutionId === reader.institutionId, "who asks and who reads are of one institution");
  const refuse = (why: string) => new KanameError("invalid_request", why);
  if (question.trim() === "") throw refuse("The question is empty.");
  if (question.length > QUESTION_CHARACTERS_MAX) throw refuse(`A question has at most ${QUESTION_CHARACTERS_MAX} characters.`);
  if (earlier.length > EARLIER_MAX) throw refuse(`A conversation has at most ${EARLIER_MAX} earlier turns.`);
  if (collectionIds.length === 0 || collectionIds.length > COLLECTIONS_MAX)
    throw refuse(`A question is asked of 1 to ${COLLECTIONS_MAX} collections.`);
}

/** Equal only for what must be answered alike: the same question on the same day, of unchanged collections, by who has the same access. */
async function cacheKeyOf(parts: AnswersParts, order: AnswerOrder, question: string): Promise<string> {
  const { caller, reader, asOf, model, unsupported } = order;
  const revisions: [string, number][] = [];
  for (const id of [...new Set(order.collectionIds)].toSorted()) revisions.push([id, await parts.revisionOf(reader.institutionId, id)]);
  const access = [reader.name, reader.principals.toSorted(), reader.sides.toSorted()];
  const key = [order.question, question, revisions, access, asOf, caller.scenarioId ?? null, model ?? null, unsupported];
  return parts.digestOf(reader.institutionId, Buffer.from(JSON.stringify(key)));
}

/** The best of each collection in turn, as scores of two searches do not compare; what the reader may not read is dropped here again. */
async function find(parts: AnswersParts, order: AnswerOrder, query: string): Promise<readonly FoundPassage[]> {
  const { reader, asOf } = order;
  const lists: (readonly FoundPassage[])[] = [];
  for (const collectionId of new Set(order.collectionIds)) {
    const vector = await parts.vectorOf(order, collectionId, query);
    const way = vector === undefined ? "lexical" : "fused";
    lists.push(await parts.search({ reader, collectionId, query, count: FOUND_PER_COLLECTION, asOf, way, documentIds: undefined, vector }));
  }
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const inTurn = Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? [])).flat();
  const readable = new Map<string, boolean>();
  for (const { documentId } of inTurn) {
    if (readable.has(documentId)) continue;
    const document = await parts.documents.find(reader.institutionId, documentId);
    readable.set(documentId, document !== undefined && mayRead(document, reader));
  }
  return inTurn.filter(({ documentId }) => readable.get(documentId) === true);
}

function leaveOutAttacks(
  { inspectorOf }: AnswersParts,
  { reader }: AnswerOrder,
  found: readonly FoundPassage[],
): {
  readonly passages: readonly NumberedPassage[];
  readonly leftOut: readonly AnswerEvent[];
  readonly attacking: readonly FoundPassage[];
} {
  const inspect = inspectorOf(reader.institutionId);
  const passages: NumberedPassage[] = [];
  const leftOut: AnswerEvent[] = [];
  const attacking: FoundPassage[] = [];
  for (const passage of found) {
    if (passages.length >= PASSAGES_MAX) break;
    const numbered = { citation: passages.length + 1, passage };
    const { attack, why } = inspect(documentBlock(numbered), "document");
    const { documentId, documentName, page } = passage;
    if (attack) {
      attacking.push(passage);
      leftOut.push({ kind: "left_out", documentId, documentName, page, why });
    } else passages.push(numbered);
  }
  return { passages, leftOut, attacking };
}

async function compose(parts: AnswersParts, order: AnswerOrder, question: string, passages: readonly NumberedPassage[]): Promise<Composed> {
  const evidence = weighEvidence(question, passages);
  if (!evidence.isEnough || evidence.quoted.length === 0) return notFound(order, passages);
  const fromModel =
    order.model === undefined ? undefined : await answerOfModel(parts, { ...order, model: order.model }, question, passages);
  const isAnswer = fromModel !== undefined && answersQuestion(question, fromModel.sentences, evidence);
  const sentences = isAnswer
    ? fromModel.sentences
    : evidence.quoted.map(({ text, citation }) => ({ text, citations: [citation], isSupported: true }));
  const conflicts = findConflicts(evidence.quoted, passages);
  const note = words.conflict[languageOf(order.question)];
  return {
    way: isAnswer ? "model" : "extract",
    receipt: fromModel?.receipt ?? null,
    events: [
      ...sentences.map((sentence) => ({ kind: "sentence" as const, ...sentence, citations: [...sentence.citations] })),
      ...conflicts.map((statements) => ({ kind: "conflict" as const, note, statements: [...statements] })),
    ],
  };
}

async function answerOfModel(
  { gate }: AnswersParts,
  { caller, model, signal, unsupported }: AnswerOrder & { readonly model: string },
  question: string,
  passages: readonly NumberedPassage[],
): Promise<{ readonly receipt: string; readonly sentences: readonly CheckedSentence[] } | undefined> {
  const given = passages.slice(0, MODEL_PASSAGES_MAX);
  try {
    const { receipt, text } = await askModel(gate, { caller, model, question, passages: given, signal });
    return { receipt, sentences: checkCitations(text, given, unsupported) };
  } catch (error) {
    // The failed call has its record; the documents can answer without a model.
    if (error instanceof KanameError && MODEL_FAILURES.has(error.kind) && !signal.aborted) return undefined;
    throw error;
  }
}

/** Whether what is supported of the model's answer is about what was asked, and names a number where one was asked for. */
function answersQuestion(question: string, sentences: readonly CheckedSentence[], { quoted, coverageOf }: Evidence): boolean {
  const said = sentences.flatMap(({ isSupported, text }) => (isSupported ? text : [])).join("\n");
  const quotes = quoted.map(({ text }) => text).join("\n");
  if (said === "" || coverageOf(said) < coverageOf(quotes) * MODEL_COVERAGE_MIN) return false;
  const hasNumber = (text: string) => /\p{N}/u.test(text);
  return !asksForQuantity(question) || hasNumber(said) || !hasNumber(quotes);
}

function notFound({ question }: AnswerOrder, passages: readonly NumberedPassage[]): Composed {
  const documents = new Map(
    passages.map(({ passage: { documentId, documentName, documentTitle, documentOwner: owner } }) => [
      documentId,
      { documentId, documentName, ...(documentTitle === undefined ? {} : { documentTitle }), owner },
    ]),
  );
  const nearest = [...documents.values()].slice(0, NEAREST_MAX);
  return { way: "not_found", receipt: null, events: [{ kind: "not_found", text: words.notFound[languageOf(question)], nearest }] };
}

function citationOf({ citation, passage }: NumberedPassage): Citation {
  const { documentId, documentName, documentTitle, contentHash, ordinal, page, region, headingPath } = passage;
  return {
    citation,
    documentId,
    documentName,
    ...(documentTitle === undefined ? {} : { documentTitle }),
    contentHash,
    ordinal,
    page,
    ...(region === undefined ? {} : { region }),
    headingPath: [...headingPath],
  };
}

/** A document whose passages were left out is named in the answer, so that it is one of its sources too. */
function sourcesOf(passages: readonly NumberedPassage[], attacking: readonly FoundPassage[]): readonly AnswerSource[] {
  const used = passages.map(({ passage }) => passage);
  const byDocument = Map.groupBy([...used, ...attacking], ({ documentId }) => documentId);
  return [...byDocument].flatMap(([documentId, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const { documentName, contentHash } = first;
    return [{ documentId, documentName, contentHash, passages: own.filter((one) => used.includes(one)).map(({ ordinal }) => ordinal) }];
  });
}
