// Packs a character normalisation map into SentencePiece's "precompiled charsmap": a compact trie that llama.cpp's tokenizer walks.
import { assertHolds } from "#infrastructure/errors.ts";

/** Set on the unit that holds a value, so that it never looks like a child. */
const VALUE_FLAG = 0x8000_0000;
const LEAF_FLAG = 1 << 8;
/** A child's place is its parent's place XOR this offset XOR the byte; it is stored above bit 10 in 21 bits. */
const OFFSET_SHIFT = 10;
const OFFSETS_MAX = 1 << 21;
const BLOCK = 256;

interface TrieNode {
  readonly children: Map<number, TrieNode>;
  /** Where the replacement begins in the text part; undefined where no key ends. */
  valueOffset: number | undefined;
}

/**
 * The map as bytes: the trie's size, the trie (a double array of 32-bit units), the replacements as zero-terminated strings.
 * Source: sentencepiece's normalizer.cc and darts-clone's unit layout, as read by llama.cpp's llm_tokenizer_ugm.
 */
export function packCharacterMap(replacements: ReadonlyMap<string, string>): Buffer {
  const root: TrieNode = { children: new Map(), valueOffset: undefined };
  const texts: Buffer[] = [];
  let textBytes = 0;
  for (const [key, replacement] of replacements) {
    insert(root, Buffer.from(key), textBytes);
    const text = Buffer.from(`${replacement}\0`);
    texts.push(text);
    textBytes += text.length;
  }
  const units = layOut(root);
  const trie = Buffer.alloc(units.length * 4);
  units.forEach((unit, index) => {
    trie.writeUInt32LE(unit, index * 4);
  });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(trie.length);
  return Buffer.concat([size, trie, ...texts]);
}

function insert(root: TrieNode, key: Buffer, valueOffset: number): void {
  let node = root;
  for (const byte of key) {
    assertHolds(byte !== 0, "a key of the character map holds no zero byte");
    const child: TrieNode = node.children.get(byte) ?? { children: new Map(), valueOffset: undefined };
    node.children.set(byte, child);
    node = child;
  }
  node.valueOffset = valueOffset;
}

/** Places every node by the first block offset at which all its children find a free unit. */
function layOut(root: TrieNode): Uint32Array {
  const units = new Map<number, number>([[0, 0]]);
  const waiting: { readonly node: TrieNode; readonly place: number }[] = [{ node: root, place: 0 }];
  // Two nodes with one base would share each other's children.
  const bases = new Set<number>();
  let searchFrom = 1;
  let highest = 0;
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    const { node, place } = entry;
    const labels = [...node.children.keys()].sort((one, other) => one - other);
    if (node.valueOffset !== undefined) labels.unshift(0);
    while (units.has(searchFrom)) searchFrom += 1;
    const base = firstFreeBase(units, bases, labels, searchFrom);
    bases.add(base);
    const offset = base ^ place;
    assertHolds(offset < OFFSETS_MAX, "the character map fits the trie's offsets");
    units.set(place, ((units.get(place) ?? 0) | (offset << OFFSET_SHIFT) | (node.valueOffset === undefined ? 0 : LEAF_FLAG)) >>> 0);
    if (node.valueOffset !== undefined) units.set(base, (VALUE_FLAG | node.valueOffset) >>> 0);
    for (const [label, child] of node.children) {
      units.set(base ^ label, label);
      waiting.push({ node: child, place: base ^ label });
    }
    highest = Math.max(highest, base);
  }
  const array = new Uint32Array((Math.floor(highest / BLOCK) + 1) * BLOCK);
  for (const [place, unit] of units) array[place] = unit;
  return array;
}

function firstFreeBase(
  units: ReadonlyMap<number, number>,
  bases: ReadonlySet<number>,
  labels: readonly number[],
  searchFrom: number,
): number {
  const firstLabel = labels[0];
  assertHolds(firstLabel !== undefined, "every node of the character map leads somewhere");
  for (let place = searchFrom; ; place += 1) {
    const base = place ^ firstLabel;
    if (base !== 0 && !bases.has(base) && labels.every((label) => !units.has(base ^ label))) return base;
  }
}
