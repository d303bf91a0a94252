// kaname dossier: all that one run rests on, as one file that can be verified without a database.
import { KanameError } from "#infrastructure/errors.ts";
import { readServer } from "./cli-ask-server.ts";
import type { Command } from "./cli-command.ts";

export const dossierCommand: Command = {
  usage: "dossier <run>",
  summary: "writes a run's events, skills and ledger records to standard output (needs KANAME_URL and KANAME_API_KEY)",
  async run([runId], config) {
    if (runId === undefined) throw new KanameError("invalid_request", "Say which run: kaname dossier <run>.");
    for await (const piece of readServer(config, `/api/runs/${encodeURIComponent(runId)}/dossier`)) {
      if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
    return 0;
  },
};
