// Commands that read texts as JSON lines from standard input and answer each with one: what can be read is answered, the rest is named.
import { createInterface } from "node:readline";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { print, remark } from "./cli-command.ts";

/** As long as the largest request body that a server can be told to take. */
const LINE_CHARACTERS_MAX = 67_108_864;

/** What every line holds: a name to answer to, and a text. */
export const textLineSchema = z.object({ id: z.union([z.string(), z.number()]), text: z.string().max(LINE_CHARACTERS_MAX) });

export interface JsonLines<Line> {
  /** The command's name, and the only words that may follow it are `--jsonl`. */
  readonly name: string;
  readonly schema: z.ZodType<Line>;
  /** What a line has to be, as the remark about one that is not says it: `with "id" and "text"`. */
  readonly members: string;
  readonly answer: (line: Line) => unknown;
}

/** Answers every line. Gives the exit code: 1 when a line could not be read, else 0. Throws `invalid_request` for other words. */
export async function answerJsonLines<Line>(words: readonly string[], { name, schema, members, answer }: JsonLines<Line>): Promise<number> {
  if (words.join(" ") !== "--jsonl")
    throw new KanameError("invalid_request", `Say how the texts come: kaname ${name} --jsonl < texts.jsonl`);
  let lineNumber = 0;
  let badLines = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    lineNumber += 1;
    if (line.trim() === "") continue;
    const read = readLine(line, schema);
    if (read === undefined) {
      badLines += 1;
      remark(`line ${lineNumber} is not a JSON object ${members}, and was left out\n`);
      continue;
    }
    print(JSON.stringify(await answer(read)));
  }
  return badLines === 0 ? 0 : 1;
}

function readLine<Line>(line: string, schema: z.ZodType<Line>): Line | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
