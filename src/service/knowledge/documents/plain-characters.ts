// Characters as people type them: what fonts name by look-alikes is put back, what prints nothing is taken out.
import table from "./compatibility-radicals.json" with { type: "json" };

const RADICALS: ReadonlyMap<string, string> = new Map(Object.entries(table.radicals));
/** Kangxi and other radicals, compatibility ideographs, ligatures of Latin letters: look-alikes of the characters that a reader would search. */
const LOOK_ALIKES = /[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u2060\ufeff\ufffe\uffff]/g;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f]/g;

/** The text with look-alikes replaced by the characters they stand for, spaces of any breadth by plain ones, and without what prints nothing. */
export function plainCharacters(text: string): string {
  return text
    .replace(LOOK_ALIKES, (character) => RADICALS.get(character) ?? character.normalize("NFKC"))
    .replace(UNPRINTED, "")
    .replace(SPACES, " ");
}
