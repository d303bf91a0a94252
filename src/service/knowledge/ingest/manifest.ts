// knowledge.yaml at a folder's root: what is to be known of its files beyond their content. Checked whole: every problem is reported at once.
import { posix } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { KanameError } from "#infrastructure/errors.ts";

import { principalSchema, sideSchema } from "../access/document-access.ts";

export const MANIFEST_NAME = "knowledge.yaml";

/** Longer than any list of a department's folders; a manifest is written by hand. */
const RULES_MAX = 5_000;
const PRINCIPALS_MAX = 500;
const NAMES_MAX = 100;
const NAME_CHARACTERS_MAX = 300;
/** Matching a pattern takes longer with each star; no folder needs more. */
const STARS_MAX = 8;
const PROBLEMS_SHOWN_MAX = 50;

const nameSchema = z.string().trim().min(1).max(NAME_CHARACTERS_MAX);
const principalsSchema = z.array(principalSchema).max(PRINCIPALS_MAX).default([]);

const ruleSchema = z
  .strictObject({
    files: z
      .string()
      .min(1)
      .max(NAME_CHARACTERS_MAX)
      .refine((pattern) => (pattern.match(/[*?+@!({[]/g) ?? []).length <= STARS_MAX, `has more than ${STARS_MAX} wildcards`),
    title: nameSchema.optional(),
    series: nameSchema.optional(),
    effectiveFrom: z.iso.date().optional(),
    effectiveTo: z.iso.date().optional(),
    owner: principalSchema.refine((owner) => owner !== "everyone", "must be one person, application, role or department").optional(),
    labels: z.array(nameSchema).max(NAMES_MAX).default([]),
    level: levelSchema.default(1),
    access: z
      .strictObject({
        allowed: principalsSchema,
        denied: principalsSchema,
        side: sideSchema.optional(),
      })
      .optional(),
  })
  .refine(({ effectiveFrom, effectiveTo }) => effectiveFrom === undefined || effectiveTo === undefined || effectiveFrom < effectiveTo, {
    path: ["effectiveTo"],
    message: "must be after effectiveFrom: it is the first day on which the document is no longer in force",
  });

const manifestSchema = z.strictObject({ rules: z.array(ruleSchema).max(RULES_MAX) });

export type ManifestRule = z.infer<typeof ruleSchema>;

export interface Manifest {
  /** The first rule whose pattern fits the name; undefined where none does. */
  ruleFor(name: string): ManifestRule | undefined;
  readonly rules: readonly ManifestRule[];
}

export const NO_MANIFEST: Manifest = { ruleFor: () => undefined, rules: [] };

/** Reads a manifest's text. Throws `invalid_request` with every problem, each with its place: `rules[2].access.side: …`. */
export function readManifest(text: string): Manifest {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) throw refused(document.errors.map(({ message }) => `not valid YAML: ${message}`));
  const result = manifestSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!result.success) throw refused(result.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`));
  const { rules } = result.data;
  return { ruleFor: (name) => rules.find(({ files }) => posix.matchesGlob(name, files)), rules };
}

/** Throws `invalid_request` naming each label of the rules that is none of the institution's. */
export function assertLabelsKnown({ rules }: Manifest, isKnown: (label: string) => boolean): void {
  const problems = rules.flatMap(({ labels }, index) =>
    labels.filter((label) => !isKnown(label)).map((label) => `rules[${index}].labels: ${label} is no label of the institution`),
  );
  if (problems.length > 0) throw refused(problems);
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return place === "" ? "the file" : place.replace(/^\./, "");
}

function refused(problems: readonly string[]): KanameError {
  const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
  return new KanameError("invalid_request", `${MANIFEST_NAME} has ${count}:\n  ${problems.slice(0, PROBLEMS_SHOWN_MAX).join("\n  ")}`);
}
