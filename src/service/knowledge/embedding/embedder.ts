// Makes the vectors that are missing, in the background; new vectors of a whole collection come into use when all are there.
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import { asKanameError, KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import type { CollectionStore } from "../collection-store.ts";
import type { PassageToEmbed, VectorStore } from "../vector-store.ts";
import { embedTexts } from "./embed-texts.ts";

/** Texts of one call: its record is one, and a stop waits for no more than these. */
const TEXTS_PER_CALL = 32;
/** Headings that lead to a passage say what it is about; more of them would crowd out its text. */
const HEADING_CHARACTERS_MAX = 120;

export interface EmbeddingProgress {
  readonly collectionId: string;
  readonly embedded: number;
  /** Passages that no vector could be made of: they are found by their words alone. */
  readonly left: number;
}

export interface EmbedderParts {
  readonly gate: Pick<Gate, "embed">;
  readonly collections: CollectionStore;
  readonly vectors: VectorStore;
  readonly log: Log;
}

export type Embedder = ReturnType<typeof createEmbedder>;

/** One piece of work at a time for each collection; a second order for it waits for the first and looks again. */
export function createEmbedder(parts: EmbedderParts) {
  const underWay = new Map<string, Promise<unknown>>();
  const closing = new AbortController();

  /**
   * Makes the vectors that the collection lacks, under the caller's scenario; told after each piece. Throws KanameError when the gate refuses
   * or no model answers: what was made stays.
   */
  async function fill(
    caller: Caller,
    collectionId: string,
    signal: AbortSignal,
    onProgress: (progress: EmbeddingProgress) => void = () => undefined,
  ): Promise<EmbeddingProgress> {
    const key = `${caller.institutionId}/${collectionId}`;
    const before = underWay.get(key) ?? Promise.resolve();
    const work = before
      .catch(() => undefined)
      .then(() => fillNow(parts, caller, collectionId, AbortSignal.any([signal, closing.signal]), onProgress));
    underWay.set(key, work);
    const forget = () => {
      if (underWay.get(key) === work) underWay.delete(key);
    };
    work.then(forget, forget);
    return work;
  }

  return {
    fill,
    /** The same without anybody waiting: what goes wrong is logged, and the next order tries again. */
    fillInBackground(caller: Caller, collectionId: string): void {
      fill(caller, collectionId, closing.signal).catch((error: unknown) => {
        if (!closing.signal.aborted)
          parts.log.warn("embedding stopped", { collection: collectionId, reason: asKanameError(error).message });
      });
    },
    async close(): Promise<void> {
      closing.abort(new KanameError("unavailable", "The server is stopping."));
      await Promise.allSettled(underWay.values());
    },
  };
}

async function fillNow(
  { gate, collections, vectors }: EmbedderParts,
  caller: Caller,
  collectionId: string,
  signal: AbortSignal,
  onProgress: (progress: EmbeddingProgress) => void,
): Promise<EmbeddingProgress> {
  const { institutionId } = caller;
  const collection = await collections.find(institutionId, collectionId);
  const model = collection?.nextEmbeddingModel ?? collection?.embeddingModel;
  let progress: EmbeddingProgress = { collectionId, embedded: 0, left: 0 };
  if (collection === undefined || model === undefined) return progress;
  for (let after = -1; ; ) {
    const missing = await vectors.listMissing(institutionId, collectionId, model, after, TEXTS_PER_CALL);
    const last = missing.at(-1);
    if (last === undefined) break;
    const made = await embedPassages(gate, caller, model, missing, signal);
    await vectors.insert(institutionId, collectionId, model, made);
    after = last.number;
    progress = { collectionId, embedded: progress.embedded + made.length, left: progress.left + missing.length - made.length };
    onProgress(progress);
  }
  if (collection.nextEmbeddingModel === model && (await collections.useNextEmbeddingModel(institutionId, collectionId, model))) {
    const former = collection.embeddingModel;
    if (former !== undefined && former !== model) await vectors.deleteModel(institutionId, collectionId, former);
  }
  return progress;
}

/** A call is refused or too long for one of its texts; then each is asked for alone, so that only that one stays without. */
async function embedPassages(
  gate: Pick<Gate, "embed">,
  caller: Caller,
  model: string,
  passages: readonly PassageToEmbed[],
  signal: AbortSignal,
) {
  const embed = async (some: readonly PassageToEmbed[]) => {
    const made = await embedTexts(gate, { caller, model, texts: some.map(textOf), signal });
    return some.flatMap(({ number }, index) => {
      const vector = made[index];
      return vector === undefined ? [] : [{ number, vector }];
    });
  };
  try {
    return await embed(passages);
  } catch (error) {
    if (signal.aborted || !concernsATextAlone(error)) throw error;
    const made: Awaited<ReturnType<typeof embed>> = [];
    for (const passage of passages) {
      made.push(
        ...(await embed([passage]).catch((failure: unknown) => {
          if (signal.aborted || !concernsATextAlone(failure)) throw failure;
          return [];
        })),
      );
    }
    return made;
  }
}

function concernsATextAlone(error: unknown): boolean {
  return (
    error instanceof KanameError && (error.kind === "level_refused" || error.kind === "invalid_request" || error.kind === "guardrail_held")
  );
}

function textOf({ documentTitle, documentName, headingPath, text }: PassageToEmbed): string {
  const about = [documentTitle ?? documentName, ...headingPath.slice(-1)].join(" / ").slice(0, HEADING_CHARACTERS_MAX);
  return `${about}\n${text}`;
}
