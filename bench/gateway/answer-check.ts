// Whether an answer is the one that the mock upstream gave: a benchmark of errors or of torn answers is worthless.
import { z } from "zod";
import { ANSWER } from "./exchange.ts";

const DONE = Buffer.from("data: [DONE]\n\n");
const CLOSING_BRACE = 0x7d;
const DATA = "data: ";
const EXCERPT_CHARACTERS = 300;

const chunkSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })).max(1),
  usage: z.object({ total_tokens: z.number() }).nullish(),
});
const completionSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.literal(ANSWER) }), finish_reason: z.literal("stop") })).length(1),
  usage: z.object({ total_tokens: z.number() }),
});

/** What is wrong with an answer, or undefined. Looks at its status, length and end only, which is cheap enough for every answer. */
export function findTorn(status: number, body: Buffer, streamed: boolean): string | undefined {
  if (status !== 200) return `the status is ${status}: ${excerpt(body)}`;
  if (body.length < ANSWER.length) return `the body has ${body.length} bytes only: ${excerpt(body)}`;
  if (streamed && !body.subarray(-DONE.length).equals(DONE)) {
    return `the stream ends without [DONE]: ${excerpt(body.subarray(-EXCERPT_CHARACTERS))}`;
  }
  if (!streamed && body.at(-1) !== CLOSING_BRACE) return `the body is not a whole JSON object: ${excerpt(body)}`;
  return undefined;
}

/** What is wrong with an answer, or undefined. Reads every frame: for a sample. */
export function findWrong(body: Buffer, streamed: boolean, wantsUsage: boolean): string | undefined {
  try {
    return streamed ? findWrongStream(body.toString(), wantsUsage) : findWrongCompletion(body.toString());
  } catch (error) {
    return `the answer cannot be read (${error instanceof Error ? error.message : "unknown"}): ${excerpt(body)}`;
  }
}

function findWrongCompletion(text: string): string | undefined {
  if (completionSchema.safeParse(JSON.parse(text)).success) return undefined;
  return `the answer is not the upstream's: ${text.slice(0, EXCERPT_CHARACTERS)}`;
}

function findWrongStream(text: string, wantsUsage: boolean): string | undefined {
  const frames = text
    .slice(0, -DONE.length)
    .split("\n\n")
    .filter((frame) => frame !== "");
  const chunks = frames.map((frame) => chunkSchema.parse(JSON.parse(frame.slice(DATA.length))));
  const content = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? "")).join("");
  if (content !== ANSWER) return `the streamed answer is not the upstream's: ${content.slice(0, EXCERPT_CHARACTERS)}`;
  const hasUsage = chunks.some(({ usage }) => usage !== undefined && usage !== null);
  return hasUsage === wantsUsage ? undefined : `usage was ${wantsUsage ? "" : "not "}asked for and is ${hasUsage ? "" : "not "}there`;
}

function excerpt(body: Buffer): string {
  return body.toString("utf8", 0, EXCERPT_CHARACTERS);
}
