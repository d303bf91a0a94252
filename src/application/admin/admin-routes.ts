// Every admin route on one page.
import { answerRoutes } from "./answer-routes.ts";
import { correctionRoutes } from "./correction-routes.ts";
import { guardRoutes } from "./guard-routes.ts";
import { identityRoutes } from "./identity-routes.ts";
import { keysRoutes } from "./keys-routes.ts";
import { knowledgeRoutes } from "./knowledge-routes.ts";
import { mcpServerRoutes } from "./mcp-server-routes.ts";
import { describeApi, openApiDocument } from "./openapi.ts";
import { operationRoutes } from "./operation-routes.ts";
import { recordsRoutes } from "./records-routes.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";
import { runRoutes } from "./run-routes.ts";
import { skillRoutes } from "./skill-routes.ts";

export const adminRoutes: readonly Route[] = [
  ...operationRoutes,
  ...identityRoutes,
  ...keysRoutes,
  ...recordsRoutes,
  ...guardRoutes,
  ...correctionRoutes,
  ...skillRoutes,
  ...mcpServerRoutes,
  ...runRoutes,
  ...knowledgeRoutes,
  ...answerRoutes,
  defineRoute({
    method: "GET",
    path: "/api/openapi.json",
    permission: "authenticated",
    audit: "none",
    summary: "Describe this API",
    input: { params: nothing, query: nothing, body: noBody },
    output: openApiDocument,
    handle: async () => describeApi(adminRoutes),
  }),
];
