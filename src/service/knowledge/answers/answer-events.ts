// What an answer consists of, in the order in which whoever asked hears of it; kept sealed in the same form.
import { z } from "zod";

const regionSchema = z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() });
const citationSchema = z.object({
  citation: z.int().min(1),
  documentId: z.string(),
  documentName: z.string(),
  documentTitle: z.string().optional(),
  contentHash: z.string(),
  /** The passage's place within the document, counted from 0. */
  ordinal: z.int(),
  /** Counted from 0. */
  page: z.int(),
  region: regionSchema.optional(),
  headingPath: z.array(z.string()),
});
const statementSchema = z.object({ citation: z.int().min(1), text: z.string() });

export const answerEventSchema = z.discriminatedUnion("kind", [
  /** The passages that the answer is made from. */
  z.object({ kind: z.literal("passages"), passages: z.array(citationSchema) }),
  /** A passage that attacks the model was left out. */
  z.object({ kind: z.literal("left_out"), documentId: z.string(), documentName: z.string(), page: z.int(), why: z.string() }),
  z.object({ kind: z.literal("sentence"), text: z.string(), citations: z.array(z.int()), isSupported: z.boolean() }),
  z.object({ kind: z.literal("conflict"), note: z.string(), statements: z.array(statementSchema) }),
  z.object({
    kind: z.literal("not_found"),
    text: z.string(),
    /** Documents that the reader may read and that come nearest. */
    nearest: z.array(
      z.object({ documentId: z.string(), documentName: z.string(), documentTitle: z.string().optional(), owner: z.string() }),
    ),
  }),
  z.object({
    kind: z.literal("end"),
    answerId: z.string(),
    /** Who said it: a model whose sentences were checked, or the documents' own statements. */
    way: z.enum(["model", "extract", "not_found"]),
    /** Of the model's call, where there was one. */
    receipt: z.string().nullable(),
    isFromCache: z.boolean(),
  }),
]);
export type AnswerEvent = z.infer<typeof answerEventSchema>;
export type Citation = z.infer<typeof citationSchema>;
