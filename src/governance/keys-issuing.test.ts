// Nobody raises themself by issuing a key.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Caller, ROLES, type Role } from "./caller.ts";
import { decideIssuing } from "./keys-issuing.ts";
import { ROLE_NAMES } from "./keys-store.ts";

function holder(role: Role): Caller {
  return {
    institutionId: "north",
    departmentId: "it",
    kind: "person",
    id: "ada",
    keyId: "key_1",
    role,
    scenarioId: undefined,
    budgetMicros: undefined,
  };
}

describe("issuing a key", () => {
  it("to oneself is refused for every role, the administrator included", () => {
    for (const role of ROLE_NAMES) {
      for (const ordered of ROLE_NAMES) {
        assert.equal(
          decideIssuing(holder(role), { callerKind: "person", callerId: "ada", role: ordered }).allowed,
          false,
          `${role} orders ${ordered}`,
        );
      }
    }
  });

  it("to an application that bears the name of the person is no issuing to oneself", () => {
    assert.equal(decideIssuing(holder("administrator"), { callerKind: "application", callerId: "ada", role: "caller" }).allowed, true);
  });

  it("that may do more than the issuer is refused to all but administrators", () => {
    for (const role of ROLE_NAMES) {
      for (const ordered of ROLE_NAMES) {
        const own: readonly string[] = ROLES[role];
        const within = ROLES[ordered].every((permission) => own.includes(permission));
        const { allowed } = decideIssuing(holder(role), { callerKind: "person", callerId: "bob", role: ordered });
        assert.equal(allowed, role === "administrator" || within, `${role} orders ${ordered}`);
      }
    }
  });
});
