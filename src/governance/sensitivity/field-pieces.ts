// Cuts what was found over several fields of a record into the fields' values, so that masking leaves the record whole.
import type { EntityType } from "./finding.ts";
import type { Found } from "./recogniser.ts";

// A new value begins behind the quote mark and comma of a list, behind the next key of a record, form or query, and behind a tag.
const NEXT_FIELD = new RegExp(
  [
    "[\"']\\s{0,3},\\s{0,8}(?:[\"'][\\w-]{1,32}[\"']\\s{0,3}:\\s{0,3})?[\"']?",
    "\\s{0,3},\\s{0,8}[\"'][\\w-]{1,32}[\"']\\s{0,3}:\\s{0,3}[\"']?",
    "[\"']?\\s{0,3}[\\r\\n;&]{1,2}\\s{0,8}[\"']?[A-Za-z_][\\w.-]{0,31}[\"']?\\s{0,2}[=:]\\s{0,2}[\"']?",
    "</[A-Za-z][A-Za-z0-9]{0,15}>\\s{0,8}<[A-Za-z][^<>]{0,40}>",
  ].join("|"),
  "g",
);

/** Of these types a value may hold quote marks and keys itself. */
const UNCUT: ReadonlySet<EntityType> = new Set(["PRIVATE_KEY", "PASSWORD", "BIOMETRIC", "ADDRESS", "PERSON"]);
const PIECES_MAX = 32;

/** The finding, or one for each field that it runs over. Places are those of `text`. */
export function cutIntoFields(text: string, found: Found): readonly Found[] {
  if (UNCUT.has(found.type)) return [found];
  const value = text.slice(found.start, found.end);
  const pieces: Found[] = [];
  let start = 0;
  for (const gap of value.matchAll(NEXT_FIELD)) {
    if (pieces.length >= PIECES_MAX) return [found];
    if (gap.index > start) pieces.push({ ...found, start: found.start + start, end: found.start + gap.index });
    start = gap.index + gap[0].length;
  }
  if (pieces.length === 0 || start >= value.length) return [found];
  return [...pieces, { ...found, start: found.start + start }];
}
