// Did a model do a small task? Scores by rules, so that the same answer always gets the same mark.
import { z } from "zod";

export const chatTaskSchema = z.strictObject({
  id: z.string(),
  language: z.enum(["en", "ja"]),
  kind: z.enum(["follow", "copy", "extract", "json", "fluent"]),
  text: z.string(),
  /** One of these must be in the answer, whatever the case of its letters. */
  contains: z.array(z.string()).optional(),
  /** This as well. */
  containsToo: z.string().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  /** What the JSON must say. */
  fields: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type ChatTask = z.infer<typeof chatTaskSchema>;

const SHINGLE_CHARACTERS = 8;
/** Below this share of different pieces a text goes round in circles. */
const DISTINCT_SHARE_MIN = 0.5;
const FLUENT_CHARACTERS_MIN = 40;
const KANA = /[\u3040-\u30ff]/g;
const KANA_SHARE_MIN = 0.2;

/** Whether `answer` does the task, and whether it goes round in circles. Saying the task again, or the same words over and over, is no answer. */
export function scoreAnswer(task: ChatTask, answer: string): { readonly done: boolean; readonly repeats: boolean } {
  const repeats = isRepetitive(answer);
  if (task.fields !== undefined) return { done: saysFields(answer, task.fields), repeats };
  const own = answer.replace(task.text, "");
  if (repeats) return { done: false, repeats };
  if (task.kind === "fluent") return { done: isFluent(own, task.language), repeats };
  const lower = own.toLowerCase();
  const holds = (wanted: string) => lower.includes(wanted.toLowerCase());
  return { done: (task.contains ?? []).some(holds) && (task.containsToo === undefined || holds(task.containsToo)), repeats };
}

function saysFields(answer: string, fields: Readonly<Record<string, string | number>>): boolean {
  try {
    const said = z.record(z.string(), z.unknown()).parse(JSON.parse(answer));
    return Object.entries(fields).every(([name, value]) => said[name] === value);
  } catch {
    return false;
  }
}

function isRepetitive(text: string): boolean {
  const count = text.length - SHINGLE_CHARACTERS + 1;
  if (count < SHINGLE_CHARACTERS) return false;
  const pieces = Array.from({ length: count }, (_, start) => text.slice(start, start + SHINGLE_CHARACTERS));
  return new Set(pieces).size / count < DISTINCT_SHARE_MIN;
}

function isFluent(text: string, language: "en" | "ja"): boolean {
  if (text.length < FLUENT_CHARACTERS_MIN) return false;
  const kanaShare = (text.match(KANA)?.length ?? 0) / text.length;
  return language === "ja" ? kanaShare >= KANA_SHARE_MIN : kanaShare === 0;
}
