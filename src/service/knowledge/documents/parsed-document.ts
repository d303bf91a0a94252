// What a parser makes of a file: its blocks in reading order, each with its place. The same for every format.

/** Where on a page: points from the upper left corner. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Place {
  /** Counted from 0: a PDF's page, a presentation's slide, a workbook's sheet; 0 in a format without pages. */
  readonly page: number;
  readonly region: Region | undefined;
}

export type Block =
  /** `rank` 1 is the highest. */
  | { readonly kind: "heading"; readonly rank: number; readonly text: string; readonly place: Place }
  | { readonly kind: "paragraph"; readonly text: string; readonly place: Place }
  /** Cells by row; every row has as many as the widest. `header` holds the rows that name the columns, as far as they are known. */
  | {
      readonly kind: "table";
      readonly caption: string | undefined;
      readonly header: readonly (readonly string[])[];
      readonly rows: readonly (readonly string[])[];
      readonly place: Place;
    };

export interface ParsedDocument {
  readonly title: string | undefined;
  readonly mediaType: string;
  /** At least 1. */
  readonly pages: number;
  readonly blocks: readonly Block[];
  /** The labels that the file itself carries, such as a Microsoft sensitivity label's name. */
  readonly labels: readonly string[];
  /** What was not read, one sentence each: "Page 3 is a picture without text." */
  readonly problems: readonly string[];
}
