// What a search is asked and what it gives.
import type { Level } from "#governance/sensitivity/finding.ts";
import type { Reader } from "./access/document-access.ts";
import type { Region } from "./documents/parsed-document.ts";

export const SEARCH_WAYS = ["fused", "lexical", "vectors"] as const;
export type SearchWay = (typeof SEARCH_WAYS)[number];

/** More than anybody reads, and than a model's context holds. */
export const FOUND_MAX = 100;

export interface SearchOrder {
  readonly reader: Reader;
  readonly collectionId: string;
  readonly query: string;
  /** How many passages, at most FOUND_MAX. */
  readonly count: number;
  /** Only what is in force on this day: YYYY-MM-DD. */
  readonly asOf: string;
  readonly way: SearchWay;
  /** Only these documents; undefined: all that the reader may read. */
  readonly documentIds: readonly string[] | undefined;
  /** The query's vector under the collection's model; undefined: words alone are searched. */
  readonly vector: readonly number[] | undefined;
}

export interface FoundPassage {
  readonly number: number;
  readonly ordinal: number;
  readonly documentId: string;
  readonly documentName: string;
  readonly documentTitle: string | undefined;
  readonly documentOwner: string;
  readonly contentHash: string;
  readonly series: string | undefined;
  /** YYYY-MM-DD */
  readonly effectiveFrom: string | undefined;
  readonly effectiveTo: string | undefined;
  /** Counted from 0. */
  readonly page: number;
  readonly region: Region | undefined;
  readonly headingPath: readonly string[];
  readonly kind: "text" | "table";
  readonly text: string;
  readonly level: Level;
  /** Higher is better; comparable within one search only. */
  readonly score: number;
}
