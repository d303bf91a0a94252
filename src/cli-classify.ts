// kaname classify: what the detectors find in texts, one JSON line in, one JSON line out; nothing leaves the machine.
import { createInterface } from "node:readline";
import { z } from "zod";
import { createClassifier } from "#governance/sensitivity/classifier.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { type Command, print, remark } from "./cli-command.ts";

/** As long as the largest request body that a server can be told to take. */
const LINE_CHARACTERS_MAX = 67_108_864;

const lineSchema = z.object({ id: z.union([z.string(), z.number()]), text: z.string().max(LINE_CHARACTERS_MAX) });

export const classifyCommand: Command = {
  usage: "classify --jsonl",
  summary: 'reads lines {"id","text"} from standard input, writes the level and entities of each',
  async run(words) {
    if (words.join(" ") !== "--jsonl")
      throw new KanameError("invalid_request", "Say how the texts come: kaname classify --jsonl < texts.jsonl");
    const classify = createClassifier();
    let lineNumber = 0;
    let badLines = 0;
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      lineNumber += 1;
      if (line.trim() === "") continue;
      const read = readLine(line);
      if (read === undefined) {
        badLines += 1;
        remark(`line ${lineNumber} is not a JSON object with "id" and "text", and was left out\n`);
        continue;
      }
      const { level, findings } = classify(read.text);
      const entities = findings.map(({ type, start, end, text, level: ofEntity, confidence, why }) => ({
        type,
        start,
        end,
        text,
        level: ofEntity,
        confidence,
        why,
      }));
      print(JSON.stringify({ id: read.id, level, entities }));
    }
    return badLines === 0 ? 0 : 1;
  },
};

function readLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
