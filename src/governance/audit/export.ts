// An institution's chain as a file that can be verified without Kaname's database: a header, its records, a checkpoint at the end.
import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { canonical } from "./chain.ts";
import { readLines, type SegmentPlace } from "./segments.ts";

export interface ExportOrder {
  readonly folder: string;
  readonly institutionId: string;
  readonly publicKey: KeyObject;
  readonly keyId: string;
  /** The end of what is durable. */
  readonly end: SegmentPlace;
}

export const headerSchema = z.strictObject({
  kaname: z.literal("ledger-export"),
  version: z.literal(1),
  institution: z.string(),
  /** Ed25519, SPKI, DER in base64. */
  publicKey: z.string(),
  keyId: z.string(),
});

const ownerSchema = z.looseObject({ institution: z.string(), event: z.looseObject({ kind: z.string() }) });

/** The lines, in bounded memory. Records after the last checkpoint are left out: nothing would vouch for the end. */
export async function* exportLines({ folder, institutionId, publicKey, keyId, end }: ExportOrder): AsyncGenerator<string> {
  const header: z.infer<typeof headerSchema> = {
    kaname: "ledger-export",
    version: 1,
    institution: institutionId,
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    keyId,
  };
  yield `${canonical(header)}\n`;
  let unsigned: string[] = [];
  for await (const { text } of readLines(folder, undefined, end)) {
    const { institution, event } = ownerSchema.parse(JSON.parse(text));
    if (institution !== institutionId) continue;
    unsigned.push(`${text}\n`);
    if (event.kind !== "checkpoint") continue;
    yield* unsigned;
    unsigned = [];
  }
}
