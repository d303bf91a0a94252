// Fetches wheels through the user's own pip, so that the institution's package index, proxy and certificates apply.
import { spawn } from "node:child_process";
import { KanameError } from "#infrastructure/errors.ts";

export interface PipDownload {
  readonly requirements: readonly string[];
  /** Where the wheels land. */
  readonly folder: string;
  readonly platform: string | undefined;
  /** The environment that pip sees (PATH, PIP_INDEX_URL, proxies, …). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What pip may be called, in the order tried. */
const COMMANDS = [["pip"], ["pip3"], ["python3", "-m", "pip"], ["python", "-m", "pip"]] as const;
/** Several hundred megabytes over a slow line; beyond that something hangs. */
const TIME_LIMIT_MS = 30 * 60_000;
const ERROR_TEXT_BYTES_MAX = 20_000;

/**
 * Downloads exactly the named wheels, without dependencies and without running any package's code (`--only-binary=:all:`).
 * Throws `not_found` when there is no pip, `upstream_failed` when pip fails or takes too long.
 */
export async function pipDownload(job: PipDownload): Promise<void> {
  const options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"];
  const platform = job.platform === undefined ? [] : ["--platform", job.platform];
  const requirements = [...new Set(job.requirements)];
  for (const [command, ...prefix] of COMMANDS) {
    const outcome = await run(command, [...prefix, "download", ...options, ...platform, "--dest", job.folder, ...requirements], job);
    if (outcome.kind === "absent") continue;
    if (outcome.kind === "done") return;
    throw new KanameError("upstream_failed", `pip could not download ${requirements.join(", ")}: ${outcome.reason}.`, {
      cause: new Error(outcome.text),
    });
  }
  throw new KanameError("not_found", "There is no pip on this machine: install Python's pip, or give the weights as a file.");
}

type Outcome =
  | { readonly kind: "absent" }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string; readonly text: string };

function run(command: string, args: readonly string[], job: PipDownload): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([job.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const child = spawn(command, args, { env: { ...job.environment }, stdio: ["ignore", "ignore", "pipe"], signal });
    let text = "";
    child.stderr.on("data", (bytes: Buffer) => {
      text = (text + bytes.toString()).slice(-ERROR_TEXT_BYTES_MAX);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ kind: "absent" });
      else if (job.signal.aborted) reject(error);
      else
        resolve({
          kind: "failed",
          reason: signal.aborted ? `it took longer than ${TIME_LIMIT_MS / 60_000} minutes` : "it could not be started",
          text: error.message,
        });
    });
    child.once("close", (code) => {
      if (text.includes("No module named pip")) resolve({ kind: "absent" });
      resolve(code === 0 ? { kind: "done" } : { kind: "failed", reason: `it ended with code ${code} (${lastErrorLine(text)})`, text });
    });
  });
}

/** pip's own sentence; it hides credentials in addresses itself. */
function lastErrorLine(text: string): string {
  const line = text.split("\n").findLast((candidate) => candidate.startsWith("ERROR:"));
  return line === undefined ? "it gave no reason" : line.slice("ERROR:".length, 300).trim();
}
