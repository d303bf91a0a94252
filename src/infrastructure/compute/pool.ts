// Where compute stands, and how sensitive the data may be that reaches it.
import { z } from "zod";

/** From the institution's own machine outwards. */
export const ZONES = ["embedded", "private", "shared", "public"] as const;
export type Zone = (typeof ZONES)[number];

const SLOTS_MAX = 10_000;
const QUEUE_MAX = 100_000;
const WAIT_MS_MAX = 600_000;

export const poolSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "lower-case letters, digits and hyphens, at most 64"),
  zone: z.enum(ZONES),
  /** Shown wherever the pool is named, where a reader could take it for something else. */
  label: z.string().max(200).optional(),
  /** The highest data level (JR/T 0197, 1 to 5) that may reach the pool as it is. */
  levelCeiling: z.int().min(1).max(5),
  /** The highest level that may reach it once masking has brought the text down to levelCeiling. Absent: masking opens nothing. */
  maskedLevelCeiling: z.int().min(1).max(5).optional(),
  /** Calls that run at the same time. */
  slots: z.int().min(1).max(SLOTS_MAX).default(64),
  /** Calls that wait for a slot; one more is refused with 503. */
  queueMax: z.int().min(0).max(QUEUE_MAX).default(256),
  /** How long a call may wait for a slot. */
  queueWaitMs: z.int().min(0).max(WAIT_MS_MAX).default(30_000),
  /** Which institutions may use it. Absent: all. */
  institutions: z.array(z.string()).optional(),
});

export type Pool = z.infer<typeof poolSchema>;
