// The packed map must give back every replacement to a reader that walks it as llama.cpp does, and nothing for other characters.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { packCharacterMap } from "./character-map.ts";

/** What llama.cpp's normalize_prefix finds at the start of `text`: the longest key and its replacement. */
function longestPrefix(packed: Buffer, text: Buffer): { readonly bytes: number; readonly replacement: string } | undefined {
  const trieBytes = packed.readUInt32LE(0);
  const unit = (place: number): number => {
    assert.ok(place >= 0 && place * 4 < trieBytes, "a place outside the trie makes llama.cpp throw");
    return packed.readUInt32LE(4 + place * 4);
  };
  const offsetOf = (value: number) => (value >>> 10) << ((value & (1 << 9)) >>> 6);
  let found: { bytes: number; replacement: string } | undefined;
  let place = offsetOf(unit(0));
  for (const [index, byte] of text.entries()) {
    place ^= byte;
    const value = unit(place);
    if ((value & 0x8000_00ff) >>> 0 !== byte) break;
    place ^= offsetOf(value);
    if (((value >>> 8) & 1) === 1) {
      const start = 4 + trieBytes + (unit(place) & 0x7fff_ffff);
      found = { bytes: index + 1, replacement: packed.toString("utf8", start, packed.indexOf(0, start)) };
    }
  }
  return found;
}

const character = fc
  .oneof(fc.constantFrom("ａ", "ｶ", "①", "㈱", "\u0001", "é", "𝒜", "、"), fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }))
  .filter((text) => !text.includes("\0"));

describe("packCharacterMap", () => {
  it("is read back entry by entry, and answers nothing for what it does not hold", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(
            character,
            fc.string({ maxLength: 4 }).filter((text) => !text.includes("\0")),
          ),
          { selector: ([key]) => key, minLength: 1, maxLength: 60 },
        ),
        character,
        (entries, other) => {
          const map = new Map(entries);
          const packed = packCharacterMap(map);
          for (const [key, replacement] of map)
            assert.deepEqual(longestPrefix(packed, Buffer.from(key)), { bytes: Buffer.byteLength(key), replacement });
          if (![...map.keys()].some((key) => Buffer.from(other).toString("latin1").startsWith(Buffer.from(key).toString("latin1")))) {
            assert.equal(longestPrefix(packed, Buffer.from(other)), undefined);
          }
        },
      ),
    );
  });
});
