// What the HTTP edge says of failures, keys and bodies.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { ERROR_KINDS, type ErrorKind, KanameError } from "#infrastructure/errors.ts";
import { readBearer } from "./bearer.ts";
import { fromFastify, toErrorAnswer } from "./errors.ts";
import { parseInput, parseJsonBody } from "./json-body.ts";

const KINDS = Object.keys(ERROR_KINDS).filter((kind): kind is ErrorKind => kind in ERROR_KINDS);

describe("a failure", () => {
  it("of each kind becomes its status and an OpenAI error body", () => {
    for (const kind of KINDS) {
      const { status, body } = toErrorAnswer(new KanameError(kind, "A sentence.", { parameter: "model" }));
      assert.equal(status, ERROR_KINDS[kind].status);
      assert.deepEqual(body, { error: { message: "A sentence.", type: ERROR_KINDS[kind].type, param: "model", code: kind } });
    }
  });

  it("says when to come again in whole seconds, rounded up", () => {
    const { headers } = toErrorAnswer(new KanameError("overloaded", "Busy.", { retryAfterSeconds: 1.2 }));
    assert.equal(headers["retry-after"], "2");
  });

  it("that nobody foresaw tells the caller nothing of itself", () => {
    const { status, body } = toErrorAnswer(new Error("password is hunter2"));
    assert.equal(status, 500);
    assert.doesNotMatch(JSON.stringify(body), /hunter2/);
  });

  it("of the HTTP framework that is not known here stays what it is", () => {
    const unknown = Object.assign(new Error("x"), { code: "FST_ERR_OTHER" });
    assert.equal(fromFastify(unknown, 1_000), unknown);
    assert.equal(fromFastify("text", 1_000), "text");
  });
});

describe("the Authorization header", () => {
  it("gives its token, however the word Bearer is written", () => {
    assert.equal(readBearer("Bearer kn_1"), "kn_1");
    assert.equal(readBearer("bearer  kn_1 "), "kn_1");
  });

  it("is refused when it is missing or something else", () => {
    for (const header of [undefined, "", "Basic abc", "Bearer", "Bearer ", "Bearer a b", `Bearer ${"a".repeat(5_000)}`, "Bearer \u00e9"]) {
      assert.throws(
        () => readBearer(header),
        (error) => error instanceof KanameError && error.kind === "unauthenticated",
        header,
      );
    }
  });
});

describe("a JSON body", () => {
  it("is read as UTF-8, with any character", () => {
    assert.deepEqual(parseJsonBody(Buffer.from('{"名":"山田 🏦"}')), { 名: "山田 🏦" });
  });

  it("with an unknown field of a monstrous name gets a short sentence", () => {
    assert.throws(
      () => parseInput(z.strictObject({}), { ["x".repeat(100_000)]: 1 }, "body"),
      (error) => error instanceof KanameError && error.message.length < 300,
    );
  });

  it("that is malformed is not quoted, not even for the log", () => {
    assert.throws(
      () => parseJsonBody(Buffer.from('{"text": hunter2}')),
      (error) => error instanceof KanameError && error.cause === undefined && !error.message.includes("hunter2"),
    );
  });
});
