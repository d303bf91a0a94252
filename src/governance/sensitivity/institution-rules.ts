// What an institution knows better than any detector: its words, the shapes of its numbers, its labels, and what is harmless with it.
import { z } from "zod";
import { ENTITY_TYPES, type EntityType, type Level } from "./finding.ts";
import { LEVEL_OF_TYPE } from "./levels.ts";

const TERM_CHARACTERS_MIN = 2;
const TERM_CHARACTERS_MAX = 200;
const TERMS_MAX = 5_000;
const LIST_MAX = 500;
const SHAPE_CHARACTERS_MAX = 40;
/** Fewer digits and letters would be found in every second text. */
const SHAPE_PLACES_MIN = 4;

export const levelSchema = z.literal([1, 2, 3, 4, 5]);
export const termSchema = z.string().trim().min(TERM_CHARACTERS_MIN).max(TERM_CHARACTERS_MAX);
const termsSchema = z.array(termSchema).min(1).max(TERMS_MAX);
const typeSchema = z.enum(ENTITY_TYPES);

/** Words that say what they are wherever they stand: names of deals, of important customers, of what is restricted. */
const dictionarySchema = z
  .strictObject({ type: typeSchema, terms: termsSchema, level: levelSchema.optional() })
  .superRefine(refuseLowerLevel);

/** A number of the institution's own: `#` stands for a digit, `@` for a capital letter, everything else for itself. */
const shapeSchema = z.strictObject({
  type: typeSchema,
  shape: z
    .string()
    .max(SHAPE_CHARACTERS_MAX)
    .regex(/^[\p{L}\p{N}#@ ./_-]+$/u, "letters, digits and . / _ - space, with # for a digit and @ for a capital letter")
    .refine((shape) => (shape.match(/[#@]/g) ?? []).length >= SHAPE_PLACES_MIN, `at least ${SHAPE_PLACES_MIN} places of # or @`),
});

/** Terms that detectors take for something sensitive and that are not. Values that a check digit proves are found all the same. */
const harmlessSchema = z.strictObject({ terms: termsSchema, types: z.array(typeSchema).min(1).optional() });

/** A label of documents: its names in every language, and the ids that a labelling system gives it. */
const labelSchema = z.strictObject({ names: z.array(termSchema).min(1).max(LIST_MAX), level: levelSchema });

export const institutionRulesSchema = z.strictObject({
  dictionary: z.array(dictionarySchema).max(LIST_MAX).default([]),
  shapes: z.array(shapeSchema).max(LIST_MAX).default([]),
  harmless: z.array(harmlessSchema).max(LIST_MAX).default([]),
  labels: z.array(labelSchema).max(LIST_MAX).default([]),
  /** Levels of types where the institution is stricter than the standard; never below it. */
  levels: z
    .partialRecord(typeSchema, levelSchema)
    .superRefine((levels, context) => {
      for (const type of ENTITY_TYPES) refuseLowerLevel({ type, level: levels[type] }, context, [type]);
    })
    .default({}),
});
export type InstitutionRules = z.infer<typeof institutionRulesSchema>;

function refuseLowerLevel(
  { type, level }: { readonly type: EntityType; readonly level?: Level | undefined },
  context: z.RefinementCtx,
  path: readonly string[] = ["level"],
): void {
  if (level === undefined || level >= LEVEL_OF_TYPE[type]) return;
  context.addIssue({ code: "custom", path: [...path], message: `must not be below ${LEVEL_OF_TYPE[type]}, the level of ${type}` });
}
