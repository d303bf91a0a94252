// Who exists in the institution: departments, applications, people.
import { z } from "zod";
import type { IdentityStore } from "#governance/identity-store.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { idField, idParams, momentField, nameField, nextAfter, pageOf, pageQuery } from "./fields.ts";
import { defineRoute, noBody, nothing, type Route } from "./route.ts";

const department = z.object({ id: z.string(), name: z.string(), createdAt: momentField });
const member = z.object({ id: z.string(), departmentId: z.string(), name: z.string(), createdAt: momentField });
const deleted = z.object({ id: z.string(), deleted: z.literal(true) });
const newName = z.strictObject({ name: nameField });

const departmentRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/api/departments",
    permission: "identity:read",
    audit: "none",
    summary: "List the departments",
    input: { params: nothing, query: pageQuery, body: noBody },
    output: pageOf(department),
    async handle({ caller, query, services }) {
      const data = await services.identity.departments.list(caller.institutionId, query);
      return { data, nextAfter: nextAfter(data, query.limit) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/departments/:id",
    permission: "identity:read",
    audit: "none",
    summary: "Show a department",
    input: { params: idParams, query: nothing, body: noBody },
    output: department,
    handle: async ({ caller, params, services }) =>
      (await services.identity.departments.find(caller.institutionId, params.id)) ?? throwNotFound("department", params.id),
  }),
  defineRoute({
    method: "POST",
    path: "/api/departments",
    permission: "identity:write",
    audit: "department.created",
    status: 201,
    summary: "Create a department",
    input: { params: nothing, query: nothing, body: z.strictObject({ id: idField, name: nameField }) },
    output: department,
    handle: ({ caller, body, services }) => services.identity.departments.insert(caller.institutionId, body.id, body.name),
    describe: ({ body }) => ({ object: `department/${body.id}`, details: { name: body.name } }),
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/departments/:id",
    permission: "identity:write",
    audit: "department.renamed",
    summary: "Rename a department",
    input: { params: idParams, query: nothing, body: newName },
    output: department,
    handle: ({ caller, params, body, services }) => services.identity.departments.updateName(caller.institutionId, params.id, body.name),
    describe: ({ params, body }) => ({ object: `department/${params.id}`, details: { name: body.name } }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/departments/:id",
    permission: "identity:write",
    audit: "department.deleted",
    summary: "Delete a department that nobody belongs to",
    input: { params: idParams, query: nothing, body: noBody },
    output: deleted,
    async handle({ caller, params, services }) {
      await services.identity.departments.delete(caller.institutionId, params.id);
      return { id: params.id, deleted: true as const };
    },
    describe: ({ params }) => ({ object: `department/${params.id}`, details: {} }),
  }),
];

interface MemberWords {
  readonly noun: "application" | "person";
  readonly nouns: "applications" | "people";
}

/** Applications and people are looked after in the same way. */
function memberRoutes({ noun, nouns }: MemberWords): readonly Route[] {
  const storeOf = (identity: IdentityStore) => identity[nouns];
  return [
    defineRoute({
      method: "GET",
      path: `/api/${nouns}`,
      permission: "identity:read",
      audit: "none",
      summary: `List the ${nouns}`,
      input: { params: nothing, query: pageQuery, body: noBody },
      output: pageOf(member),
      async handle({ caller, query, services }) {
        const data = await storeOf(services.identity).list(caller.institutionId, query);
        return { data, nextAfter: nextAfter(data, query.limit) };
      },
    }),
    defineRoute({
      method: "GET",
      path: `/api/${nouns}/:id`,
      permission: "identity:read",
      audit: "none",
      summary: `Show one of the ${nouns}`,
      input: { params: idParams, query: nothing, body: noBody },
      output: member,
      handle: async ({ caller, params, services }) =>
        (await storeOf(services.identity).find(caller.institutionId, params.id)) ?? throwNotFound(noun, params.id),
    }),
    ...memberChangeRoutes({ noun, nouns }),
  ];
}

function memberChangeRoutes({ noun, nouns }: MemberWords): readonly Route[] {
  const storeOf = (identity: IdentityStore) => identity[nouns];
  return [
    defineRoute({
      method: "POST",
      path: `/api/${nouns}`,
      permission: "identity:write",
      audit: `${noun}.created`,
      status: 201,
      summary: `Add to the ${nouns} of a department`,
      input: { params: nothing, query: nothing, body: z.strictObject({ id: idField, departmentId: idField, name: nameField }) },
      output: member,
      handle: ({ caller, body, services }) =>
        storeOf(services.identity).insert(caller.institutionId, body.id, body.departmentId, body.name),
      describe: ({ body }) => ({ object: `${noun}/${body.id}`, details: { name: body.name, department: body.departmentId } }),
    }),
    defineRoute({
      method: "PATCH",
      path: `/api/${nouns}/:id`,
      permission: "identity:write",
      audit: `${noun}.renamed`,
      summary: `Rename one of the ${nouns}`,
      input: { params: idParams, query: nothing, body: newName },
      output: member,
      handle: ({ caller, params, body, services }) => storeOf(services.identity).updateName(caller.institutionId, params.id, body.name),
      describe: ({ params, body }) => ({ object: `${noun}/${params.id}`, details: { name: body.name } }),
    }),
    defineRoute({
      method: "DELETE",
      path: `/api/${nouns}/:id`,
      permission: "identity:write",
      audit: `${noun}.deleted`,
      summary: `Delete one of the ${nouns} that holds no key any more`,
      input: { params: idParams, query: nothing, body: noBody },
      output: deleted,
      async handle({ caller, params, services }) {
        await storeOf(services.identity).delete(caller.institutionId, params.id);
        return { id: params.id, deleted: true as const };
      },
      describe: ({ params }) => ({ object: `${noun}/${params.id}`, details: {} }),
    }),
  ];
}

function throwNotFound(noun: string, id: string): never {
  throw new KanameError("not_found", `There is no ${noun} "${id}".`);
}

export const identityRoutes: readonly Route[] = [
  ...departmentRoutes,
  ...memberRoutes({ noun: "application", nouns: "applications" }),
  ...memberRoutes({ noun: "person", nouns: "people" }),
];
