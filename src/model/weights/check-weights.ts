// Is a weights file whole and the right one? Asked before llama.cpp maps it, because a damaged file can crash the process.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";

const READ_BYTES = 1 << 20;

export interface WeightsCheck {
  /**
   * One sentence saying what is wrong with the file and what to do, or undefined when nothing is. Checks the format's first bytes and, where
   * `sha256` is known, the hash; a file that passed is not read again until its size or time changes.
   */
  problemOf(path: string, expected: { readonly name: string; readonly sha256: string } | undefined): Promise<string | undefined>;
}

export function createWeightsCheck(): WeightsCheck {
  const passed = new Map<string, string>();
  return {
    async problemOf(path, expected) {
      const remedy = expected === undefined ? "put the right GGUF file in its place" : `run "kaname models pull ${expected.name}"`;
      const state = await stat(path).catch(() => undefined);
      if (state === undefined) return `The weights ${basename(path)} are not on this machine: ${remedy}.`;
      const version = `${state.size} ${state.mtimeMs} ${expected?.sha256}`;
      if (passed.get(path) === version) return undefined;
      if (!(await beginsAsGguf(path))) return `The weights ${basename(path)} are damaged (not a GGUF file): ${remedy}.`;
      if (expected !== undefined && (await hashFile(path)) !== expected.sha256) {
        return `The weights ${basename(path)} are damaged or not the expected ones (their SHA-256 differs from the catalogue's): ${remedy}.`;
      }
      passed.set(path, version);
      return undefined;
    },
  };
}

/** The SHA-256 of a file, in lower-case hexadecimal. `onProgress` is told of the bytes read so far. */
export async function hashFile(path: string, onProgress?: (readBytes: number) => void): Promise<string> {
  const hash = createHash("sha256");
  let readBytes = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: READ_BYTES })) {
    hash.update(bytes);
    readBytes += bytes.length;
    onProgress?.(readBytes);
  }
  return hash.digest("hex");
}

async function beginsAsGguf(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString("latin1") === "GGUF";
  } finally {
    await file.close();
  }
}
