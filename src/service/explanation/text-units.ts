// Cuts a text into what makes one statement each: sentences, items of lists, and the parts that "and" joins.

export interface TextUnit {
  readonly start: number;
  readonly text: string;
  /** A line that opens with a bullet or a number. */
  readonly isItem: boolean;
}

export interface Segment {
  readonly start: number;
  readonly text: string;
}

const ITEM = /^[ \t]{0,8}(?:[-*・•●◆■○–]|[(（]?\d{1,2}[.)、．）](?!\d)|[①-⑳])[ \t]{0,4}/;
/** Ends of sentences, and the words that turn one against the other. */
const ENDS =
  /[。！？!?;；\n]|(?<!(?:^|\n)[ \t]{0,8}\d{1,2})\.(?=\s|$)|:(?=[ \t]{0,4}(?:\n|$))|,? but (?!also)|, (?:however|although|though|whereas|while) |(?:ました|ます|です|せん|でした)が、/g;
const JOINTS =
  /[、;；]|,(?!\d)| and (?!so )| as well as | plus | & |[・／]|および|及び|ならびに|並びに|かつ|(?<=こと|さ|点|態|無)(?:と|や)|以及|和(?=您)/g;

/** No sentence is longer; what is, is cut there, so that reading a unit stays cheap whatever a text repeats. */
const UNIT_CHARACTERS_MAX = 2_000;

/** The units of `text`, each with its place. */
export function unitsOf(text: string): readonly TextUnit[] {
  return cut(text, ENDS).flatMap(({ start, text: raw }) => {
    const opening = ITEM.exec(raw)?.[0].length ?? 0;
    const isItem = opening > 0 && (start === 0 || text.charAt(start - 1) === "\n");
    const skipped = isItem ? opening : 0;
    return raw.trim() === "" ? [] : shortened({ start: start + skipped, text: raw.slice(skipped), isItem });
  });
}

function shortened(unit: TextUnit): readonly TextUnit[] {
  const count = Math.ceil(unit.text.length / UNIT_CHARACTERS_MAX);
  return Array.from({ length: count }, (_, index) => {
    const from = index * UNIT_CHARACTERS_MAX;
    return { ...unit, start: unit.start + from, text: unit.text.slice(from, from + UNIT_CHARACTERS_MAX) };
  });
}

/** The parts of a unit that commas and words for "and" join. */
export function segmentsOf(text: string): readonly Segment[] {
  return cut(text, JOINTS).filter((segment) => segment.text.trim() !== "");
}

function cut(text: string, at: RegExp): readonly Segment[] {
  const parts: Segment[] = [];
  let start = 0;
  for (const found of text.matchAll(at)) {
    parts.push({ start, text: text.slice(start, found.index) });
    start = found.index + found[0].length;
  }
  parts.push({ start, text: text.slice(start) });
  return parts;
}
