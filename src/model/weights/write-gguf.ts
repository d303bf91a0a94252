// Writes a model in GGUF, the format that llama.cpp maps into memory. Deterministic: the same input gives the same bytes.
import { assertHolds } from "#infrastructure/errors.ts";

/** One metadata entry; `kind` decides how it is stored. */
export type GgufValue =
  | { readonly kind: "uint32" | "float32"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "strings"; readonly value: readonly Uint8Array[] }
  | { readonly kind: "float32s"; readonly value: readonly number[] }
  | { readonly kind: "int32s"; readonly value: readonly number[] }
  | { readonly kind: "bytes"; readonly value: Uint8Array };

/** How a tensor's numbers are stored: bytes for a block of so many numbers. */
const TENSOR_LAYOUTS = {
  f32: { code: 0, blockSize: 1, blockBytes: 4 },
  q4_0: { code: 2, blockSize: 32, blockBytes: 18 },
} as const;

export interface GgufTensor {
  readonly name: string;
  readonly layout: keyof typeof TENSOR_LAYOUTS;
  /** The innermost dimension first, as GGUF counts them. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const VALUE_CODES = { uint8: 0, int32: 5, uint32: 4, float32: 6, bool: 7, string: 8, array: 9 } as const;
const FORMAT_VERSION = 3;
/** Tensors begin at multiples of this many bytes, GGUF's default. */
const ALIGNMENT_BYTES = 32;

/**
 * The bytes of a GGUF file, in pieces.
 * Source: the GGUF specification, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export function* writeGguf(metadata: ReadonlyMap<string, GgufValue>, tensors: readonly GgufTensor[]): Generator<Uint8Array> {
  const head = [Buffer.from("GGUF"), uint32(FORMAT_VERSION), uint64(tensors.length), uint64(metadata.size)];
  for (const [key, value] of metadata) head.push(string(Buffer.from(key)), encodeValue(value));
  let offset = 0;
  for (const tensor of tensors) {
    head.push(describeTensor(tensor, offset));
    offset += tensor.data.length + paddingOf(tensor.data.length);
  }
  const headBytes = Buffer.concat(head);
  yield headBytes;
  yield Buffer.alloc(paddingOf(headBytes.length));
  for (const { data } of tensors) {
    yield data;
    yield Buffer.alloc(paddingOf(data.length));
  }
}

function describeTensor(tensor: GgufTensor, offset: number): Buffer {
  const { code, blockSize, blockBytes } = TENSOR_LAYOUTS[tensor.layout];
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  assertHolds((count / blockSize) * blockBytes === tensor.data.length, `tensor ${tensor.name} has the bytes that its shape needs`);
  return Buffer.concat([
    string(Buffer.from(tensor.name)),
    uint32(tensor.shape.length),
    ...tensor.shape.map(uint64),
    uint32(code),
    uint64(offset),
  ]);
}

function encodeValue(entry: GgufValue): Buffer {
  switch (entry.kind) {
    case "uint32":
      return Buffer.concat([uint32(VALUE_CODES.uint32), uint32(entry.value)]);
    case "float32":
      return Buffer.concat([uint32(VALUE_CODES.float32), float32(entry.value)]);
    case "bool":
      return Buffer.concat([uint32(VALUE_CODES.bool), Buffer.from([entry.value ? 1 : 0])]);
    case "string":
      return Buffer.concat([uint32(VALUE_CODES.string), string(Buffer.from(entry.value))]);
    case "strings":
      return encodeArray(VALUE_CODES.string, entry.value.map(string));
    case "float32s":
      return encodeArray(VALUE_CODES.float32, entry.value.map(float32));
    case "int32s":
      return encodeArray(VALUE_CODES.int32, entry.value.map(int32));
    case "bytes":
      return Buffer.concat([uint32(VALUE_CODES.array), uint32(VALUE_CODES.uint8), uint64(entry.value.length), entry.value]);
  }
}

function encodeArray(elementCode: number, elements: readonly Buffer[]): Buffer {
  return Buffer.concat([uint32(VALUE_CODES.array), uint32(elementCode), uint64(elements.length), Buffer.concat(elements)]);
}

function string(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function paddingOf(length: number): number {
  return (ALIGNMENT_BYTES - (length % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES;
}
