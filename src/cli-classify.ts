// kaname classify: what the detectors find in texts, one JSON line in, one JSON line out; nothing leaves the machine.
import type { Command } from "./cli-command.ts";
import { answerJsonLines, textLineSchema } from "./cli-json-lines.ts";

export const classifyCommand: Command = {
  usage: "classify --jsonl",
  summary: 'reads lines {"id","text"} from standard input, writes the level and entities of each',
  async run(words) {
    const { createClassifier } = await import("#governance/sensitivity/classifier.ts");
    const classify = createClassifier();
    return answerJsonLines(words, {
      name: "classify",
      schema: textLineSchema,
      members: 'with "id" and "text"',
      answer({ id, text }) {
        const { level, findings } = classify(text);
        const entities = findings.map(({ type, start, end, text: value, level: ofEntity, confidence, why }) => ({
          type,
          start,
          end,
          text: value,
          level: ofEntity,
          confidence,
          why,
        }));
        return { id, level, entities };
      },
    });
  },
};
