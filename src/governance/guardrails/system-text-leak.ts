// Finds long pieces of a system text in an answer, also where punctuation, spacing, case or single words were changed.

/** Characters of one shingle, letters and digits only: long enough that everyday phrases of one text are rare in another. */
const SHINGLE_CHARACTERS = 14;
const EAST_ASIAN_SHINGLE_CHARACTERS = 7;
/** How many characters of an answer must come from the system text to be a leak; East Asian characters say more each. */
const LEAK_CHARACTERS = 110;
const EAST_ASIAN_LEAK_CHARACTERS = 36;
/** The share of a stretch that may be changed words. */
const COVERED_SHARE_MIN = 0.7;
/** A shorter system text ("You are a helpful assistant.") tells nothing. */
const SYSTEM_CHARACTERS_MIN = 60;
const EAST_ASIAN_SYSTEM_CHARACTERS_MIN = 20;
/** Characters of system texts that are remembered; a prompt is shorter, and a document pasted into one is cut. */
const SYSTEM_CHARACTERS_MAX = 131_072;

interface Sizes {
  readonly shingle: number;
  readonly leak: number;
  readonly least: number;
}

const LATIN: Sizes = { shingle: SHINGLE_CHARACTERS, leak: LEAK_CHARACTERS, least: SYSTEM_CHARACTERS_MIN };
const EAST_ASIAN: Sizes = {
  shingle: EAST_ASIAN_SHINGLE_CHARACTERS,
  leak: EAST_ASIAN_LEAK_CHARACTERS,
  least: EAST_ASIAN_SYSTEM_CHARACTERS_MIN,
};

/** A search for pieces of `systemTexts`; says of a text whether it gives away a long one. Linear in the length of the text. */
export function createLeakSearch(systemTexts: readonly string[]): (text: string) => boolean {
  const searches = systemTexts.map(bare).flatMap((text) => {
    const sizes = isEastAsian(text) ? EAST_ASIAN : LATIN;
    return text.length < sizes.least ? [] : [searchFor(text.slice(0, SYSTEM_CHARACTERS_MAX), sizes)];
  });
  return (text) => {
    const plain = searches.length === 0 ? "" : bare(text);
    return searches.some((search) => search(plain));
  };
}

function searchFor(systemText: string, sizes: Sizes): (text: string) => boolean {
  const shingles = new Set<string>();
  for (let start = 0; start + sizes.shingle <= systemText.length; start += 1) shingles.add(systemText.slice(start, start + sizes.shingle));
  const leak = Math.min(sizes.leak, Math.ceil(systemText.length * COVERED_SHARE_MIN));
  return (text) => longestStretch(text, shingles, sizes.shingle) >= leak;
}

/** Covered characters of the best stretch that is covered by shingles for most of its length. */
function longestStretch(text: string, shingles: ReadonlySet<string>, shingle: number): number {
  let best = 0;
  let covered = 0;
  let stretchStart = 0;
  let coveredTo = 0;
  for (let start = 0; start + shingle <= text.length; start += 1) {
    if (!shingles.has(text.slice(start, start + shingle))) continue;
    const added = start + shingle - Math.max(start, coveredTo);
    if (covered + added < (start + shingle - stretchStart) * COVERED_SHARE_MIN) {
      stretchStart = start;
      covered = shingle;
    } else covered += added;
    coveredTo = start + shingle;
    best = Math.max(best, covered);
  }
  return best;
}

/** Letters and digits only, in lower case. */
function bare(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether a third of the characters are kana, kanji or hanzi. */
function isEastAsian(text: string): boolean {
  return (text.match(/[\u3040-\u30ff\u4e00-\u9fff]/g)?.length ?? 0) * 3 >= text.length;
}
