// Opens knowledge on the data folder of this machine, for commands that need no server; whoever holds the folder acts as its operator.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Caller } from "#governance/caller.ts";
import type { Policy } from "#governance/policy.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Knowledge } from "#service/knowledge/knowledge.ts";
import { remark } from "./cli-command.ts";
import type { Config } from "./config.ts";

const CONFIGURATION_DEFAULT = fileURLToPath(new URL("./cli-knowledge.yaml", import.meta.url));

export interface LocalKnowledge {
  readonly knowledge: Knowledge;
  readonly caller: Caller;
  /** Aborted when the command is told to stop. */
  readonly signal: AbortSignal;
}

/** Runs `work` with knowledge open, and closes it whatever happens. Throws `conflict` while a server holds the folder. */
export async function withLocalKnowledge<Result>(config: Config, work: (local: LocalKnowledge) => Promise<Result>): Promise<Result> {
  const { openPlatform } = await import("./platform.ts");
  const configurationFile = existsSync(config.configurationFile) ? config.configurationFile : CONFIGURATION_DEFAULT;
  const platform = await openPlatform({ ...config, configurationFile, logLevel: "error" });
  const stop = new AbortController();
  const onInterrupt = () =>
    stop.abort(new KanameError("client_closed", "Stopped; what was finished is kept, and the next run goes on from there."));
  process.on("SIGINT", onInterrupt);
  try {
    for (const { institutionId, key } of platform.firstKeys)
      remark(`The first key of ${institutionId}, an administrator's; it is shown this once: ${key}\n`);
    return await work({ knowledge: platform.knowledge, caller: operatorOf(platform.configuration()), signal: stop.signal });
  } finally {
    process.off("SIGINT", onInterrupt);
    await platform.close();
  }
}

/** The operator asks models in the first scenario that has one for embedding, else in the first one. */
function operatorOf(
  configuration: Policy & {
    readonly institutions: readonly {
      readonly id: string;
      readonly scenarios: readonly { readonly id: string; readonly models: readonly string[] }[];
    }[];
  },
): Caller {
  const { institutions, registry } = configuration;
  const [institution] = institutions;
  if (institution === undefined) throw new KanameError("invalid_request", "The configuration names no institution.");
  const embeds = (id: string) => registry.resolve(id)?.some(({ task }) => task === "embedding") === true;
  const scenario = institution.scenarios.find(({ models }) => models.some(embeds)) ?? institution.scenarios[0];
  return {
    institutionId: institution.id,
    departmentId: undefined,
    kind: "person",
    id: "operator",
    keyId: "command-line",
    role: "developer",
    scenarioId: scenario?.id,
    budgetMicros: undefined,
  };
}
