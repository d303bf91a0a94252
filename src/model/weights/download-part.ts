// Downloads one file into a partial file that survives a cut connection, a crash and a restart, and goes on where it stopped.
import { open, rm, stat } from "node:fs/promises";
import { KanameError } from "#infrastructure/errors.ts";

export interface DownloadAnswer {
  /** The HTTP status: 206 when the answer begins at `from`, 200 when it begins at the first byte. */
  readonly status: number;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** Asks for `url` from byte `from` onwards (a Range header when it is above 0), following redirects. */
export type Download = (url: string, options: { readonly from: number; readonly signal: AbortSignal }) => Promise<DownloadAnswer>;

export interface PartDownload {
  readonly url: string;
  readonly target: string;
  readonly sizeBytes: number;
  readonly download: Download;
  readonly signal: AbortSignal;
  readonly onProgress: (receivedBytes: number) => void;
}

/** A connection that breaks this often in one pull is not going to carry the file; the partial file stays for the next pull. */
const ATTEMPTS_MAX = 5;

/** Leaves exactly `sizeBytes` at `target`. Throws `upstream_failed` when the server refuses, keeps breaking off or sends too much. */
export async function downloadPart(part: PartDownload): Promise<void> {
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const from = await sizeOf(part.target);
    if (from === part.sizeBytes) return part.onProgress(from);
    if (from > part.sizeBytes) await rm(part.target);
    try {
      await receive(part, from > part.sizeBytes ? 0 : from);
    } catch (error) {
      if (error instanceof KanameError || part.signal.aborted || isDiskFull(error)) throw error;
      // Where the hub is blocked nothing ever comes: then the next source gets its turn soon.
      if ((await sizeOf(part.target)) === from)
        throw new KanameError("upstream_failed", `${new URL(part.url).host} cannot be reached, or sends nothing.`, { cause: error });
      cause = error;
    }
  }
  if ((await sizeOf(part.target)) === part.sizeBytes) return;
  throw new KanameError(
    "upstream_failed",
    `The download broke off ${ATTEMPTS_MAX} times; run the command again to go on where it stopped.`,
    { cause },
  );
}

/** Writes what comes as it comes: when the connection breaks, every byte that was received is in the file. */
async function receive(part: PartDownload, from: number): Promise<void> {
  const { status, stream } = await part.download(part.url, { from, signal: part.signal });
  const { host } = new URL(part.url);
  if (status !== 200 && status !== 206) throw new KanameError("upstream_failed", `${host} answered with status ${status}.`);
  let received = status === 206 ? from : 0;
  const file = await open(part.target, received === 0 ? "w" : "a");
  try {
    for await (const bytes of stream) {
      part.signal.throwIfAborted();
      received += bytes.length;
      if (received > part.sizeBytes) throw new KanameError("upstream_failed", `${host} sent more than the file's ${part.sizeBytes} bytes.`);
      await file.appendFile(bytes);
      part.onProgress(received);
    }
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  const state = await stat(path).catch(() => undefined);
  return state?.size ?? 0;
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}
