// What every command of the command line is.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { KanameError } from "#infrastructure/errors.ts";
import type { Config } from "./config.ts";

export interface Command {
  /** As it is typed: `models pull <name>`. */
  readonly usage: string;
  readonly summary: string;
  /** Runs with the words after the command's name. Gives the exit code; throws KanameError with the sentence to print. */
  run(words: readonly string[], config: Config): Promise<number>;
}

/** Lines for people and programs go to standard output; progress and remarks to standard error. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function remark(text: string): void {
  process.stderr.write(text);
}

/** The words taken apart into options and the rest. Throws `invalid_request` with the command's usage for an option that it does not have. */
export function readWords<Options extends ParseArgsOptionsConfig>(words: readonly string[], options: Options, usage: string) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new KanameError("invalid_request", `These options are not understood. Use: kaname ${usage}`, { cause: error });
  }
}
