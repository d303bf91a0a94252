// kaname inspect: which texts attack the model, one JSON line in, one JSON line out; nothing leaves the machine.
import { z } from "zod";
import type { Command } from "./cli-command.ts";
import { answerJsonLines, textLineSchema } from "./cli-json-lines.ts";

const schema = textLineSchema.extend({ channel: z.enum(["user", "document", "tool"]) });

export const inspectCommand: Command = {
  usage: "inspect --jsonl",
  summary: 'reads lines {"id","text","channel"} from standard input, writes whether each text attacks the model',
  async run(words) {
    const { createInspector } = await import("#governance/guardrails/inspect.ts");
    const inspect = createInspector();
    return answerJsonLines(words, {
      name: "inspect",
      schema,
      members: 'with "id", "text" and "channel" (user, document or tool)',
      answer: ({ id, text, channel }) => ({ id, ...inspect(text, channel) }),
    });
  },
};
