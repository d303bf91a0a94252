// A text that was rewritten, and where each piece of it stood before.

/** A piece of a text in UTF-16 code units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A rewritten text, and the piece of the text before that the piece `start` to `end` of it came from. */
export interface TrackedText {
  readonly text: string;
  readonly originalSpan: (start: number, end: number) => Span;
}

function sameSpan(start: number, end: number): Span {
  return { start, end };
}

/** A text as it is. */
export function untracked(text: string): TrackedText {
  return { text, originalSpan: sameSpan };
}

/** `rewritten` is a rewriting of `earlier.text`: tells its places in what `earlier` was made of. */
export function tracedThrough(rewritten: TrackedText, earlier: TrackedText): TrackedText {
  if (rewritten.originalSpan === sameSpan) return { text: rewritten.text, originalSpan: earlier.originalSpan };
  if (earlier.originalSpan === sameSpan) return rewritten;
  return {
    text: rewritten.text,
    originalSpan: (start, end) => {
      const span = rewritten.originalSpan(start, end);
      return earlier.originalSpan(span.start, span.end);
    },
  };
}

/** Collects replacements, in the order of their places, and makes the tracked text of them. */
export interface Rewriting {
  /** Puts `replacement` in the place of what stands from `start` to `end`. */
  readonly replace: (start: number, end: number, replacement: string) => void;
  /** The rewritten text; undefined when nothing was replaced. */
  readonly finish: () => TrackedText | undefined;
}

/** Starts a rewriting of `text`. Linear in the text and the replacements; finding a place again takes the logarithm of their number. */
export function startRewriting(text: string): Rewriting {
  let rewritten = "";
  let copied = 0;
  // Four numbers for each piece whose length changed: its place in the new text and in the old.
  const steps: number[] = [];
  return {
    replace(start, end, replacement) {
      rewritten += text.slice(copied, start);
      // Of equal length, each character stands for the one in its place.
      if (replacement.length !== end - start) {
        steps.push(rewritten.length, rewritten.length + replacement.length, start, end);
      }
      rewritten += replacement;
      copied = end;
    },
    finish() {
      if (copied === 0) return undefined;
      rewritten += text.slice(copied);
      if (steps.length === 0) return { text: rewritten, originalSpan: sameSpan };
      const originalSpan = (start: number, end: number): Span => ({ start: startThrough(steps, start), end: endThrough(steps, end) });
      return { text: rewritten, originalSpan };
    },
  };
}

/** Replaces every match of a global pattern; a replacement of undefined leaves the match as it is. */
export function rewriteMatches(
  text: string,
  pattern: RegExp,
  replacement: (match: RegExpExecArray) => string | undefined,
): TrackedText | undefined {
  const rewriting = startRewriting(text);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const plain = replacement(match);
    if (plain !== undefined) rewriting.replace(match.index, match.index + match[0].length, plain);
    if (match[0] === "") pattern.lastIndex += 1;
  }
  return rewriting.finish();
}

function startThrough(steps: readonly number[], place: number): number {
  const step = lastStepAt(steps, place);
  if (step < 0) return place;
  const [, newEnd = 0, oldStart = 0, oldEnd = 0] = steps.slice(step, step + 4);
  return place < newEnd ? oldStart : oldEnd + place - newEnd;
}

/** Where the character before `end` ended; with it whatever it was made of. */
function endThrough(steps: readonly number[], end: number): number {
  const step = lastStepAt(steps, end - 1);
  if (step < 0) return end;
  const [, newEnd = 0, , oldEnd = 0] = steps.slice(step, step + 4);
  return end <= newEnd ? oldEnd : oldEnd + end - newEnd;
}

/** The last step that begins at or before a place, as its place among the numbers; -4 for none. */
function lastStepAt(steps: readonly number[], place: number): number {
  let low = 0;
  let high = steps.length / 4;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle * 4] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return (low - 1) * 4;
}
