// Opens llama.cpp. It is an optional package: an institution that only uses remote pools need not install it.
import type { Llama } from "node-llama-cpp";
import type { Log } from "#infrastructure/log.ts";
import { UpstreamFailure } from "../provider.ts";

export type LlamaLibrary = typeof import("node-llama-cpp");

/** The library and one llama.cpp without a GPU, from the prebuilt binary only: nothing is compiled or downloaded. */
export async function openLlama(threads: number, log: Log): Promise<{ readonly library: LlamaLibrary; readonly llama: Llama }> {
  const library = await importLibrary();
  const llama = await library.getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: library.LlamaLogLevel.error,
    // The text itself is left out: it is llama.cpp's, and nothing promises that it holds no prompt.
    logger: (level) => log.warn("llama_cpp_complained", { level }),
  });
  return { library, llama };
}

async function importLibrary(): Promise<LlamaLibrary> {
  try {
    return await import("node-llama-cpp");
  } catch (error) {
    throw new UpstreamFailure("failed", "the embedded runtime is not installed here: run npm install with optional packages", {
      cause: error,
    });
  }
}
