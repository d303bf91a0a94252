// Ingests folders and files: what changed is parsed, split, classified and kept; a broken file stops nothing but itself.

import type { Classify } from "#governance/sensitivity/finding.ts";
import { levelOfLabels } from "#governance/sensitivity/institution-classifier.ts";
import type { InstitutionRules } from "#governance/sensitivity/institution-rules.ts";
import type { Clock } from "#infrastructure/clock.ts";
import { abortReason, asKanameError, type KanameError } from "#infrastructure/errors.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import type { DocumentAccess } from "../access/document-access.ts";
import type { DocumentStore, StoredDocument } from "../stored-document.ts";
import { documentOfContent, type MakingParts, type Parse } from "./document-of-content.ts";
import { contentOf, type FileContent, type FolderFile, listFolder, readContent, readFolderManifest } from "./folder-files.ts";
import { createFolderRun, type FolderRun, type IngestedFile, type IngestProgress, type IngestReport } from "./folder-run.ts";
import { assertLabelsKnown, type Manifest, type ManifestRule } from "./manifest.ts";
import { createPause, type Pause } from "./pauses.ts";
import { changesOf, type StatedBy } from "./stated-facts.ts";

export interface IngestLimits {
  readonly filesMax: number;
  readonly fileBytesMax: number;
  readonly passagesPerDocumentMax: number;
}

/** A large bank's procedures are some ten thousand files; a filing of 300 pages has some 2,000 passages. */
export const INGEST_LIMITS: IngestLimits = { filesMax: 100_000, fileBytesMax: 104_857_600, passagesPerDocumentMax: 50_000 };

const PAGE_DOCUMENTS = 500;

export interface IngestParts {
  readonly documents: DocumentStore;
  readonly parse: Parse;
  readonly classifierOf: (institutionId: string) => Classify;
  readonly labelsOf: (institutionId: string) => InstitutionRules["labels"];
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  /** How many files are under way at once: as many as parse at once. */
  readonly filesAtOnce: number;
  readonly limits: IngestLimits;
}

export interface IngestTarget {
  readonly institutionId: string;
  readonly collectionId: string;
  /** Who ingests, and owns what nobody else is named for: "person/E-77". */
  readonly ingester: string;
  /** The collection's. */
  readonly defaults: Pick<DocumentAccess, "allowed" | "denied" | "side">;
  readonly signal: AbortSignal;
}

export interface FolderOrder extends IngestTarget {
  readonly folder: string;
  /** Documents whose file is gone are removed. Without it they stay. */
  readonly prune: boolean;
  /** Files that did not change are made again as well: after the detectors or the parsers have changed. */
  readonly afresh: boolean;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
}

export interface FileOrder extends IngestTarget {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly rule?: ManifestRule | undefined;
}

interface BrokenFile {
  readonly outcome: "broken";
  readonly error: KanameError;
}

export interface Ingest {
  /**
   * Ingests what changed in a folder. Throws `invalid_request` for a bad manifest with all of its problems, `not_found` without the folder or the
   * collection, `too_large` for more files than may be, and what the store throws.
   */
  ingestFolder(order: FolderOrder): Promise<IngestReport>;
  /** Ingests one file, in the place of the one with its name. Throws what its parser throws, `too_large`, and what the store throws. */
  ingestFile(order: FileOrder): Promise<IngestedFile>;
}

