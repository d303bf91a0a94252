// The OpenAPI 3.1 description of the admin API, made from the declared routes alone.
import { z } from "zod";
import { jsonLines, type Route, sentEvents } from "./route.ts";

const errorBody = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string() }),
});

export const openApiDocument = z.looseObject({ openapi: z.literal("3.1.0") });

/** The document for `routes`. */
export function describeApi(routes: readonly Route[]): z.output<typeof openApiDocument> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Kaname admin API", version: "1", description: "Identity, keys, receipts, ledger and pools of one institution." },
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key of Kaname." } },
      schemas: { Error: schemaOf(errorBody, "output") },
    },
  };
}

function describeRoute(route: Route): Record<string, unknown> {
  const body = schemaOf(route.body, "input");
  const takesBody = Object.hasOwn(body, "properties");
  return {
    summary: route.summary,
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^A-Za-z]+(.)/g, (_all, first: string) => first.toUpperCase())}`,
    ...(route.permission === "public" ? { security: [] } : { security: [{ key: [] }] }),
    "x-kaname-permission": route.permission,
    "x-kaname-audit": route.audit,
    parameters: [...describeParameters(route.params, "path"), ...describeParameters(route.query, "query")],
    ...(takesBody ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: {
      [route.status]: { description: "Done", content: describeAnswer(route) },
      default: { description: "Refused or failed", content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } },
    },
  };
}

function describeAnswer(route: Route): Record<string, unknown> {
  if (route.output === jsonLines) return { "application/jsonl": {} };
  if (route.output === sentEvents) return { "text/event-stream": {} };
  return { "application/json": { schema: schemaOf(route.output, "output") } };
}

function describeParameters(schema: z.ZodType, place: "path" | "query"): unknown[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input");
  return Object.entries(properties).map(([name, property]) => ({ name, in: place, required: required.includes(name), schema: property }));
}

/** OpenAPI 3.1 schemas are JSON Schema 2020-12; the `$schema` line is left to the document. What has no JSON form becomes `{}`. */
function schemaOf(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
