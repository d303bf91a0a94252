// The files of a folder that may be ingested, and their content: no links are followed, hidden files and the manifest are left out.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, opendir } from "node:fs/promises";
import { join } from "node:path";
import { KanameError } from "#infrastructure/errors.ts";
import { MANIFEST_NAME, type Manifest, NO_MANIFEST, readManifest } from "./manifest.ts";
import type { Pause } from "./pauses.ts";

/** Deeper than people file; a folder mounted into itself ends here. */
const DEPTH_MAX = 24;
const MANIFEST_BYTES_MAX = 4_194_304;
/** A hash of as much takes a millisecond. */
const CHUNK_BYTES = 1_048_576;

export interface FolderFile {
  /** From the folder's root with "/" between the parts, in composed form whatever the file system keeps. */
  readonly name: string;
  readonly path: string;
}

export interface FileContent {
  readonly bytes: Uint8Array;
  /** SHA-256, in hexadecimal. */
  readonly hash: string;
}

/** All files below `folder` by name. Throws `not_found` without the folder, `too_large` for more than `filesMax`. */
export async function listFolder(folder: string, filesMax: number, signal: AbortSignal): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  const waiting = [{ path: folder, prefix: "", depth: 0 }];
  for (let next = waiting.pop(); next !== undefined && !signal.aborted; next = waiting.pop()) {
    for await (const entry of await openFolder(next.path)) {
      if (entry.name.startsWith(".") || (next.depth === 0 && entry.name === MANIFEST_NAME)) continue;
      const [path, name] = [join(next.path, entry.name), next.prefix + entry.name];
      if (entry.isDirectory() && next.depth < DEPTH_MAX) waiting.push({ path, prefix: `${name}/`, depth: next.depth + 1 });
      if (entry.isFile()) files.push({ name: name.normalize("NFC"), path });
      if (files.length > filesMax)
        throw new KanameError("too_large", `The folder has more than ${filesMax} files: ingest its parts one by one.`);
    }
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The folder's manifest, or none. Throws `invalid_request` with every problem of it. */
export async function readFolderManifest(folder: string, pause: Pause): Promise<Manifest> {
  try {
    const { bytes } = await readContent(join(folder, MANIFEST_NAME), MANIFEST_BYTES_MAX, pause);
    return readManifest(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    if (error instanceof KanameError && error.kind === "not_found") return NO_MANIFEST;
    throw error;
  }
}

/** Throws `not_found` for what cannot be read, a link included, and `too_large`. */
export async function readContent(path: string, bytesMax: number, pause: Pause): Promise<FileContent> {
  // What was a file when it was listed may be a link by now.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw new KanameError("not_found", "The file cannot be read.", { cause });
  });
  try {
    const { size } = await file.stat();
    if (size > bytesMax) throw tooLarge(bytesMax);
    const chunks: Uint8Array[] = [];
    let read = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES })) {
      chunks.push(chunk);
      read += chunk.length;
      // It may grow while it is read.
      if (read > bytesMax) throw tooLarge(bytesMax);
    }
    return contentOf(Buffer.concat(chunks), bytesMax, pause);
  } finally {
    await file.close();
  }
}

/** Bytes with their hash, made with pauses. Throws `too_large`. */
export async function contentOf(bytes: Uint8Array, bytesMax: number, pause: Pause): Promise<FileContent> {
  if (bytes.length > bytesMax) throw tooLarge(bytesMax);
  const hash = createHash("sha256");
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    hash.update(bytes.subarray(start, start + CHUNK_BYTES));
    await pause();
  }
  return { bytes, hash: hash.digest("hex") };
}

async function openFolder(path: string) {
  return await opendir(path).catch((cause: unknown) => {
    throw new KanameError("not_found", "The folder to ingest cannot be read.", { cause });
  });
}

function tooLarge(bytesMax: number): KanameError {
  return new KanameError("too_large", `The file is larger than ${bytesMax} bytes.`);
}
