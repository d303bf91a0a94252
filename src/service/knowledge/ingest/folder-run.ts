// The account of one run over a folder: what became of each file, told as it happens and summed up at the end.
import type { StoredDocument } from "../stored-document.ts";

/** `restated`: who may read it, or when it is in force, changed; its content did not. */
export type Outcome = "ingested" | "restated" | "unchanged" | "broken" | "removed";

export interface IngestProgress {
  readonly name: string;
  readonly outcome: Outcome;
  readonly passages: number;
  /** Files that are done, of so many. */
  readonly done: number;
  readonly total: number;
}

export interface FileProblem {
  readonly name: string;
  readonly problem: string;
}

export interface IngestReport {
  readonly files: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Passages of what was ingested. */
  readonly passages: number;
  /** Each file that could not be ingested, by name, with one sentence that says why; the document that had its name stays as it was. */
  readonly broken: readonly FileProblem[];
  /** What was not read of files that were ingested. */
  readonly unread: readonly FileProblem[];
  /** Whether it was stopped before all files were done. Those that are done are there whole. */
  readonly isCancelled: boolean;
}

export interface IngestedFile {
  readonly document: StoredDocument;
  readonly outcome: Exclude<Outcome, "broken" | "removed">;
  readonly problems: readonly string[];
}

/** Of a file with a problem on each of its pages the first ones are told. */
const PROBLEMS_PER_FILE_MAX = 20;

export interface FolderRun {
  noteFile(name: string, file: IngestedFile): void;
  noteBroken(name: string, problem: string): void;
  noteRemoved(name: string): void;
  report(isCancelled: boolean): IngestReport;
}

/** An account that stands at nothing done of `files`. */
export function createFolderRun(files: number, onProgress: (progress: IngestProgress) => void): FolderRun {
  const counts = { ingested: 0, restated: 0, unchanged: 0, broken: 0, removed: 0 };
  const broken: FileProblem[] = [];
  const unread: FileProblem[] = [];
  let [done, passages] = [0, 0];

  function note(name: string, outcome: Outcome, passagesOfFile: number): void {
    counts[outcome] += 1;
    if (outcome !== "removed") done += 1;
    if (outcome === "ingested") passages += passagesOfFile;
    onProgress({ name, outcome, passages: passagesOfFile, done, total: files });
  }

  return {
    noteFile(name, { document, outcome, problems }) {
      unread.push(...problems.slice(0, PROBLEMS_PER_FILE_MAX).map((problem) => ({ name, problem })));
      note(name, outcome, document.passages);
    },
    noteBroken(name, problem) {
      broken.push({ name, problem });
      note(name, "broken", 0);
    },
    noteRemoved: (name) => note(name, "removed", 0),
    report: (isCancelled) => ({ files, counts: { ...counts }, passages, broken: byName(broken), unread: byName(unread), isCancelled }),
  };
}

function byName(problems: readonly FileProblem[]): FileProblem[] {
  return problems.toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
