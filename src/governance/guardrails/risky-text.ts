// Which end of an unfinished text may be the beginning of a secret or a link, so that it has to wait for what follows.

/** What a secret or a link needs: a digit, a sign of an address or an assignment, a mark that opens a value. Plain prose has few of them. */
const RISK = "[0-9０-９<[@=/+:：「]|--|[A-Za-z0-9_-]{20}";
const RISKY = new RegExp(RISK);
const RISK_HERE = new RegExp(`^(?:${RISK})`);

/** Characters behind the last risky sign after which what it began has shown itself: the words that detectors read behind a value. */
const REACH_CHARACTERS = 40;
/** A word that a risky sign stands in is held from its beginning, as far as this. */
const WORD_CHARACTERS_MAX = 80;
/** A word of so many letters needs no other sign. */
const LONG_WORD_CHARACTERS = 20;

export function isRisky(text: string): boolean {
  return RISKY.test(text);
}

/** How many characters of `text` may leave; the rest, at most `heldMax` characters, has to wait. */
export function riskFreeLength(text: string, heldMax: number): number {
  let held = text.length;
  for (let place = text.length - 1; place >= Math.max(0, text.length - heldMax) && held - place <= REACH_CHARACTERS; place -= 1) {
    if (RISK_HERE.test(text.slice(place, place + LONG_WORD_CHARACTERS))) held = place;
  }
  return beginningOfWord(text, held, heldMax);
}

function beginningOfWord(text: string, place: number, heldMax: number): number {
  const least = Math.max(0, place - WORD_CHARACTERS_MAX, text.length - heldMax);
  let start = place;
  // A word that may still go on is held too: nobody knows yet what it becomes.
  while (start > least && /[!-~]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}
