// A page of a PDF as its text lies on it: runs of text, each with its place and its look.

export interface TextRun {
  readonly text: string;
  /** Points from the upper left corner of the page; `baseline` from its top. */
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  /** Points. */
  readonly size: number;
  readonly bold: boolean;
}

export interface PdfPage {
  /** Counted from 0. */
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly runs: readonly TextRun[];
  /** Something is drawn, though no text. */
  readonly isPicture: boolean;
}
