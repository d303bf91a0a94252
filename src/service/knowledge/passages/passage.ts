// A passage: the piece of a document that is found, read and cited.
import type { Level } from "#governance/sensitivity/finding.ts";
import type { Region } from "../documents/parsed-document.ts";

export const LANGUAGES = ["ja", "zh", "en", "other"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Passage {
  /** 0, 1, 2, … within its document. */
  readonly ordinal: number;
  /** Counted from 0. A passage never spans pages. */
  readonly page: number;
  readonly region: Region | undefined;
  /** The headings above it, the outermost first. */
  readonly headingPath: readonly string[];
  readonly kind: "text" | "table";
  readonly text: string;
  readonly language: Language;
}

export interface ClassifiedPassage extends Passage {
  readonly level: Level;
}
