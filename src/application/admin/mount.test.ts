// The edge of the admin API: bad input gets one clear sentence and the right status; the declared table is what is served and described.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { startInstitutionServer } from "#test/journeys/institution-server.ts";
import { adminRoutes } from "./admin-routes.ts";

type Server = Awaited<ReturnType<typeof startInstitutionServer>>;

const errorBody = z.strictObject({
  error: z.strictObject({ message: z.string().min(1), type: z.string(), param: z.string().nullable(), code: z.string() }),
});

describe("the admin API", () => {
  let server: Server;
  before(async () => {
    server = await startInstitutionServer();
  });
  after(() => server.close());

  async function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, method = "POST") {
    const authorization = `Bearer ${server.north.keys.administrator.text}`;
    const response = await fetch(server.url + path, {
      method,
      body,
      headers: { authorization, "content-type": "application/json", ...headers },
    });
    const { error } = errorBody.parse(await response.json());
    return { status: response.status, ...error };
  }

  const department = (name: unknown) => JSON.stringify({ id: "cards", name });
  const BAD: readonly {
    readonly what: string;
    readonly body: string | Uint8Array<ArrayBuffer>;
    readonly status: number;
    readonly says: RegExp;
    readonly type?: string;
  }[] = [
    { what: "malformed JSON", body: '{"id": "cards", secret', status: 400, says: /^The body is not valid JSON\.$/ },
    { what: "no body", body: "", status: 400, says: /^The body is missing/ },
    { what: "invalid UTF-8", body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]), status: 400, says: /^The body is not valid UTF-8\.$/ },
    {
      what: "a body of the wrong type",
      body: "x=1",
      type: "application/x-www-form-urlencoded",
      status: 415,
      says: /Content-Type: application\/json/,
    },
    { what: "a body that is text", body: "{}", type: "text/plain", status: 415, says: /Content-Type: application\/json/ },
    { what: "a body over 256 kB", body: department("x".repeat(256_000)), status: 413, says: /larger than 256 kB/ },
    { what: "a list", body: "[]", status: 400, says: /^The body is not accepted: / },
    { what: "a missing field", body: '{"id":"cards"}', status: 400, says: /^The field "name" of the body is not accepted: / },
    { what: "a field of the wrong type", body: department(7), status: 400, says: /^The field "name" of the body/ },
    {
      what: "an unknown field",
      body: '{"id":"cards","name":"Cards","owner":"x"}',
      status: 400,
      says: /^The field "owner" of the body is not accepted: it is not known here\.$/,
    },
    { what: "a control character", body: department("Cards\u0000"), status: 400, says: /no control characters/ },
    { what: "an empty name", body: department("  "), status: 400, says: /^The field "name"/ },
  ];
  for (const { what, body, status, says, type } of BAD) {
    it(`answers ${what} with ${status} and a sentence`, async () => {
      const answer = await post("/api/departments", body, type === undefined ? {} : { "content-type": type });
      assert.equal(answer.status, status, answer.message);
      assert.match(answer.message, says);
      assert.doesNotMatch(answer.message, /secret/);
    });
  }

  it("takes no body where none is declared", async () => {
    const answer = await post(`/api/departments/${server.north.departmentId}`, "{}", {}, "DELETE");
    assert.equal(answer.status, 400);
    assert.match(answer.message, /takes no body/);
  });

  it("names the query parameter at fault", async () => {
    for (const [query, field] of [
      ["limit=0", "limit"],
      ["limit=x", "limit"],
      ["limit=1&limit=2", "limit"],
      ["colour=red", "colour"],
      ["after=%00", "after"],
    ]) {
      const answer = await server.call({ method: "GET", path: `/api/people?${query}`, key: server.north.keys.auditor.text });
      assert.equal(answer.status, 400, query);
      assert.equal(errorBody.parse(JSON.parse(answer.text)).error.param, field);
    }
  });

  it("answers an impossible URL with a sentence too", async () => {
    for (const id of ["%zz", "x".repeat(200), "%00", "..%2fkeys"]) {
      const answer = await server.call({ method: "GET", path: `/api/people/${id}`, key: server.north.keys.auditor.text });
      assert.equal(answer.status, 400, id);
      assert.ok(errorBody.parse(JSON.parse(answer.text)).error.message.length < 200);
    }
  });

  it("answers a method that a path does not take with 405 and those that it takes", async () => {
    const answer = await server.call({ method: "PUT", path: "/api/keys" });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get("allow"), "GET, POST");
  });

  it("refuses a stranger before reading the body, and says how to present a key", async () => {
    const answer = await server.call({ method: "POST", path: "/api/departments", body: "not an object" });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
    assert.match(answer.text, /Authorization: Bearer <key>/);
  });

  it("shows a new key once, lets no cache keep it, and opens with it", async () => {
    const { keys, personId } = server.north;
    const body = { callerKind: "person", callerId: personId, role: "developer" };
    const issued = await server.call({ method: "POST", path: "/api/keys", key: keys.administrator.text, body });
    assert.equal(issued.status, 201, issued.text);
    assert.equal(issued.headers.get("cache-control"), "no-store");
    const { key } = z.object({ key: z.string() }).parse(JSON.parse(issued.text));
    assert.equal((await server.call({ method: "GET", path: "/api/pools", key })).status, 200);
    const listed = await server.call({ method: "GET", path: "/api/keys", key: keys.administrator.text });
    assert.doesNotMatch(listed.text, new RegExp(key.slice(-40)));
    assert.doesNotMatch(listed.text, /hash|secret/i);
  });

  it("gives long lists in pages that neither repeat nor leave out", async () => {
    const seen: string[] = [];
    const page = z.object({ data: z.array(z.object({ id: z.string() })), nextAfter: z.string().nullable() });
    let next: string | null = "";
    while (next !== null) {
      const path: string = `/api/people?limit=2${next === "" ? "" : `&after=${next}`}`;
      const answer = await server.call({ method: "GET", path, key: server.north.keys.auditor.text });
      const { data, nextAfter } = page.parse(JSON.parse(answer.text));
      assert.ok(data.length <= 2);
      seen.push(...data.map(({ id }) => id));
      next = nextAfter;
    }
    const all = await server.identity.people.list("north", { limit: 1_000 });
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    );
  });

  it("exports the ledger as JSON Lines", async () => {
    const answer = await server.call({ method: "GET", path: "/api/ledger/export", key: server.north.keys.auditor.text });
    assert.equal(answer.headers.get("content-type"), "application/jsonl; charset=utf-8");
    const lines = answer.text.trimEnd().split("\n");
    // Between the header and the checkpoint.
    assert.equal(lines.length - 2, server.ledger.chainOf("north").length);
    for (const line of lines) assert.equal(typeof JSON.parse(line), "object");
  });

  it("breaks the connection of an export that fails half-way, and answers one that cannot begin with its status", async (test) => {
    const whole = server.ledger.exportLines;
    test.mock.method(server.ledger, "exportLines", async function* () {
      yield* whole("north");
      throw new KanameError("storage_failed", "The database went away.");
    });
    const request = { method: "GET", path: "/api/ledger/export", key: server.north.keys.auditor.text };
    await assert.rejects(server.call(request));
    test.mock.method(server.ledger, "exportLines", () =>
      Readable.from([])
        .map(() => "")
        .destroy(new KanameError("storage_failed", "Down.")),
    );
    assert.equal((await server.call(request)).status, 503);
  });

  it("describes every declared route, its permission and its fields", async () => {
    const answer = await server.call({ method: "GET", path: "/api/openapi.json", key: server.north.keys.caller.text });
    const operation = z.looseObject({
      "x-kaname-permission": z.string(),
      operationId: z.string(),
      responses: z.record(z.string(), z.unknown()),
    });
    const { openapi, paths } = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), operation)) })
      .parse(JSON.parse(answer.text));
    assert.equal(openapi, "3.1.0");
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(described.sort(), adminRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`).sort());
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    assert.equal(new Set(ids).size, ids.length);
    assert.match(answer.text, /"requestBody":.*"budgetMicros"/);
  });
});
