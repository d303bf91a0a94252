// kaname inspect: which texts attack the model, one JSON line in, one JSON line out; nothing leaves the machine.
import { createInterface } from "node:readline";
import { z } from "zod";
import { createInspector } from "#governance/guardrails/inspect.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { type Command, print, remark } from "./cli-command.ts";

/** As long as the largest request body that a server can be told to take. */
const LINE_CHARACTERS_MAX = 67_108_864;

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string().max(LINE_CHARACTERS_MAX),
  channel: z.enum(["user", "document", "tool"]),
});

export const inspectCommand: Command = {
  usage: "inspect --jsonl",
  summary: 'reads lines {"id","text","channel"} from standard input, writes whether each text attacks the model',
  async run(words) {
    if (words.join(" ") !== "--jsonl")
      throw new KanameError("invalid_request", "Say how the texts come: kaname inspect --jsonl < texts.jsonl");
    const inspect = createInspector();
    let lineNumber = 0;
    let badLines = 0;
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      lineNumber += 1;
      if (line.trim() === "") continue;
      const read = readLine(line);
      if (read === undefined) {
        badLines += 1;
        remark(`line ${lineNumber} is not a JSON object with "id", "text" and "channel" (user, document or tool), and was left out\n`);
        continue;
      }
      print(JSON.stringify({ id: read.id, ...inspect(read.text, read.channel) }));
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
