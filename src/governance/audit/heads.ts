// The last record of each chain, rebuilt from the files at start.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { NO_HASH } from "./chain.ts";
import { listSegments, readLines, type SegmentPlace } from "./segments.ts";

/** Where a chain stands. */
export interface Head {
  readonly sequence: number;
  readonly hash: string;
  /** Records since the last signed one. */
  readonly unsigned: number;
}

export const FIRST_HEAD: Head = { sequence: 0, hash: NO_HASH, unsigned: 0 };

const headsFile = z.strictObject({
  segment: z.string(),
  heads: z.record(z.string(), z.strictObject({ sequence: z.int(), hash: z.string(), unsigned: z.int() })),
});

const readRecord = z.looseObject({
  institution: z.string(),
  writer: z.string(),
  sequence: z.int(),
  previous: z.string(),
  hash: z.string(),
  event: z.looseObject({ kind: z.string(), receipt: z.looseObject({ id: z.string() }).optional() }),
});

export interface Recovered {
  /** By institution. */
  readonly heads: Map<string, Head>;
  /** After the last whole line; undefined when there is none. */
  readonly end: SegmentPlace | undefined;
  /** Bytes of a torn last line, which was never acknowledged. */
  readonly tornBytes: number;
  /** Receipts among those asked for that have a record. */
  readonly recorded: ReadonlySet<string>;
}

/**
 * Reads the ends of the chains of `writer`, and which of `receipts` are recorded. Starts at the segment that the heads file names, if it
 * is there. Throws `storage_failed`, naming file and byte, when a record does not follow the one before.
 */
export async function recoverHeads(folder: string, writer: string, receipts: ReadonlySet<string>): Promise<Recovered> {
  const known = readHeadsFile(folder);
  const heads = new Map(Object.entries(known?.heads ?? {}));
  const segments = await listSegments(folder);
  const recorded = known === undefined ? new Set<string>() : await recordedBefore(folder, segments, known.segment, receipts);
  let end: SegmentPlace | undefined = known === undefined ? undefined : { segment: known.segment, byteOffset: 0 };
  for await (const line of readLines(folder, end)) {
    const record = line.whole ? parseRecord(line.text) : undefined;
    if (!line.whole && line.end.segment !== segments.at(-1)) throw damaged(line.end, "is cut short, although another file follows");
    if (!line.whole) return { heads, end, tornBytes: Buffer.byteLength(line.text), recorded };
    const head = heads.get(record?.institution ?? "") ?? FIRST_HEAD;
    if (record === undefined || record.sequence !== head.sequence + 1 || record.previous !== head.hash) {
      throw damaged(line.end, "does not follow the one before");
    }
    if (record.writer !== writer) throw damaged(line.end, "is of another writer than the file writer-id names");
    heads.set(record.institution, {
      sequence: record.sequence,
      hash: record.hash,
      unsigned: record.event.kind === "checkpoint" ? 0 : head.unsigned + 1,
    });
    const receipt = record.event.receipt?.id;
    if (receipt !== undefined && receipts.has(receipt)) recorded.add(receipt);
    end = line.end;
  }
  return { heads, end, tornBytes: 0, recorded };
}

/**
 * Which of `receipts` are recorded in the segment before `segment`: the end of a call is noted a moment after its record is written, and
 * a new segment may begin in that moment.
 */
async function recordedBefore(
  folder: string,
  segments: readonly string[],
  segment: string,
  receipts: ReadonlySet<string>,
): Promise<Set<string>> {
  const recorded = new Set<string>();
  const before = segments.findLast((name) => name < segment);
  if (before === undefined || receipts.size === 0) return recorded;
  for await (const { text } of readLines(
    folder,
    { segment: before, byteOffset: 0 },
    { segment: before, byteOffset: Number.POSITIVE_INFINITY },
  )) {
    const receipt = parseRecord(text)?.event.receipt?.id;
    if (receipt !== undefined && receipts.has(receipt)) recorded.add(receipt);
  }
  return recorded;
}

function damaged({ segment, byteOffset }: SegmentPlace, what: string): KanameError {
  return new KanameError(
    "storage_failed",
    `The ledger is damaged: in ${segment}, the record that ends at byte ${byteOffset} ${what}. Run "kaname ledger verify" and restore the ledger's folder from a backup.`,
  );
}

/** Notes where each chain stood when `segment` began, so that a start need not read the segments before it. */
export function writeHeadsFile(folder: string, segment: string, heads: ReadonlyMap<string, Head>): void {
  const path = join(folder, "heads.json");
  writeFileSync(`${path}.next`, JSON.stringify({ segment, heads: Object.fromEntries(heads) }), { mode: 0o600 });
  renameSync(`${path}.next`, path);
}

function readHeadsFile(folder: string): z.infer<typeof headsFile> | undefined {
  const path = join(folder, "heads.json");
  if (!existsSync(path)) return undefined;
  try {
    const file = headsFile.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
    return file !== undefined && existsSync(join(folder, file.segment)) ? file : undefined;
  } catch {
    // It only saves time: without it everything is read.
    return undefined;
  }
}

function parseRecord(text: string): z.infer<typeof readRecord> | undefined {
  try {
    return readRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
