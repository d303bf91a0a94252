// kaname config check: reads a configuration file and says everything that is wrong with it.

import { type Command, print } from "./cli-command.ts";

export const configCheckCommand: Command = {
  usage: "config check [file]",
  summary: "reads kaname.yaml and reports every problem in it",
  async run([file], config) {
    const { loadConfiguration } = await import("./configuration-file.ts");
    const path = file ?? config.configurationFile;
    const { institutions, pools, registry } = loadConfiguration(path, config.readSecret);
    print(`${path} is valid: ${institutions.length} institutions, ${pools.length} pools, ${registry.listModels().length} models.`);
    return 0;
  },
};
