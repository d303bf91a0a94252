// What BERT encoders have in common when they are written as GGUF for llama.cpp: metadata keys and tensor names.
import type { GgufValue } from "./write-gguf.ts";

export interface BertShape {
  readonly title: string;
  readonly licence: string;
  readonly contextTokensMax: number;
  readonly width: number;
  readonly innerWidth: number;
  readonly layers: number;
  readonly heads: number;
  readonly normEpsilon: number;
}

/** llama.cpp's number for "mean of the token vectors". */
const POOLING_MEAN = 1;
/** Which revision of the quantised block layouts the tensors use. */
const QUANTISATION_VERSION = 2;

/** The metadata of a mean-pooled BERT sentence encoder, without its tokenizer. */
export function describeBert(shape: BertShape): [string, GgufValue][] {
  return [
    ["general.architecture", { kind: "string", value: "bert" }],
    ["general.name", { kind: "string", value: shape.title }],
    ["general.license", { kind: "string", value: shape.licence }],
    ["general.quantization_version", { kind: "uint32", value: QUANTISATION_VERSION }],
    ["bert.context_length", { kind: "uint32", value: shape.contextTokensMax }],
    ["bert.embedding_length", { kind: "uint32", value: shape.width }],
    ["bert.feed_forward_length", { kind: "uint32", value: shape.innerWidth }],
    ["bert.block_count", { kind: "uint32", value: shape.layers }],
    ["bert.attention.head_count", { kind: "uint32", value: shape.heads }],
    ["bert.attention.layer_norm_epsilon", { kind: "float32", value: shape.normEpsilon }],
    ["bert.attention.causal", { kind: "bool", value: false }],
    ["bert.pooling_type", { kind: "uint32", value: POOLING_MEAN }],
  ];
}

/** GGUF's names for the parts of one layer, by the names that the two source formats use. */
export const LAYER_PARTS = [
  { gguf: "attn_q", e5: "q", huggingFace: "attention.self.query", input: "width", output: "width" },
  { gguf: "attn_k", e5: "k", huggingFace: "attention.self.key", input: "width", output: "width" },
  { gguf: "attn_v", e5: "v", huggingFace: "attention.self.value", input: "width", output: "width" },
  { gguf: "attn_output", e5: "ao", huggingFace: "attention.output.dense", input: "width", output: "width" },
  { gguf: "attn_output_norm", e5: "aln", huggingFace: "attention.output.LayerNorm", input: undefined, output: "width" },
  { gguf: "ffn_up", e5: "fi", huggingFace: "intermediate.dense", input: "width", output: "innerWidth" },
  { gguf: "ffn_down", e5: "fo", huggingFace: "output.dense", input: "innerWidth", output: "width" },
  { gguf: "layer_output_norm", e5: "oln", huggingFace: "output.LayerNorm", input: undefined, output: "width" },
] as const;

/** The numbers that llama.cpp gives to kinds of tokens. */
export const TOKEN_KINDS = { normal: 1, unknown: 2, control: 3 } as const;
