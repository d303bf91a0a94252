// How a made-up file is planted for a check, with the offences expected of it.
import type { CheckName } from "../checks.ts";
import type { RepositoryFile } from "../repository.ts";

export interface Planted {
  readonly check: CheckName;
  readonly files: readonly RepositoryFile[];
  /** `path:line what`, in full, one for each offence in order; none for what must pass. */
  readonly offences: readonly string[];
}

export function file(path: string, ...lines: readonly string[]): RepositoryFile {
  return { path, text: `${lines.join("\n")}\n` };
}

export function finds(check: CheckName, files: readonly RepositoryFile[], ...offences: readonly string[]): Planted {
  return { check, files, offences };
}

export function passes(check: CheckName, ...files: readonly RepositoryFile[]): Planted {
  return { check, files, offences: [] };
}

export const GATE = "src/governance/gate.ts";
export const HUB = "src/service/hub.ts";
export const SERVER = "src/application/server.ts";
export const many = (count: number, line: string) => Array.from({ length: count }, () => line);
