// The keyed digest is HMAC-SHA256 and nothing else.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { it } from "node:test";
import fc from "fast-check";
import { createKeyedDigest } from "./keyed-digest.ts";

it("equals HMAC-SHA256 for any key of up to one block and any message", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
      assert.equal(createKeyedDigest(key)(message), createHmac("sha256", key).update(message).digest("hex"));
    }),
  );
});
