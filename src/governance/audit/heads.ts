// The last record of each chain, rebuilt from the files at start.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { NO_HASH } from "./chain.ts";
import { readLines, type SegmentPlace } from "./segments.ts";

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
 * Reads the chains' ends, and which of `receipts` are recorded. Starts at the segment that the heads file names, if it is there.
 * Throws `storage_failed`, naming file and byte, when a record does not follow the one before.
 */
export async function recoverHeads(folder: string, receipts: ReadonlySet<string>): Promise<Recovered> {
  const known = readHeadsFile(folder);
  const heads = new Map(Object.entries(known?.heads ?? {}));
  const recorded = new Set<string>();
  let end: SegmentPlace | undefined = known === undefined ? undefined : { segment: known.segment, byteOffset: 0 };
  for await (const line of readLines(folder, end)) {
    const record = line.whole ? parseRecord(line.text) : undefined;
    if (!line.whole) return { heads, end, tornBytes: Buffer.byteLength(line.text), recorded };
    const head = heads.get(record?.institution ?? "") ?? FIRST_HEAD;
    if (record === undefined || record.sequence !== head.sequence + 1 || record.previous !== head.hash) {
      throw new KanameError(
        "storage_failed",
        `The ledger is damaged: in ${line.end.segment}, the record that ends at byte ${line.end.byteOffset} does not follow the one before. Run "kaname ledger verify" and restore the file from a backup.`,
      );
    }
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
