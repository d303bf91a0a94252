// kaname dossier: all that one run rests on, as one file that can be verified without a database.
import { KanameError } from "#infrastructure/errors.ts";
import { printFromServer } from "./cli-ask-server.ts";
import type { Command } from "./cli-command.ts";

export const dossierCommand: Command = {
  usage: "dossier <run>",
  summary: "writes a run's events, skills and ledger records to standard output (needs KANAME_URL and KANAME_API_KEY)",
  async run([runId], config) {
    if (runId === undefined) throw new KanameError("invalid_request", "Say which run: kaname dossier <run>.");
    await printFromServer(config, `/api/runs/${encodeURIComponent(runId)}/dossier`);
    return 0;
  },
};
