// The members of an office file, which is a zip archive: only those that are read, and no more of them than a document has.
import { strFromU8, unzipSync } from "fflate";
import { KanameError } from "#infrastructure/errors.ts";

/** A presentation of a thousand slides has some ten thousand parts. */
const MEMBERS_MAX = 50_000;
/** Of the XML that is read, unpacked; the largest workbooks people keep have some 300 MB. */
const UNPACKED_BYTES_MAX = 512_000_000;
/** XML packs about twenty to one; an archive of nothing else packs a thousand to one. */
const RATIO_MAX = 200;
/** Below this even the worst ratio harms nobody. */
const RATIO_APPLIES_FROM_BYTES = 1_000_000;

export interface Archive {
  readonly names: readonly string[];
  /** The text of a member; undefined where there is none, or where it is not one of those that are read. */
  text(name: string): string | undefined;
}

/**
 * Unpacks the XML of an office file. Sizes are bounded before anything is unpacked, and a member cannot grow beyond the size that it states.
 * Throws `invalid_request` for a damaged or encrypted archive, `too_large` for one that would fill the machine.
 */
export function readArchive(bytes: Uint8Array): Archive {
  const names: string[] = [];
  let [packedBytes, unpackedBytes] = [0, 0];
  const members = unpack(bytes, ({ name, size, originalSize }) => {
    names.push(name);
    if (names.length > MEMBERS_MAX) throw new KanameError("too_large", `The file has more than ${MEMBERS_MAX} parts.`);
    packedBytes += size;
    // Records that share their bytes are one member many times over.
    if (packedBytes > bytes.length) throw new KanameError("invalid_request", "The file is damaged: its parts overlap.");
    if (!/\.(?:xml|rels)$/.test(name)) return false;
    // What is stored as it is gets copied in its own length, whatever length it states.
    unpackedBytes += Math.max(size, originalSize);
    const isBomb = originalSize > RATIO_APPLIES_FROM_BYTES && originalSize > size * RATIO_MAX;
    if (isBomb || unpackedBytes > UNPACKED_BYTES_MAX)
      throw new KanameError("too_large", "The file unpacks to far more than it is: it was not read.");
    return true;
  });
  return {
    names,
    text(name) {
      const member = members[name];
      return member === undefined ? undefined : strFromU8(member);
    },
  };
}

function unpack(bytes: Uint8Array, filter: (file: { name: string; size: number; originalSize: number }) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof KanameError) throw error;
    throw new KanameError("invalid_request", "The file is damaged: it cannot be unpacked.", { cause: error });
  }
}
