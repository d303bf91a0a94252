// The fields that several admin routes take and give.
import { z } from "zod";
import { LIST_LIMIT_MAX } from "#governance/identity-store.ts";

/** An id that the institution chooses, or that Kaname made. */
export const idField = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, "it must be letters, digits and . _ @ -, at most 64");

/** A name for people to read. Control characters would spoil logs, records and terminals. */
export const nameField = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, "it must hold no control characters");

export const idParams = z.strictObject({ id: idField });

const PAGE_DEFAULT = 100;

export const pageQuery = z.strictObject({
  after: idField.optional().meta({ description: "The last id of the page before." }),
  limit: z.coerce.number<string>().int().min(1).max(LIST_LIMIT_MAX).default(PAGE_DEFAULT),
});

/** A moment, given as ISO 8601 in UTC. */
export const momentField = z
  .date()
  .transform((moment) => moment.toISOString())
  .pipe(z.iso.datetime());

/** A page of a list and the id to ask the next one with: null after the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), nextAfter: z.string().nullable() });
}

export function nextAfter(items: readonly { readonly id: string }[], limit: number): string | null {
  return items.length < limit ? null : (items.at(-1)?.id ?? null);
}
