// What runs skills of each kind, for each institution: with its own artefacts, data sources and services, and nobody else's.
import type { Clock } from "#infrastructure/clock.ts";
import { KanameError } from "#infrastructure/errors.ts";
import type { Outbound } from "#infrastructure/outbound.ts";
import { createCalculatorOpener } from "#model/traditional/calculator-skill.ts";
import { CALCULATORS } from "#model/traditional/calculators/calculators.ts";
import { openDecisionTableSkill } from "#model/traditional/decision-table-skill.ts";
import { createHttpOpener } from "#model/traditional/http-skill.ts";
import { createMcpConnection, type McpConnection } from "#model/traditional/mcp-connection.ts";
import { createMcpOpener } from "#model/traditional/mcp-skill.ts";
import { openOnnxSkill } from "#model/traditional/onnx-skill.ts";
import { createQueryOpener } from "#model/traditional/query-skill.ts";
import { createRunSkill, type SkillOpeners, type SkillRunner } from "#model/traditional/run-skill.ts";
import type { OpenSkill } from "#model/traditional/runnable-skill.ts";
import { openScorecardSkill } from "#model/traditional/scorecard-skill.ts";
import type { Institution } from "./configuration.ts";
import type { SkillSources } from "./platform-skill-sources.ts";

export interface SkillRuntimes {
  /** The runtime of an institution. */
  of(institutionId: string): SkillRunner;
  /** Closes the runtimes and the sources. */
  close(): Promise<void>;
}

export interface SkillRuntimesParts {
  readonly servicesOf: (institutionId: string) => Institution["skillServices"];
  readonly mcpServersOf: (institutionId: string) => Institution["mcpServers"];
  readonly clock: Clock;
  readonly findArtefact: (institutionId: string, sha256: string) => Promise<Uint8Array | undefined>;
  readonly sources: SkillSources;
  readonly openExchange: Outbound["openExchange"];
  readonly readSecret: (name: string) => string | undefined;
}

export function createSkillRuntimes(parts: SkillRuntimesParts): SkillRuntimes {
  const made = new Map<string, SkillRunner>();
  const connections = createMcpConnections(parts);
  return {
    of(institutionId) {
      const known = made.get(institutionId) ?? createRunSkill(openersFor(parts, connections, institutionId), parts.findArtefact);
      made.set(institutionId, known);
      return known;
    },
    async close() {
      await Promise.all([...made.values()].map((runtime) => runtime.close()));
      await connections.close();
      await parts.sources.close();
    },
  };
}

function openersFor(parts: SkillRuntimesParts, connections: McpConnections, institutionId: string): SkillOpeners {
  return {
    onnx: openOnnxSkill,
    scorecard: openScorecardSkill,
    "decision-table": openDecisionTableSkill,
    calculator: createCalculatorOpener(CALCULATORS),
    query: createQueryOpener((name) => parts.sources.find(institutionId, name)),
    http: createDeclaredServiceOpener(parts, institutionId),
    mcp: createMcpOpener((serverId) => connections.find(institutionId, serverId)),
  };
}

interface McpConnections {
  find(institutionId: string, serverId: string): McpConnection | undefined;
  close(): Promise<void>;
}

/** One connection to each declared server of an institution, made when a skill first asks for it. */
function createMcpConnections({ mcpServersOf, openExchange, readSecret, clock }: SkillRuntimesParts): McpConnections {
  const made = new Map<string, McpConnection>();
  return {
    find(institutionId, serverId) {
      const key = JSON.stringify([institutionId, serverId]);
      const known = made.get(key);
      if (known !== undefined) return known;
      const server = mcpServersOf(institutionId).find(({ id }) => id === serverId);
      if (server === undefined) return undefined;
      const connection = createMcpConnection(server, { openExchange, findSecret: readSecret, clock });
      made.set(key, connection);
      return connection;
    },
    async close() {
      await Promise.all([...made.values()].map((connection) => connection.close()));
    },
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
