// The house's own rules, checked on the text of the repository; each check is first seen to find what it is there to find.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { CHECKS } from "./architecture/checks.ts";
import { PLANTED } from "./architecture/planted.ts";
import { type Offence, readRepository } from "./architecture/repository.ts";

const repository = readRepository(fileURLToPath(new URL("..", import.meta.url)));

describe("the house", () => {
  for (const { rule, find } of Object.values(CHECKS)) {
    test(rule, () => assert.deepEqual(find(repository).map(printed), []));
  }
  test("the checks see the source", () => assert.ok(repository.some(({ path }) => path === "src/infrastructure/errors.ts")));
});

describe("each check of the house", () => {
  PLANTED.forEach(({ check, files, offences }, index) => {
    const story = offences.length === 0 ? "lets pass what is allowed" : `finds: ${offences.join("; ")}`;
    test(`${check} ${story} (${index + 1})`, () => assert.deepEqual(CHECKS[check].find(files).map(printed), offences));
  });
  for (const name of Object.keys(CHECKS)) {
    test(`${name} was seen both to find an offence and to let something pass`, () => {
      const outcomes = PLANTED.filter(({ check }) => check === name).map(({ offences }) => offences.length > 0);
      assert.ok(outcomes.includes(true), "no planted offence");
      assert.ok(outcomes.includes(false), "nothing that must pass");
    });
  }
});

function printed({ path, line, what }: Offence): string {
  return `${path}:${line} ${what}`;
}
