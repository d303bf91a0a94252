// Planted files for the checks of the documents.
import { file, finds, GATE, many, type Planted, passes } from "./planted.ts";

const PROMISES = ["# Kaname", "", "## Promises", "", "| promise | test file | test |", "|---|---|---|"];
const PROMISE_TEST = file("test/a.test.ts", 'test("the gate is shut", () => a());');
export const documents: readonly Planted[] = [
  finds(
    "documentSize",
    [file("ARCHITECTURE.md", ...many(181, "x")), file("README.md", "x"), file("CONTRIBUTING.md", "x")],
    "ARCHITECTURE.md:181 has 181 lines, more than 180",
  ),
  finds(
    "documentSize",
    [file("ARCHITECTURE.md", "x"), file("README.md", ...many(121, "x"))],
    "README.md:121 has 121 lines, more than 120",
    "CONTRIBUTING.md:1 does not exist",
  ),
  passes("documentSize", ...["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md"].map((path) => file(path, ...many(120, "x")))),
  finds("path", [], "ARCHITECTURE.md:1 does not exist"),
  finds(
    "path",
    [
      file(GATE),
      file(
        "ARCHITECTURE.md",
        "The gate is `governance/gate.ts`; `#governance/door.ts` is not.",
        "[One](docs/decisions/0009-none.md#a) in src/nowhere/.",
        "```",
        "test/journeys/none.test.ts",
        "```",
      ),
    ],
    "ARCHITECTURE.md:1 names #governance/door.ts, which does not exist",
    "ARCHITECTURE.md:2 names docs/decisions/0009-none.md, which does not exist",
    "ARCHITECTURE.md:2 names src/nowhere/, which does not exist",
    "ARCHITECTURE.md:4 names test/journeys/none.test.ts, which does not exist",
  ),
  passes(
    "path",
    file(GATE),
    file(
      "ARCHITECTURE.md",
      "`src/governance/gate.ts`, `gate.ts`, src/governance/, `*-store.ts`, `application/json`, https://example.com/src/none.md, src/*.ts, `/v1/chat/completions`.",
    ),
  ),
  finds(
    "promise",
    [file("ARCHITECTURE.md", "# Kaname", "| a | b | c |")],
    "ARCHITECTURE.md:1 lists no promise under a heading with that word",
  ),
  finds(
    "promise",
    [PROMISE_TEST, file("ARCHITECTURE.md", ...PROMISES, "| shut | `test/a.test.ts` | the gate is open |")],
    'ARCHITECTURE.md:7 rests a promise on the test "the gate is open", which test/a.test.ts does not have',
  ),
  finds(
    "promise",
    [file("ARCHITECTURE.md", ...PROMISES, "| shut | `test/b.test.ts` | x |", "| shut | |")],
    "ARCHITECTURE.md:7 rests a promise on test/b.test.ts, which is no test file",
    "ARCHITECTURE.md:8 is not a row of promise, test file and test name",
  ),
  finds(
    "promise",
    [file("test/a.test.ts", "// the gate is shut"), file("ARCHITECTURE.md", ...PROMISES, "| shut | test/a.test.ts | the gate is shut |")],
    'ARCHITECTURE.md:7 rests a promise on the test "the gate is shut", which test/a.test.ts does not have',
  ),
  passes("promise", PROMISE_TEST, file("ARCHITECTURE.md", ...PROMISES, "| shut | `test/a.test.ts` | the gate is shut |")),
];
