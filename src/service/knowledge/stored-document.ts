// A document as it is kept, and what is kept of it beside its passages.
import type { Level } from "#governance/sensitivity/finding.ts";
import type { DocumentAccess } from "./access/document-access.ts";
import type { ClassifiedPassage, Language } from "./passages/passage.ts";

export interface StoredDocument extends DocumentAccess {
  readonly id: string;
  readonly collectionId: string;
  /** Its path within the folder that was ingested, with "/" between the parts, or its file name. */
  readonly name: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly contentHash: string;
  readonly mediaType: string;
  readonly title: string | undefined;
  readonly language: Language;
  readonly pages: number;
  readonly bytes: number;
  readonly level: Level;
  readonly labels: readonly string[];
  /** Versions of one text share a series. */
  readonly series: string | undefined;
  /** YYYY-MM-DD; `effectiveTo` is the first day on which it is no longer in force. */
  readonly effectiveFrom: string | undefined;
  readonly effectiveTo: string | undefined;
  readonly passages: number;
  readonly ingestedAt: Date;
}

export type NewDocument = Omit<StoredDocument, "passages">;

/** What a removal took away. */
export interface RemovedDocument {
  readonly document: StoredDocument;
  readonly passages: number;
  readonly vectors: number;
  readonly postings: number;
}

export interface DocumentStore {
  findByName(institutionId: string, collectionId: string, name: string): Promise<StoredDocument | undefined>;
  find(institutionId: string, documentId: string): Promise<StoredDocument | undefined>;
  /** A page of a collection's documents by name, after `after`. No access is decided here: the caller does. */
  list(
    institutionId: string,
    collectionId: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<StoredDocument[]>;
  /**
   * Keeps a document, its passages and their words in one transaction, in the place of the one that had its name in the collection; vectors
   * come later. Throws `not_found` without the collection.
   */
  write(institutionId: string, document: NewDocument, passages: readonly ClassifiedPassage[]): Promise<StoredDocument>;
  /** Changes who may read it, when it is in force, its series or its labels' level; nothing else. Undefined when there is none. */
  update(
    institutionId: string,
    documentId: string,
    change: Partial<Pick<StoredDocument, "allowed" | "denied" | "side" | "series" | "effectiveFrom" | "effectiveTo" | "level">>,
  ): Promise<StoredDocument | undefined>;
  /** Takes it away with its passages, words and vectors, in one transaction. Undefined when there is none. */
  remove(institutionId: string, documentId: string): Promise<RemovedDocument | undefined>;
}
