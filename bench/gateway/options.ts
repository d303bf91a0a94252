// The flags of the gateway benchmark.
import { parseArgs } from "node:util";
import { z } from "zod";

const optionsSchema = z.strictObject({
  /** Each round measures every subject once in every way, one after the other. */
  rounds: z.coerce.number().int().min(1).max(100).default(3),
  /** How long one measurement lasts; those at concurrency 1 last half as long. */
  seconds: z.coerce.number().min(0.2).max(300).default(4),
  /** Calls under way at once: models take seconds, so before them a gateway always holds many. */
  concurrency: z.coerce.number().int().min(1).max(512).default(64),
  "without-peer": z.boolean().default(false),
  "without-kaname": z.boolean().default(false),
});
export type Options = z.infer<typeof optionsSchema>;

/** Reads the flags. Throws an Error whose message names the flag at fault. */
export function readOptions(flags: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...flags],
    options: {
      rounds: { type: "string" },
      seconds: { type: "string" },
      concurrency: { type: "string" },
      "without-peer": { type: "boolean" },
      "without-kaname": { type: "boolean" },
    },
  });
  const result = optionsSchema.safeParse({ ...values });
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; "));
}
