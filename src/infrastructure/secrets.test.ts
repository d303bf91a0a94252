// Secrets are made once, stay the same, are the owner's alone, and are never taken from a file that others could read or write.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type ErrorKind, KanameError } from "./errors.ts";
import { openSecrets, SECRET_NAMES } from "./secrets.ts";

const noEnvironment = { readSecret: () => undefined };

function refusedAs(kind: ErrorKind, sentence: RegExp) {
  return (error: unknown) => error instanceof KanameError && error.kind === kind && sentence.test(error.message);
}

describe("secrets", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kaname-secrets-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are made on first use, 32 bytes each, in files of their own that only the owner can read", () => {
    const secrets = openSecrets({ folder, ...noEnvironment });
    for (const name of SECRET_NAMES) assert.equal(secrets.get(name).length, 32);
    assert.deepEqual(readdirSync(folder).sort(), [...SECRET_NAMES, "ledger-signing"].sort());
    for (const file of readdirSync(folder)) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    assert.notDeepEqual(secrets.get("key-pepper"), secrets.get("request-digest"));
  });

  it("stay the same when they are opened again, and differ between installations", () => {
    const first = openSecrets({ folder, ...noEnvironment });
    const again = openSecrets({ folder, ...noEnvironment });
    for (const name of SECRET_NAMES) assert.deepEqual(again.get(name), first.get(name));
    const signature = sign(null, Buffer.from("checkpoint"), first.signingKey);
    assert.ok(verify(null, Buffer.from("checkpoint"), createPublicKey(again.signingKey), signature));

    const elsewhere = mkdtempSync(join(tmpdir(), "kaname-secrets-"));
    assert.notDeepEqual(openSecrets({ folder: elsewhere, ...noEnvironment }).get("key-pepper"), first.get("key-pepper"));
    rmSync(elsewhere, { recursive: true });
  });

  it("cannot be changed by who got one", () => {
    const secrets = openSecrets({ folder, ...noEnvironment });
    const before = secrets.derive("request-digest", "north");
    secrets.get("request-digest").fill(0);
    assert.deepEqual(secrets.derive("request-digest", "north"), before);
  });

  it("derive another key for each institution and each purpose, always the same one", () => {
    const secrets = openSecrets({ folder, ...noEnvironment });
    const keys = [
      secrets.derive("request-digest", "north"),
      secrets.derive("request-digest", "south"),
      secrets.derive("key-pepper", "north"),
    ];
    assert.equal(new Set(keys.map((key) => key.toString("hex"))).size, 3);
    assert.ok(keys.every((key) => key.length === 32));
    assert.deepEqual(openSecrets({ folder, ...noEnvironment }).derive("request-digest", "north"), keys[0]);
  });

  it("come from the environment where it has them, and are then not written down", () => {
    const pepper = Buffer.alloc(32, 7);
    const { privateKey } = generateKeyPairSync("ed25519");
    const environment = new Map([
      ["KANAME_SECRET_KEY_PEPPER", pepper.toString("base64")],
      ["KANAME_SECRET_LEDGER_SIGNING", privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ]);
    const secrets = openSecrets({ folder, readSecret: (variable) => environment.get(variable) });
    assert.deepEqual(secrets.get("key-pepper"), pepper);
    assert.ok(secrets.signingKey.equals(privateKey));
    assert.deepEqual(readdirSync(folder).sort(), ["request-digest", "vault"]);
  });

  it("are refused from a file that others can read or write, in a sentence that says what to do", () => {
    openSecrets({ folder, ...noEnvironment });
    for (const name of readdirSync(folder)) {
      for (const mode of [0o640, 0o604, 0o620, 0o601]) {
        chmodSync(join(folder, name), mode);
        assert.throws(
          () => openSecrets({ folder, ...noEnvironment }),
          refusedAs("forbidden", new RegExp(`${name} can be read .* chmod 600`)),
        );
      }
      chmodSync(join(folder, name), 0o600);
    }
    openSecrets({ folder, ...noEnvironment });
  });

  it("are refused when they are damaged, and not replaced", () => {
    openSecrets({ folder, ...noEnvironment });
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const whole = readFileSync(file);
      for (const damaged of [Buffer.alloc(0), whole.subarray(0, 20), Buffer.from("é".repeat(40))]) {
        writeFileSync(file, damaged);
        assert.throws(() => openSecrets({ folder, ...noEnvironment }), refusedAs("invalid_request", new RegExp(`${name} is damaged`)));
        assert.deepEqual(readFileSync(file), damaged);
      }
      writeFileSync(file, whole);
    }
  });

  it("take no signing key of another kind", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const readSecret = (variable: string) => (variable === "KANAME_SECRET_LEDGER_SIGNING" ? pem : undefined);
    assert.throws(() => openSecrets({ folder, readSecret }), refusedAs("invalid_request", /ledger-signing is damaged/));
  });

  it("are made anew over what a start that was cut short left behind", () => {
    writeFileSync(join(folder, "key-pepper.unfinished"), "half");
    assert.equal(openSecrets({ folder, ...noEnvironment }).get("key-pepper").length, 32);
    assert.equal(readdirSync(folder).includes("key-pepper.unfinished"), false);
  });

  it("say what is wrong when they cannot be made", () => {
    assert.throws(
      () => openSecrets({ folder: join(folder, "absent"), ...noEnvironment }),
      refusedAs("storage_failed", /cannot be read or made/),
    );
  });
});
