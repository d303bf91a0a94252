// Keeps the configuration in force: read at start, read again when the file changes, kept as it was when the new one is bad.
import { type FSWatcher, readFileSync, watch } from "node:fs";
import { dirname, resolve } from "node:path";
import { KanameError } from "#infrastructure/errors.ts";
import type { Log } from "#infrastructure/log.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";

/** Editors write a file in several steps; reading waits this long after the first. */
const SETTLE_MS = 100;
const FILE_BYTES_MAX = 4_194_304;

export interface ConfigurationFile {
  /** The configuration in force. */
  current(): Configuration;
  /** Begins to watch the file. `onChange` is told of each new configuration right after it took force. */
  watch(onChange: (configuration: Configuration) => void): void;
  close(): void;
}

export interface ConfigurationFileParts {
  readonly path: string;
  readonly readSecret: (name: string) => string | undefined;
  readonly log: Log;
}

/** Reads the file; it is watched once `watch` is called. Throws `invalid_request` with every problem when it cannot start with it. */
export function openConfigurationFile(parts: ConfigurationFileParts): ConfigurationFile {
  const path = resolve(parts.path);
  let current = loadConfiguration(path, parts.readSecret);
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;

  /** The new configuration, in force from now on; undefined when it is the old one or a bad one. */
  function takeNew(): Configuration | undefined {
    try {
      const next = loadConfiguration(path, parts.readSecret);
      if (next.hash === current.hash) return undefined;
      current = next;
      parts.log.info("configuration changed", { configuration: next.hash });
      return next;
    } catch (error) {
      const problems = error instanceof KanameError ? error.message : undefined;
      parts.log.error("configuration kept: the new one is bad", { problems }, problems === undefined ? error : undefined);
      return undefined;
    }
  }

  return {
    current: () => current,
    watch(onChange) {
      const reload = () => {
        timer = undefined;
        const next = takeNew();
        if (next !== undefined) onChange(next);
      };
      // Whatever changes in the folder: mounted files are changed by renaming a link beside them.
      watcher = watch(dirname(path), () => {
        timer ??= setTimeout(reload, SETTLE_MS);
      });
      watcher.on("error", (error) => parts.log.error("configuration is no longer watched", {}, error));
      reload();
    },
    close() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

/** Reads and checks the file at `path`. Throws `invalid_request` with every problem, `not_found` when there is no such file. */
export function loadConfiguration(path: string, readSecret: (name: string) => string | undefined): Configuration {
  const reading = readConfiguration(readText(path), readSecret);
  if (reading.valid) return reading.configuration;
  const count = reading.problems.length === 1 ? "one problem" : `${reading.problems.length} problems`;
  throw new KanameError("invalid_request", `${path} has ${count}:\n  ${reading.problems.join("\n  ")}`);
}

function readText(path: string): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw new KanameError("not_found", `The configuration file ${path} cannot be read; set KANAME_CONFIG to the file to use.`, {
      cause: error,
    });
  }
  if (content.length > FILE_BYTES_MAX)
    throw new KanameError("too_large", `The configuration file ${path} is larger than ${FILE_BYTES_MAX} bytes.`);
  return content.toString("utf8");
}
