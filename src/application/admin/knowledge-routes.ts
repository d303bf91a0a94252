// Knowledge over HTTP: collections, documents, barriers, searches and citations.
import { z } from "zod";
import { levelSchema } from "#governance/sensitivity/institution-rules.ts";
import { principalSchema, sideSchema } from "#service/knowledge/access/document-access.ts";
import { LANGUAGES } from "#service/knowledge/passages/passage.ts";
import { FOUND_MAX, type FoundPassage, SEARCH_WAYS } from "#service/knowledge/search-order.ts";
import type { StoredDocument } from "#service/knowledge/stored-document.ts";
import { idField, idParams, momentField, nameField } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

/** A file of 48 MB as Base64, with its name; a longer one is ingested as part of a folder, by the command line. */
const BODY_BYTES_MAX = 64_000_000;
const DOCUMENTS_PER_PAGE_MAX = 500;
const PRINCIPALS_MAX = 500;
const QUERY_CHARACTERS_MAX = 4_000;

const member = principalSchema.refine((name) => !/^(?:everyone$|role\/)/.test(name), "a person, an application or a department");
const principals = z.array(principalSchema).max(PRINCIPALS_MAX);
const wallPart = z.string().regex(/^[^/\s]{1,100}$/, "a name without spaces or slashes, at most 100 characters");
const dayField = z.iso.date();
const orNull = <Value>(value: Value | undefined) => value ?? null;
const optionalText = z
  .string()
  .optional()
  .transform(orNull<string>)
  .pipe(z.string().nullable());

const collection = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  embeddingModel: optionalText,
  nextEmbeddingModel: optionalText,
  defaultAllowed: z.array(z.string()).readonly(),
  defaultDenied: z.array(z.string()).readonly(),
  defaultSide: optionalText,
  createdAt: momentField,
});

const document = z.object({
  id: z.string(),
  collectionId: z.string(),
  name: z.string(),
  contentHash: z.string(),
  mediaType: z.string(),
  title: optionalText,
  language: z.enum(LANGUAGES),
  pages: z.number(),
  bytes: z.number(),
  owner: z.string(),
  level: levelSchema,
  labels: z.array(z.string()).readonly(),
  series: optionalText,
  effectiveFrom: optionalText,
  effectiveTo: optionalText,
  allowed: z.array(z.string()).readonly(),
  denied: z.array(z.string()).readonly(),
  side: optionalText,
  passages: z.number(),
  ingestedAt: momentField,
});

const passage = z.object({
  documentId: z.string(),
  document: z.string(),
  title: optionalText,
  owner: z.string(),
  contentHash: z.string(),
  ordinal: z.number(),
  page: z.number(),
  region: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }).nullable(),
  headingPath: z.array(z.string()).readonly(),
  kind: z.enum(["text", "table"]),
  text: z.string(),
  level: levelSchema,
  effectiveFrom: optionalText,
  effectiveTo: optionalText,
  score: z.number(),
});

const accessFields = {
  allowed: principals.optional(),
  denied: principals.optional(),
  side: sideSchema.optional(),
  series: nameField.optional(),
  effectiveFrom: dayField.optional(),
  effectiveTo: dayField.optional(),
};
const passageParams = z.strictObject({ id: idField, ordinal: z.coerce.number<string>().int().min(0) });
const barrierMember = z.strictObject({ wall: wallPart, side: wallPart, principal: member });

const collectionRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/collections",
    permission: "knowledge:read",
    audit: "none",
    summary: "List the collections that the caller may know of",
    input: { params: nothing, query: nothing, body: noBody },
    output: z.object({ data: z.array(collection) }),
    handle: async ({ caller, services }) => ({ data: await services.knowledge.listCollections(caller) }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/collections",
    permission: "knowledge:write",
    audit: "collection.created",
    status: 201,
    summary: "Create a collection; its documents are private to whoever adds them, unless it or they say otherwise",
    input: {
      params: nothing,
      query: nothing,
      body: z.strictObject({
        id: idField,
        name: nameField,
        embeddingModel: z.string().min(1).max(200).optional(),
        allowed: principals.default([]),
        denied: principals.default([]),
        side: sideSchema.optional(),
      }),
    },
    output: collection,
    handle: ({ caller, body, services }) =>
      services.knowledge.createCollection(caller, { ...body, embeddingModel: body.embeddingModel, side: body.side }),
    describe: ({ body }) => ({ object: `collection/${body.id}`, details: accessDetails(body) }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/collections/:id/embedding-model",
    permission: "knowledge:write",
    audit: "collection.embedding-model-changed",
    summary: "Have vectors made by another model, in the background; those in use serve until all are there",
    input: { params: idParams, query: nothing, body: z.strictObject({ model: z.string().min(1).max(200) }) },
    output: collection,
    handle: ({ caller, params, body, services }) => services.knowledge.changeEmbeddingModel(caller, params.id, body.model),
    describe: ({ params, body }) => ({ object: `collection/${params.id}`, details: { model: body.model } }),
  }),
];

const documentRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/documents",
    permission: "knowledge:read",
    audit: "none",
    summary: "List a collection's documents that the caller may read, by name",
    input: {
      params: nothing,
      query: z.strictObject({
        collection: idField,
        after: z.string().max(1_000).optional(),
        limit: z.coerce.number<string>().int().min(1).max(DOCUMENTS_PER_PAGE_MAX).default(100),
      }),
      body: noBody,
    },
    output: z.object({ data: z.array(document), nextAfter: z.string().nullable() }),
    async handle({ caller, query, services }) {
      const { documents, nextAfter } = await services.knowledge.listDocuments(caller, query.collection, query);
      return { data: documents, nextAfter: nextAfter ?? null };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/documents",
    permission: "knowledge:write",
    audit: "document.added",
    status: 201,
    bodyBytesMax: BODY_BYTES_MAX,
    summary: "Add a file, given as Base64, in the place of the one that has its name in the collection",
    input: {
      params: nothing,
      query: nothing,
      body: z.strictObject({
        collection: idField,
        name: nameField,
        file: z.base64().min(1).max(BODY_BYTES_MAX),
        title: nameField.optional(),
        labels: z.array(nameField).max(100).default([]),
        owner: principalSchema.refine((name) => name !== "everyone", "one person, application, role or department").optional(),
        ...accessFields,
      }),
    },
    output: z.object({ document, outcome: z.enum(["ingested", "restated", "unchanged"]), problems: z.array(z.string()).readonly() }),
    handle({ caller, body, services, signal }) {
      const { collection: collectionId, name, file } = body;
      return services.knowledge.addDocument(caller, { collectionId, name, bytes: Buffer.from(file, "base64"), rule: ruleOf(body), signal });
    },
    describe: ({ body }, answer) => ({
      object: answer === undefined ? "document/new" : `document/${answer.document.id}`,
      details: { name: body.name, collection: body.collection, hash: answer?.document.contentHash ?? null, ...accessDetails(body) },
    }),
  }),
  defineRoute({
    method: "GET",
    path: "/api/documents/:id",
    permission: "knowledge:read",
    audit: "none",
    summary: "Show what is known of a document",
    input: { params: idParams, query: nothing, body: noBody },
    output: document,
    handle: ({ caller, params, services }) => services.knowledge.showDocument(caller, params.id),
  }),
  defineRoute({
    method: "GET",
    path: "/api/documents/:id/passages/:ordinal",
    permission: "knowledge:read",
    audit: "none",
    summary: "Open a citation: the passage that it points to, for who may still read it",
    input: { params: passageParams, query: nothing, body: noBody },
    output: passage,
    handle: async ({ caller, params, services }) => shown(await services.knowledge.openCitation(caller, params.id, params.ordinal)),
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/documents/:id",
    permission: "knowledge:write",
    audit: "document.restated",
    summary: "Say anew who may read a document, when it is in force, and which series it is of",
    input: { params: idParams, query: nothing, body: z.strictObject(accessFields) },
    output: document,
    handle: ({ caller, params, body, services }) => services.knowledge.changeDocument(caller, params.id, stated(body)),
    describe: ({ params, body }) => ({ object: `document/${params.id}`, details: accessDetails(body) }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/documents/:id",
    permission: "knowledge:write",
    audit: "document.removal-ordered",
    summary: "Remove a document with its passages, vectors and the answers it fed; the answer is the certificate that the ledger keeps too",
    input: { params: idParams, query: nothing, body: noBody },
    output: z.object({
      documentId: z.string(),
      documentName: z.string(),
      collectionId: z.string(),
      contentHash: z.string(),
      passages: z.number(),
      vectors: z.number(),
      postings: z.number(),
      answers: z.number(),
    }),
    handle: ({ caller, params, services }) => services.knowledge.removeDocument(caller, params.id),
    describe: ({ params }) => ({ object: `document/${params.id}`, details: {} }),
  }),
];

const searchRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/api/search",
    permission: "knowledge:read",
    audit: "none",
    changesNothing: true,
    summary: "Find passages by words and meaning, of those that the caller may read",
    input: {
      params: nothing,
      query: nothing,
      body: z.strictObject({
        collection: idField,
        query: z.string().trim().min(1).max(QUERY_CHARACTERS_MAX),
        count: z.int().min(1).max(FOUND_MAX).default(10),
        way: z.enum(SEARCH_WAYS).default("fused"),
        asOf: dayField.optional(),
      }),
    },
    output: z.object({ passages: z.array(passage), remark: optionalText }),
    async handle({ caller, body, services, signal }) {
      const { collection: collectionId, query, count, way, asOf } = body;
      const found = await services.knowledge.search(caller, { collectionId, query, count, way, asOf }, signal);
      return { passages: found.passages.map(shown), remark: found.remark };
    },
  }),
];

const barrierRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/barriers",
    permission: "knowledge:manage",
    audit: "none",
    summary: "List who stands on which side of the information barriers",
    input: { params: nothing, query: nothing, body: noBody },
    output: z.object({ data: z.array(z.object({ wall: z.string(), side: z.string(), principal: z.string() })) }),
    handle: async ({ caller, services }) => ({ data: await services.knowledge.listBarrier(caller) }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/barriers",
    permission: "knowledge:manage",
    audit: "barrier.member-added",
    status: 201,
    summary: "Put a person, an application or a department on a side of a wall",
    input: { params: nothing, query: nothing, body: barrierMember },
    output: barrierMember,
    async handle({ caller, body, services }) {
      await services.knowledge.addToBarrier(caller, body);
      return body;
    },
    describe: ({ body }) => ({ object: `barrier/${body.wall}`, details: { side: body.side, principal: body.principal } }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/barriers/removal",
    permission: "knowledge:manage",
    audit: "barrier.member-removed",
    summary: "Take somebody from a side of a wall",
    input: { params: nothing, query: nothing, body: barrierMember },
    output: z.object({ removed: z.boolean() }),
    handle: async ({ caller, body, services }) => ({ removed: await services.knowledge.removeFromBarrier(caller, body) }),
    describe: ({ body }) => ({ object: `barrier/${body.wall}`, details: { side: body.side, principal: body.principal } }),
  }),
];

export const knowledgeRoutes: readonly Route[] = [...collectionRoutes, ...documentRoutes, ...searchRoutes, ...barrierRoutes];

function shown({ documentName, documentTitle: title, documentOwner: owner, region, ...found }: FoundPassage) {
  return { ...found, document: documentName, title, owner, region: region ?? null };
}

interface Stated {
  readonly allowed?: readonly string[] | undefined;
  readonly denied?: readonly string[] | undefined;
  readonly side?: string | undefined;
  readonly series?: string | undefined;
  readonly effectiveFrom?: string | undefined;
  readonly effectiveTo?: string | undefined;
}

/** Only what was stated; the rest stays as it was. */
function stated(body: Stated): Partial<Pick<StoredDocument, keyof Stated>> {
  const { allowed, denied, side, series, effectiveFrom, effectiveTo } = body;
  return {
    ...(allowed === undefined ? {} : { allowed }),
    ...(denied === undefined ? {} : { denied }),
    ...(side === undefined ? {} : { side }),
    ...(series === undefined ? {} : { series }),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    ...(effectiveTo === undefined ? {} : { effectiveTo }),
  };
}

/** A file's facts as a manifest would state them. */
function ruleOf(
  body: Stated & {
    readonly name: string;
    readonly title?: string | undefined;
    readonly owner?: string | undefined;
    readonly labels: string[];
  },
) {
  const { allowed = [], denied = [], side, series, effectiveFrom, effectiveTo, title, owner, labels } = body;
  const hasAccess = body.allowed !== undefined || body.denied !== undefined || side !== undefined;
  return {
    ...{ files: body.name, labels, level: 1 as const, title, owner, series, effectiveFrom, effectiveTo },
    ...(hasAccess ? { access: { allowed: [...allowed], denied: [...denied], side } } : {}),
  };
}

/** What the ledger keeps of who may read something. */
function accessDetails({ allowed, denied, side, series, effectiveFrom, effectiveTo }: Stated) {
  return {
    allowed: allowed?.join(" ") ?? null,
    denied: denied?.join(" ") ?? null,
    side: side ?? null,
    series: series ?? null,
    effectiveFrom: effectiveFrom ?? null,
    effectiveTo: effectiveTo ?? null,
  };
}
