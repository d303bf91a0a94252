// Which end of an unfinished text may be the beginning of a secret or a link, so that it has to wait for what follows.

/** What a secret or a link needs: a digit, a sign of an address or an assignment, a mark that opens a value. Plain prose has few of them. */
const RISKY_SIGNS: ReadonlySet<number> = new Set([..."0123456789０１２３４５６７８９<[@=/+:：「"].map((sign) => sign.charCodeAt(0)));
/** Two of them begin a key's first line or an option of a command. */
const HYPHEN = 0x2d;
/** A word of so many letters, digits, hyphens and underscores needs no other sign. */
const LONG_WORD_CHARACTERS = 20;
/** Characters behind the last risky sign after which what it began has shown itself: the words that detectors read behind a value. */
const REACH_CHARACTERS = 40;
/** A word that a risky sign stands in is held from its beginning, as far as this. */
const WORD_CHARACTERS_MAX = 80;

/** What each code unit is to the risk of a text. */
const RISK = 1;
const OF_LONG_WORD = 2;
const RISKS = Uint8Array.from({ length: 0x1_0000 }, (_, code) => {
  const isOfLongWord = code < 0x80 && /[A-Za-z0-9_-]/.test(String.fromCharCode(code));
  return (RISKY_SIGNS.has(code) ? RISK : 0) | (isOfLongWord ? OF_LONG_WORD : 0);
});

export function isRisky(text: string): boolean {
  return lastRisk(text, text.length, 0) >= 0;
}

/** How many characters of `text` may leave; the rest, at most `heldMax` characters, has to wait. */
export function riskFreeLength(text: string, heldMax: number): number {
  const least = Math.max(0, text.length - heldMax);
  let held = text.length;
  for (;;) {
    const place = lastRisk(text, held, Math.max(least, held - REACH_CHARACTERS));
    if (place < 0) return beginningOfWord(text, held, heldMax);
    held = place;
  }
}

/** The last place before `end`, and not before `least`, where something risky begins that the text shows; -1: there is none. */
function lastRisk(text: string, end: number, least: number): number {
  // A long word that begins before the end may go on behind it.
  let run = runAt(text, end);
  for (let place = end - 1; place >= least; place -= 1) {
    const code = text.charCodeAt(place);
    const risk = RISKS[code] ?? 0;
    run = (risk & OF_LONG_WORD) === 0 ? 0 : run + 1;
    if ((risk & RISK) !== 0 || run >= LONG_WORD_CHARACTERS || (code === HYPHEN && text.charCodeAt(place + 1) === HYPHEN)) return place;
  }
  return -1;
}

/** Characters of a long word that stand at `start`; no more are counted than it takes. */
function runAt(text: string, start: number): number {
  let place = start;
  while (place < text.length && place < start + LONG_WORD_CHARACTERS && ((RISKS[text.charCodeAt(place)] ?? 0) & OF_LONG_WORD) !== 0)
    place += 1;
  return place - start;
}

const FIRST_VISIBLE = 0x21;
const LAST_VISIBLE = 0x7e;

function beginningOfWord(text: string, place: number, heldMax: number): number {
  const least = Math.max(0, place - WORD_CHARACTERS_MAX, text.length - heldMax);
  let start = place;
  // A word that may still go on is held too: nobody knows yet what it becomes.
  while (start > least && text.charCodeAt(start - 1) >= FIRST_VISIBLE && text.charCodeAt(start - 1) <= LAST_VISIBLE) start -= 1;
  return start;
}
