// Planted files for the checks of what silences the compiler.
import { file, finds, HUB, type Planted, passes } from "./planted.ts";

export const types: readonly Planted[] = [
  finds(
    "any",
    [file(HUB, "const a: any = 1;", "function b(c: Map<string, any>): any[] {}", "const d = z.any();")],
    `${HUB}:1 is of type any`,
    `${HUB}:2 is of type any`,
    `${HUB}:2 is of type any`,
    `${HUB}:3 is of type any`,
  ),
  passes("any", file(HUB, "// any", "AbortSignal.any([a, b]);", "const a = { any: 1 };", 'const sql = "id = any($1)";')),
  finds(
    "nonNull",
    [file(HUB, "const a = b!.c;", "d[0]! + 1;", "f()!;", "let g!: string;")],
    ...[1, 2, 3, 4].map((line) => `${HUB}:${line} asserts with ! that something is there`),
  ),
  passes(
    "nonNull",
    file(
      HUB,
      "if (!a) return !b;",
      "if (a) !b();",
      "const c = a !== b && !d && typeof !e;",
      "const f = !!g;",
      "const h = /a!/.test(`b!`);",
    ),
  ),
  finds(
    "cast",
    [file(HUB, "const a = b as string;", "const c = d() as { e: F };", "const f = { ...g } as unknown as H;")],
    `${HUB}:1 casts`,
    `${HUB}:2 casts`,
    `${HUB}:3 casts`,
    `${HUB}:3 casts`,
  ),
  passes(
    "cast",
    file(
      HUB,
      'import { a as b } from "./a.ts";',
      'import * as c from "./c.ts";',
      "export { b as d, type c as e };",
      "const f = [1] as const;",
      "const g = { as: 1 };",
      "const h = g.as;",
      "// as string",
      "const i = { a: 1 } satisfies A;",
    ),
  ),
  finds("silencer", [file(HUB, "// @ts-expect-error: it is wrong", "a();")], `${HUB}:1 silences the compiler`),
  passes("silencer", file(HUB, 'const text = "@ts-ignore";')),
];
