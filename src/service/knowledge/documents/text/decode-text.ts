// The text of a file in whichever common encoding it is; a file seldom says which.
import frequent from "./frequent-characters.json" with { type: "json" };

/** Enough to tell an encoding by; a text of another one fails long before. */
const LOOKED_AT_BYTES = 65_536;
const MARKS: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];
/** In the order in which they win a tie. */
const EAST_ASIAN = [
  { encoding: "shift_jis", usual: new Set(frequent.japanese) },
  { encoding: "euc-jp", usual: new Set(frequent.japanese) },
  { encoding: "gb18030", usual: new Set(frequent.simplified) },
  { encoding: "big5", usual: new Set(frequent.traditional) },
] as const;
/** Of characters outside ASCII: what a text of the encoding has many of, and what only a wrong reading has. */
const KANA = /[\u3041-\u3096\u30a1-\u30fc]/;
const PUNCTUATION = /[\u3000-\u3015\uff01-\uff5e]/;
const HAN = /[\u4e00-\u9fff]/;
const USUAL_GAIN = 3;
const HAN_GAIN = 0.5;
const OTHER_LOSS = -2;
/** Below this a text is none of East Asia: Western letters with accents. */
const EAST_ASIAN_MIN = 0.5;

/**
 * The text of `bytes`, without a byte order mark. `stated` is the encoding that the file itself names. UTF-8 where it is valid; else the
 * East Asian encoding whose reading has the most usual characters (the idea of Li and Momoi, 2001); else Windows-1252, which reads anything.
 */
export function decodeText(bytes: Uint8Array, stated?: string): string {
  const marked = MARKS.find(({ bytes: mark }) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return new TextDecoder(marked.encoding).decode(bytes);
  const asUtf8 = tryDecode(bytes, "utf-8");
  if (asUtf8 !== undefined) return asUtf8;
  const asStated = stated === undefined ? undefined : tryDecode(bytes, stated);
  return asStated ?? new TextDecoder(guess(bytes)).decode(bytes);
}

function guess(bytes: Uint8Array): string {
  let best = { encoding: "windows-1252", score: EAST_ASIAN_MIN };
  for (const { encoding, usual } of EAST_ASIAN) {
    const text = tryDecode(bytes.subarray(0, LOOKED_AT_BYTES), encoding, bytes.length > LOOKED_AT_BYTES);
    if (text === undefined) continue;
    const score = plausibility(text, usual);
    if (score > best.score) best = { encoding, score };
  }
  return best.encoding;
}

/** The mean gain of the characters outside ASCII. */
function plausibility(text: string, usual: ReadonlySet<string>): number {
  let [sum, count] = [0, 0];
  for (const character of text) {
    if (character <= "\u007f") continue;
    count += 1;
    if (usual.has(character) || KANA.test(character) || PUNCTUATION.test(character)) sum += USUAL_GAIN;
    else sum += HAN.test(character) ? HAN_GAIN : OTHER_LOSS;
  }
  return count === 0 ? 0 : sum / count;
}

function tryDecode(bytes: Uint8Array, encoding: string, isCut = false): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    // Bytes that the encoding does not have, or an encoding that nobody knows: it is another one.
    return undefined;
  }
}