export function createIngest(parts: IngestParts): Ingest {
  const { documents, limits } = parts;

  const ingestContent = createContentIngest(parts);

  async function ingestFolder(order: FolderOrder): Promise<IngestReport> {
    const pause = createPause(parts.clock.monotonicMs);
    const manifest = await readFolderManifest(order.folder, pause);
    const labels = parts.labelsOf(order.institutionId);
    assertLabelsKnown(manifest, (label) => levelOfLabels(labels, [label]) !== undefined);
    const files = await listFolder(order.folder, limits.filesMax, order.signal);
    const run = createFolderRun(files.length, order.onProgress ?? (() => undefined));
    await forEachAtOnce(files, parts.filesAtOnce, order.signal, (file) => ingestListed(order, file, { manifest, pause, run }));
    if (order.prune && !order.signal.aborted) await removeGone(order, new Set(files.map(({ name }) => name)), run);
    return run.report(order.signal.aborted);
  }

  async function ingestListed(order: FolderOrder, { name, path }: FolderFile, { manifest, pause, run }: FolderWork): Promise<void> {
    const read = await tried(readContent(path, limits.fileBytesMax, pause));
    const told = { name, rule: manifest.ruleFor(name), afresh: order.afresh };
    const file = read.outcome === "broken" ? read : await ingestContent(order, told, read.value, pause);
    if (file.outcome !== "broken") return run.noteFile(name, file);
    // A parser that was stopped did not find the file broken.
    if (order.signal.aborted) return;
    if (file.error.kind === "internal") parts.log.error("file not ingested", { collection: order.collectionId }, file.error);
    run.noteBroken(name, file.error.message);
  }

  async function removeGone(
    { institutionId, collectionId, signal }: FolderOrder,
    names: ReadonlySet<string>,
    run: FolderRun,
  ): Promise<void> {
    let after: string | undefined;
    while (!signal.aborted) {
      const page = await documents.list(institutionId, collectionId, { after, limit: PAGE_DOCUMENTS });
      for (const { id, name } of page) {
        if (names.has(name) || signal.aborted) continue;
        if ((await documents.remove(institutionId, id)) !== undefined) run.noteRemoved(name);
      }
      after = page.at(-1)?.name;
      if (page.length < PAGE_DOCUMENTS) return;
    }
  }

  return {
    ingestFolder,
    async ingestFile(order) {
      const pause = createPause(parts.clock.monotonicMs);
      const content = await contentOf(order.bytes, limits.fileBytesMax, pause);
      const file = await ingestContent(order, { name: order.name, rule: order.rule, afresh: false }, content, pause);
      if (file.outcome === "broken") throw file.error;
      return file;
    },
  };
}

/** One file's content: left as it is, restated, or made anew. */
function createContentIngest(parts: IngestParts) {
  const { documents, limits } = parts;

  async function ingestContent(target: IngestTarget, { name, rule, afresh }: FileTold, content: FileContent, pause: Pause) {
    const { institutionId, collectionId, ingester, defaults, signal } = target;
    const stored = await documents.findByName(institutionId, collectionId, name);
    const statedBy: StatedBy = { rule, stored, ingester, defaults };
    if (stored !== undefined && stored.contentHash === content.hash && !afresh) {
      const kept = await restate({ ...statedBy, stored }, institutionId);
      if (kept !== undefined) return kept;
    }
    const made = await tried(documentOfContent({ name, collectionId, content, statedBy }, makingPartsFor(institutionId, pause), signal));
    if (made.outcome === "broken") return made;
    if (signal.aborted) throw abortReason(signal);
    const document = await documents.write(institutionId, made.value.document, made.value.passages);
    return { document, outcome: "ingested", problems: made.value.problems } satisfies IngestedFile;
  }

  /** Of a document whose content is the same: what is stated of it otherwise. Undefined when it must be made again after all. */
  async function restate(
    statedBy: StatedBy & { readonly stored: StoredDocument },
    institutionId: string,
  ): Promise<IngestedFile | undefined> {
    const changes = changesOf(statedBy);
    if (changes === "content") return undefined;
    if (Object.keys(changes).length === 0) return { document: statedBy.stored, outcome: "unchanged", problems: [] };
    const document = await documents.update(institutionId, statedBy.stored.id, changes);
    return document === undefined ? undefined : { document, outcome: "restated", problems: [] };
  }

  function makingPartsFor(institutionId: string, pause: Pause): MakingParts {
    const [classify, labels] = [parts.classifierOf(institutionId), parts.labelsOf(institutionId)];
    const passagesMax = limits.passagesPerDocumentMax;
    return { parse: parts.parse, classify, labels, ids: parts.ids, now: parts.clock.now, pause, passagesMax };
  }

  return ingestContent;
}

interface FileTold {
  readonly name: string;
  readonly rule: ManifestRule | undefined;
  readonly afresh: boolean;
}

interface FolderWork {
  readonly manifest: Manifest;
  readonly pause: Pause;
  readonly run: FolderRun;
}

/** What fails because of the file is told of it; what fails because of the store ends the run. */
async function tried<Value>(work: Promise<Value>): Promise<{ readonly outcome: "done"; readonly value: Value } | BrokenFile> {
  try {
    return { outcome: "done", value: await work };
  } catch (error) {
    return { outcome: "broken", error: asKanameError(error) };
  }
}

/** Works on `atOnce` items at a time, begins none after `signal` or a failure, and leaves nothing under way behind. */
async function forEachAtOnce<Item>(items: readonly Item[], atOnce: number, signal: AbortSignal, work: (item: Item) => Promise<void>) {
  const waiting = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of waiting) {
      if (signal.aborted || failures.length > 0) return;
      await work(item);
    }
  };
  const workers = Array.from({ length: atOnce }, () =>
    worker().catch((error: unknown) => {
      failures.push(error);
    }),
  );
  await Promise.all(workers);
  if (failures.length > 0 && !signal.aborted) throw failures[0];
}
