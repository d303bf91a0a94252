// What a route may not omit: the types refuse it, which the compiler checks here, and the table keeps to it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { adminRoutes } from "./admin-routes.ts";
import type { defineHealthRoute, defineRoute, noBody, nothing } from "./route.ts";

const output = z.object({ done: z.literal(true) });
type Declared = Parameters<typeof defineRoute<typeof nothing, typeof nothing, typeof noBody, typeof output>>[0];
type DeclaredHealth = Parameters<typeof defineHealthRoute<typeof output>>[0];

interface Things {
  path: "/api/things";
  summary: string;
  input: { params: typeof nothing; query: typeof nothing; body: typeof noBody };
  output: typeof output;
  handle: () => Promise<{ done: true }>;
}
type Read = Things & { method: "GET"; permission: "keys:read"; audit: "none" };
type Changed = Things & {
  method: "POST";
  permission: "keys:write";
  audit: "thing.made";
  describe: () => { object: string; details: Record<string, string> };
};
type Compiles<Given, Needed> = Given extends Needed ? true : false;

/** Each line is a type error when the compiler's answer is another. */
const compiles = {
  aReadingRoute: true satisfies Compiles<Read, Declared>,
  aChangingRoute: true satisfies Compiles<Changed, Declared>,
  withoutPermission: false satisfies Compiles<Omit<Changed, "permission">, Declared>,
  withAnInventedPermission: false satisfies Compiles<Omit<Changed, "permission"> & { permission: "keys:all" }, Declared>,
  withPublicPermission: false satisfies Compiles<Omit<Read, "permission"> & { permission: "public" }, Declared>,
  withoutAudit: false satisfies Compiles<Omit<Changed, "audit">, Declared>,
  aChangeThatIsNotAudited: false satisfies Compiles<Omit<Changed, "audit"> & { audit: "none" }, Declared>,
  aChangeThatIsNotDescribed: false satisfies Compiles<Omit<Changed, "describe">, Declared>,
  aPublicHealthCheck: true satisfies Compiles<Omit<Things, "path"> & { path: "/api/health" }, DeclaredHealth>,
  anythingElseThatIsPublic: false satisfies Compiles<Things, DeclaredHealth>,
};

describe("the table of admin routes", () => {
  it("compiles only with a permission and, for what changes something, an audit action", () => {
    assert.equal(Object.values(compiles).filter(Boolean).length, 3);
  });

  it("declares each method and path once", () => {
    const names = adminRoutes.map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(names).size, names.length);
  });

  it("opens only health and readiness to callers without a key", () => {
    assert.deepEqual(
      adminRoutes.filter(({ permission }) => permission === "public").map(({ path }) => path),
      ["/api/health", "/api/ready"],
    );
  });
});
