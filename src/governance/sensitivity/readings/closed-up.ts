// Reads words whose characters somebody set apart (統 合 失 調 症, 艾-滋-病, S E C R E T) as the words they are.
import { readCodeUnits } from "../code-units.ts";
import { type Rewriting, startRewriting, type TrackedText } from "./tracked-text.ts";

const EASTERN = "[\\u3041-\\u30ff\\u3400-\\u9fff々]";
const LATIN = "[A-Za-z\\u00c0-\\u024f]";
const SEPARATOR = "[ .*·・|┃│※_/\\-]{1,3}";

/** Three characters and more with the same between them, however they are stood among others. */
const EASTERN_RUN = `${EASTERN}(?<east>${SEPARATOR})${EASTERN}(?:\\k<east>${EASTERN}){1,120}`;
/** Two alone: 極  秘. */
const EASTERN_PAIR = `(?<!${EASTERN}|${EASTERN}[ ・])${EASTERN} {1,3}${EASTERN}(?![ ・]?${EASTERN})`;
/** What nobody writes between two characters but to part them. */
const PARTED_PAIR = `(?<=${EASTERN})[*※](?=${EASTERN})`;
/** An article before a run that begins with a capital is no part of it: a M u s l i m. */
const NO_ARTICLE = "(?!a {1,2}[A-Z])";
const LATIN_RUN = `(?<!${LATIN}|${LATIN}['’-])${NO_ARTICLE}${LATIN}(?<west>[ .*_\\-]{1,2})${LATIN}(?:\\k<west>${LATIN}){1,60}(?!${LATIN})`;
const APART = new RegExp([EASTERN_RUN, EASTERN_PAIR, PARTED_PAIR, LATIN_RUN].join("|"), "g");

const WIDE_GAP = / {2,6}| - (?=[A-Za-z] )/y;
const BETWEEN = /[ .*·・|┃│※_/-]/;

const ALONE = { eastern: 1, latin: 2, separator: 4 } as const;
const ALONE_KINDS = new Uint8Array(0x1_0000);
for (const { 0: character } of Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code))
  .join("")
  .matchAll(new RegExp(`${EASTERN}|${LATIN}|${BETWEEN.source}`, "g"))) {
  const kind = BETWEEN.test(character) ? ALONE.separator : new RegExp(EASTERN).test(character) ? ALONE.eastern : ALONE.latin;
  ALONE_KINDS[character.charCodeAt(0)] = kind;
}
const SEPARATORS_MAX = 3;

/** Whether two characters stand apart at all: two of eastern writing, or two single letters. What ordinary text has none of. */
function holdsCharactersApart(units: Uint16Array, length: number): boolean {
  const kindAt = (place: number): number => (place < 0 || place >= length ? 0 : (ALONE_KINDS[units[place] ?? 0] ?? 0));
  for (let place = 1; place < length; place += 1) {
    if (ALONE_KINDS[units[place] ?? 0] !== ALONE.separator) continue;
    const before = kindAt(place - 1);
    // Most stand behind a word: nothing there stands apart.
    if (before !== ALONE.eastern && (before !== ALONE.latin || kindAt(place - 2) === ALONE.latin)) continue;
    let next = place + 1;
    while (next < place + SEPARATORS_MAX && kindAt(next) === ALONE.separator) next += 1;
    if (before === ALONE.eastern && kindAt(next) === ALONE.eastern) return true;
    if (before === ALONE.latin && kindAt(next) === ALONE.latin && kindAt(next + 1) !== ALONE.latin) return true;
  }
  return false;
}

/** The text with the characters of such words together; undefined where it has none. Linear in its length. */
export function closeUp(text: string): TrackedText | undefined {
  if (!readCodeUnits(text, holdsCharactersApart)) return undefined;
  const rewriting = startRewriting(text);
  APART.lastIndex = 0;
  for (let match = APART.exec(text); match !== null; match = APART.exec(text)) {
    const end = APART.lastIndex;
    closeRun(text, match.index, end, rewriting);
    // Words that are set apart stand farther from each other than their letters: one space is enough.
    WIDE_GAP.lastIndex = end;
    if (match.groups?.west === undefined || !WIDE_GAP.test(text)) continue;
    rewriting.replace(end, WIDE_GAP.lastIndex, text.charAt(end + 1) === "-" ? "-" : " ");
    APART.lastIndex = WIDE_GAP.lastIndex;
  }
  return rewriting.finish();
}

function closeRun(text: string, start: number, end: number, { replace }: Rewriting): void {
  for (let place = start; place < end; place += 1) {
    const from = place;
    while (place < end && BETWEEN.test(text.charAt(place))) place += 1;
    if (place > from) replace(from, place, "");
  }
}
