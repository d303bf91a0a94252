// Small office files for tests: a zip of the parts that are given.
import { strToU8, zipSync } from "fflate";

export function officeFile(parts: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}
