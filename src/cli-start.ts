// kaname start: the server, until it is told to stop.

import { type Command, print } from "./cli-command.ts";
import { listenUntilSignal } from "./run-until-signal.ts";

export const startCommand: Command = {
  usage: "start",
  summary: "starts the server with KANAME_CONFIG and KANAME_DATA_DIR",
  async run(_words, config) {
    // Whoever asks for a receipt need not wait for a server's parts to load.
    const { openPlatform } = await import("./platform.ts");
    const platform = await openPlatform(config);
    for (const { institutionId, key } of platform.firstKeys) {
      print(`First administrator key of ${institutionId}, shown this once: ${key}`);
    }
    print(`Kaname listens on ${await listenUntilSignal(platform, config)}`);
    return 0;
  },
};
