// What runs skills of each kind, for each institution: with its own artefacts, data sources and services, and nobody else's.
import { KanameError } from "#infrastructure/errors.ts";
import type { Outbound } from "#infrastructure/outbound.ts";
import type { SkillDefinition } from "#model/skill.ts";
import { createCalculatorOpener } from "#model/traditional/calculator-skill.ts";
import { CALCULATORS } from "#model/traditional/calculators/calculators.ts";
import { openDecisionTableSkill } from "#model/traditional/decision-table-skill.ts";
import { createHttpOpener } from "#model/traditional/http-skill.ts";
import { createMcpOpener } from "#model/traditional/mcp-skill.ts";
import { openOnnxSkill } from "#model/traditional/onnx-skill.ts";
import { createQueryOpener } from "#model/traditional/query-skill.ts";
import { createRunSkill, type SkillOpeners, type SkillRunner } from "#model/traditional/run-skill.ts";
import type { OpenSkill } from "#model/traditional/runnable-skill.ts";
import { openScorecardSkill } from "#model/traditional/scorecard-skill.ts";
import type { Institution } from "./configuration.ts";
import type { McpServers } from "./platform-mcp-servers.ts";
import type { SkillSources } from "./platform-skill-sources.ts";

export interface SkillRuntimes {
  /** The runtime of an institution. */
  of(institutionId: string): SkillRunner;
  /** Lets go of sources and servers that are no longer declared as they were, and opens those declared anew. */
  follow(institutions: readonly Institution[]): Promise<void>;
  /** Closes the runtimes, the servers and the sources. */
  close(): Promise<void>;
}

export interface SkillRuntimesParts {
  readonly servicesOf: (institutionId: string) => Institution["skillServices"];
  readonly mcpServers: McpServers;
  /** Keeps the definition of an accepted tool, as canonical JSON, under its hash. */
  readonly keepAccepted: (institutionId: string, definition: string, printed: string) => Promise<void>;
  /** Told of a skill whose tool is not what was accepted. */
  readonly onChanged: (institutionId: string, skill: SkillDefinition, why: string) => Promise<void>;
  readonly findArtefact: (institutionId: string, sha256: string) => Promise<Uint8Array | undefined>;
  readonly sources: SkillSources;
  readonly openExchange: Outbound["openExchange"];
  readonly readSecret: (name: string) => string | undefined;
}

export function createSkillRuntimes(parts: SkillRuntimesParts): SkillRuntimes {
  const made = new Map<string, SkillRunner>();
  return {
    of(institutionId) {
      const known = made.get(institutionId) ?? createRunSkill(openersFor(parts, institutionId), parts.findArtefact);
      made.set(institutionId, known);
      return known;
    },
    async follow(institutions) {
      await Promise.all([parts.sources.follow(institutions), parts.mcpServers.follow()]);
    },
    async close() {
      await Promise.all([...made.values()].map((runtime) => runtime.close()));
      await parts.mcpServers.close();
      await parts.sources.close();
    },
  };
}

function openersFor(parts: SkillRuntimesParts, institutionId: string): SkillOpeners {
  return {
    onnx: openOnnxSkill,
    scorecard: openScorecardSkill,
    "decision-table": openDecisionTableSkill,
    calculator: createCalculatorOpener(CALCULATORS),
    query: createQueryOpener((name) => parts.sources.find(institutionId, name)),
    http: createDeclaredServiceOpener(parts, institutionId),
    mcp: createMcpOpener({
      findConnection: (serverId) => parts.mcpServers.find(institutionId, serverId),
      keepAccepted: (definition, printed) => parts.keepAccepted(institutionId, definition, printed),
      onChanged: (skill, why) => parts.onChanged(institutionId, skill, why),
    }),
  };
}

/** Who proposes a skill must not choose where data and keys go: the service and its key are the configuration's. */
function createDeclaredServiceOpener({ servicesOf, openExchange, readSecret }: SkillRuntimesParts, institutionId: string): OpenSkill {
  const open = createHttpOpener({ openExchange, findSecret: readSecret });
  return async (definition, load) => {
    const { id, source } = definition;
    const service =
      source.kind === "http"
        ? servicesOf(institutionId).find(({ origin }) => new URL(origin).origin === new URL(source.url).origin)
        : undefined;
    if (source.kind !== "http" || service === undefined)
      throw new KanameError("conflict", `The service of the skill ${id} is not one that the configuration declares.`);
    if (source.apiKeyVariable !== undefined && source.apiKeyVariable !== service.apiKeyVariable)
      throw new KanameError("conflict", `The skill ${id} names a key that is not the one of its service.`);
    return open(definition, load);
  };
}
