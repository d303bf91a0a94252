// The copy of the ledger in the database, for looking things up: receipts, pages, spending.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { CallRecord, LedgerEvent } from "./record.ts";
import { ledgerEventSchema } from "./record-schema.ts";
import type { SegmentPlace } from "./segments.ts";

/** Keys of one institution that spent something in a month. */
const KEYS_MAX = 100_000;

export interface LedgerEntry {
  readonly writer: string;
  readonly sequence: number;
  readonly at: string;
  readonly hash: string;
  readonly event: LedgerEvent;
}

export interface LedgerPage {
  readonly records: readonly LedgerEntry[];
  /** What to ask the next, older page with; null after the oldest record. */
  readonly nextBefore: string | null;
}

export type LedgerStore = ReturnType<typeof createLedgerStore>;

const lineRow = z.object({ line: z.string() });
const entrySchema = z.object({ writer: z.string(), sequence: z.int(), at: z.string(), hash: z.string(), event: ledgerEventSchema });
const cursorSchema = z.tuple([z.iso.datetime(), z.string().max(100), z.int()]);
/** Before any record and after any. */
const NEWEST = ["9999-12-31T23:59:59.999Z", "", 0] as const;

export function createLedgerStore(database: Database) {
  return {
    async findPosition(writer: string): Promise<SegmentPlace | undefined> {
      const row = z.object({ segment: z.string(), byte_offset: z.int() });
      const [position] = await database.query(row, "select segment, byte_offset from ledger_position where writer = $1 limit 1", [writer]);
      return position === undefined ? undefined : { segment: position.segment, byteOffset: position.byte_offset };
    },

    /** Copies records, given as their lines, and moves the writer's position, both or neither; records that are there already stay as they are. */
    async appendLines(writer: string, lines: readonly string[], position: SegmentPlace): Promise<void> {
      await database.transaction(async (transaction) => {
        // The database takes the lines apart, so that the thread which serves calls need not.
        await transaction.execute(
          `insert into ledger_record (institution_id, writer, sequence, kind, at, receipt_id, caller_id, key_id, cost_micros, line)
           select record ->> 'institution', $1, (record ->> 'sequence')::int8, event ->> 'kind', (record ->> 'at')::timestamptz,
             event #>> '{receipt,id}', event #>> '{caller,id}', event #>> '{caller,key}', coalesce((event #>> '{usage,costMicros}')::int8, 0), line
           from json_array_elements_text($2::json) as line, lateral (select line::json as record) as parsed, lateral (select record -> 'event' as event) as inner_parsed
           on conflict do nothing`,
          [writer, JSON.stringify(lines)],
        );
        await transaction.execute(
          `insert into ledger_position (writer, segment, byte_offset) values ($1, $2, $3)
           on conflict (writer) do update set segment = excluded.segment, byte_offset = excluded.byte_offset`,
          [writer, position.segment, position.byteOffset],
        );
      });
    },

    async findReceipt(institutionId: string, receiptId: string): Promise<CallRecord | undefined> {
      const [row] = await database.query(lineRow, "select line from ledger_record where institution_id = $1 and receipt_id = $2 limit 1", [
        institutionId,
        receiptId,
      ]);
      if (row === undefined) return undefined;
      const { event } = entrySchema.parse(JSON.parse(row.line));
      return event.kind === "call" ? event : undefined;
    },

    async listRecords(institutionId: string, page: { readonly before: string | undefined; readonly limit: number }): Promise<LedgerPage> {
      const [at, writer, sequence] = page.before === undefined ? NEWEST : parseCursor(page.before);
      const rows = await database.query(
        lineRow,
        `select line from ledger_record where institution_id = $1 and (at, writer, sequence) < ($2, $3, $4)
         order by at desc, writer desc, sequence desc limit $5`,
        [institutionId, at, writer, sequence, page.limit],
      );
      const records = rows.map(({ line }) => entrySchema.parse(JSON.parse(line)));
      const last = records.at(-1);
      const isFull = records.length === page.limit && last !== undefined;
      return {
        records,
        nextBefore: isFull ? Buffer.from(JSON.stringify([last.at, last.writer, last.sequence])).toString("base64url") : null,
      };
    },

    async spentSince(institutionId: string, since: Date): Promise<{ keyId: string; micros: number }[]> {
      const row = z.object({ key_id: z.string(), micros: z.int() }).transform(({ key_id, micros }) => ({ keyId: key_id, micros }));
      return database.query(
        row,
        `select key_id, sum(cost_micros)::int8 as micros from ledger_record
         where institution_id = $1 and key_id is not null and at >= $2 group by key_id limit $3`,
        [institutionId, since, KEYS_MAX],
      );
    },
  };
}

function parseCursor(before: string): z.infer<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(before, "base64url").toString()));
  } catch (error) {
    throw new KanameError("invalid_request", "The place to go on from is none that this list gave.", { parameter: "before", cause: error });
  }
}
