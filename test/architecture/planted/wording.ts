// Planted files for the checks of names, sizes and left-overs.
import { file, finds, HUB, many, type Planted, passes } from "./planted.ts";

const STORE = "src/governance/key-store.ts";
const LONG_ARROW = ["const long = async (a: number): Promise<{ b: string }> => {", ...many(69, "  a();"), "};"];
const LONG_METHOD = [
  "export const x = {",
  "  list(a: string): Promise<Map<string, { b: number }>> {",
  ...many(69, "    a(`$" + "{`}`}`);"),
  "  },",
  "};",
];

export const wording: readonly Planted[] = [
  finds(
    "name",
    [file("src/service/text-utils.ts", "// A.")],
    'src/service/text-utils.ts:1 is called text-utils.ts: "utils" says nothing of what it holds',
  ),
  finds("name", [file("src/shared/a.ts", "// A.")], 'src/shared/a.ts:1 is called shared: "shared" says nothing of what it holds'),
  finds("name", [file("src/service/keyStore.ts", "// A.")], "src/service/keyStore.ts:1 is called keyStore.ts, which is not kebab-case"),
  passes("name", file("src/governance/keys-store.test.ts", 'const zone = "shared";')),
  finds("fileSize", [file(HUB, ...many(401, "a();"))], `${HUB}:401 has 401 lines, more than 400`),
  passes("fileSize", file(HUB, ...many(400, "a();"))),
  finds("functionSize", [file(HUB, ...LONG_ARROW)], `${HUB}:1 long has 71 lines, more than 70`),
  finds("functionSize", [file(HUB, ...LONG_METHOD)], `${HUB}:2 list has 71 lines, more than 70`),
  finds(
    "functionSize",
    [file(HUB, "export async function walk<A>(a: A): asserts a is A {", ...many(69, '  a("}");'), "}")],
    `${HUB}:1 walk has 71 lines, more than 70`,
  ),
  finds(
    "functionSize",
    [file(HUB, "const walk = (a: X) =>", "  join(", ...many(68, "    a,"), "  );")],
    `${HUB}:1 walk has 71 lines, more than 70`,
  ),
  finds(
    "functionSize",
    [file("test/a.test.ts", 'test("x", async () => {', ...many(69, "  a();"), "});")],
    "test/a.test.ts:1 test has 71 lines, more than 70",
  ),
  passes("functionSize", file(HUB, "function make(): (a: number) => void {", ...many(66, "  a();"), "  return b;", "}", "", "next(c);")),
  passes(
    "functionSize",
    file(HUB, ...LONG_ARROW.slice(0, -2), "};"),
    file(STORE, "export const rows = {", ...many(80, "  a: { b: f(1) },"), "};", "interface Walk {", ...many(80, "  a(): { b: c };"), "}"),
  ),
  passes("functionSize", file("test/a.test.ts", 'describe("x", () => {', ...many(90, '  test("y", () => a());'), "});")),
  finds("leftOver", [file(HUB, "// A.", "/* ", " * TODO: later */")], `${HUB}:2 leaves TODO in a comment`),
  passes("leftOver", file(HUB, "// A todo list.", 'const pattern = "XXX-XXXX";')),
  finds("firstLine", [file(HUB, 'import "./a.ts";', "// The hub.")], `${HUB}:1 does not open with a comment that says what it is for`),
  passes("firstLine", file(HUB, "// The hub."), file("src/cli.ts", "#!/usr/bin/env node", "// The command line.")),
  finds(
    "focus",
    [file("test/a.test.ts", 'test.only("x", () => a());', 'test("y", { skip: true }, () => a());', 'test.todo("z");')],
    "test/a.test.ts:1 leaves a test with only",
    "test/a.test.ts:2 leaves a test with skip",
    "test/a.test.ts:3 leaves a test with todo",
  ),
  passes("focus", file("test/a.test.ts", 'test("x", { skip: reasonToSkip }, (context) => context.skip("no weights"));')),
];
