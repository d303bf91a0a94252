// What is sealed opens with its key at its place, and nowhere else.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { createSealing } from "./sealing.ts";

describe("sealed bytes", () => {
  const key = randomBytes(32);
  const { seal, open } = createSealing(key, randomBytes);
  const plain = Buffer.from("山田太郎");
  const sealed = seal(plain, ["bank", "run"]);

  it("open to what they were", () => assert.deepEqual(open(sealed, ["bank", "run"]), plain));
  it("tell nothing of it, and look different each time", () => {
    assert.equal(sealed.includes(plain), false);
    assert.notDeepEqual(seal(plain, ["bank", "run"]), sealed);
  });
  it("do not open at another place, even one whose parts read alike when joined", () => {
    for (const place of [["bank", "other"], ["bankrun"], ["bank", "run", ""], []]) {
      assert.throws(() => open(sealed, place), { kind: "storage_failed" });
    }
  });
  it("do not open under another key, with any byte changed, or cut short", () => {
    assert.throws(() => createSealing(randomBytes(32), randomBytes).open(sealed, ["bank", "run"]), { kind: "storage_failed" });
    for (let place = 0; place < sealed.length; place += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((changed[place] ?? 0) ^ 1, place);
      assert.throws(() => open(changed, ["bank", "run"]), { kind: "storage_failed" });
    }
    for (const length of [0, 5, 27, sealed.length - 1]) {
      assert.throws(() => open(sealed.subarray(0, length), ["bank", "run"]), { kind: "storage_failed" });
    }
  });
});
