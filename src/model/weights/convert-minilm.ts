// Turns a BERT sentence encoder from safetensors with a WordPiece vocabulary (all-MiniLM-L6-v2) into GGUF. The weights keep their bits.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { describeBert, LAYER_PARTS, TOKEN_KINDS } from "./bert-layout.ts";
import { type GgufTensor, type GgufValue, writeGguf } from "./write-gguf.ts";

const headerSchema = z.record(
  z.string(),
  z.looseObject({ dtype: z.string(), shape: z.array(z.int().min(1)), data_offsets: z.tuple([z.int().min(0), z.int().min(0)]) }),
);
const HEADER_BYTES_MAX = 1_000_000;

/** What all-MiniLM-L6-v2's config.json and tokenizer_config.json say; the pinned hash of the result holds them to the file. */
const SHAPE = {
  title: "all-MiniLM-L6-v2",
  licence: "Apache-2.0",
  contextTokensMax: 512,
  width: 384,
  innerWidth: 1_536,
  layers: 6,
  heads: 12,
  normEpsilon: 1e-12,
} as const;
const SPECIAL_TOKENS = { padding: "[PAD]", unknown: "[UNK]", cls: "[CLS]", separator: "[SEP]", mask: "[MASK]" } as const;

/** The pieces of a GGUF file, from model.safetensors and vocab.txt. Throws `invalid_request` when they are not such a model. */
export function convertMiniLm(safetensors: Buffer, vocabularyText: Buffer): Iterable<Uint8Array> {
  const tokens = vocabularyText.toString().trimEnd().split("\n");
  const tensorOf = readSafetensors(safetensors);
  const table = (name: string, source: string): GgufTensor => {
    const { shape, data } = tensorOf(source);
    return { name, layout: "f32", shape: [...shape].reverse(), data };
  };
  const tensors = [
    table("token_embd.weight", "embeddings.word_embeddings.weight"),
    table("position_embd.weight", "embeddings.position_embeddings.weight"),
    table("token_types.weight", "embeddings.token_type_embeddings.weight"),
    table("token_embd_norm.weight", "embeddings.LayerNorm.weight"),
    table("token_embd_norm.bias", "embeddings.LayerNorm.bias"),
  ];
  for (let layer = 0; layer < SHAPE.layers; layer += 1) {
    for (const part of LAYER_PARTS) {
      for (const kind of ["weight", "bias"])
        tensors.push(table(`blk.${layer}.${part.gguf}.${kind}`, `encoder.layer.${layer}.${part.huggingFace}.${kind}`));
    }
  }
  return writeGguf(new Map([...describeBert(SHAPE), ...describeWordPiece(tokens)]), tensors);
}

function readSafetensors(source: Buffer): (name: string) => { readonly shape: readonly number[]; readonly data: Buffer } {
  const headerBytes = source.length < 8 ? Number.NaN : Number(source.readBigUInt64LE(0));
  if (!(headerBytes <= HEADER_BYTES_MAX)) throw new KanameError("invalid_request", "The file is not in the safetensors format.");
  const header = parseHeader(source.toString("utf8", 8, 8 + headerBytes));
  return (name) => {
    const entry = header[name];
    if (entry === undefined || entry.dtype !== "F32") throw new KanameError("invalid_request", `The model has no 32-bit tensor ${name}.`);
    const [from, to] = entry.data_offsets;
    return { shape: entry.shape, data: source.subarray(8 + headerBytes + from, 8 + headerBytes + to) };
  };
}

function parseHeader(text: string): z.infer<typeof headerSchema> {
  try {
    const { __metadata__: _, ...entries } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    return headerSchema.parse(entries);
  } catch (error) {
    throw new KanameError("invalid_request", "The list of tensors in the safetensors file cannot be read.", { cause: error });
  }
}

function describeWordPiece(tokens: readonly string[]): [string, GgufValue][] {
  const idOf = (token: string): GgufValue => ({ kind: "uint32", value: tokens.indexOf(token) });
  const special = new Set<string>(Object.values(SPECIAL_TOKENS));
  const kindOf = (token: string) =>
    token === SPECIAL_TOKENS.unknown ? TOKEN_KINDS.unknown : special.has(token) ? TOKEN_KINDS.control : TOKEN_KINDS.normal;
  return [
    ["tokenizer.ggml.model", { kind: "string", value: "bert" }],
    ["tokenizer.ggml.pre", { kind: "string", value: "default" }],
    [
      "tokenizer.ggml.tokens",
      { kind: "strings", value: tokens.map((token) => Buffer.from(special.has(token) ? token : toPhantomSpace(token))) },
    ],
    ["tokenizer.ggml.scores", { kind: "float32s", value: tokens.map(() => -1_000) }],
    ["tokenizer.ggml.token_type", { kind: "int32s", value: tokens.map(kindOf) }],
    ["tokenizer.ggml.token_type_count", { kind: "uint32", value: 2 }],
    ["tokenizer.ggml.unknown_token_id", idOf(SPECIAL_TOKENS.unknown)],
    ["tokenizer.ggml.seperator_token_id", idOf(SPECIAL_TOKENS.separator)],
    ["tokenizer.ggml.padding_token_id", idOf(SPECIAL_TOKENS.padding)],
    ["tokenizer.ggml.cls_token_id", idOf(SPECIAL_TOKENS.cls)],
    ["tokenizer.ggml.bos_token_id", idOf(SPECIAL_TOKENS.cls)],
    ["tokenizer.ggml.eos_token_id", idOf(SPECIAL_TOKENS.separator)],
    ["tokenizer.ggml.mask_token_id", idOf(SPECIAL_TOKENS.mask)],
  ];
}

/** WordPiece marks what continues a word with ##; llama.cpp marks what begins one with U+2581 instead. */
function toPhantomSpace(token: string): string {
  return token.startsWith("##") ? token.slice(2) : `\u2581${token}`;
}
