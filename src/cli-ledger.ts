// kaname ledger: an institution's ledger as a file, and its verification with nothing but the file.
import { createPublicKey, type KeyObject } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LINE_BYTES_MAX, listSegments } from "#governance/audit/segments.ts";
import { verifyLedger } from "#governance/audit/verify.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { readServer } from "./cli-ask-server.ts";
import { type Command, print } from "./cli-command.ts";
import type { Config } from "./config.ts";

export const exportLedgerCommand: Command = {
  usage: "ledger export",
  summary: "writes your institution's ledger to standard output (needs KANAME_URL and KANAME_API_KEY)",
  async run(_words, config) {
    for await (const piece of readServer(config, "/api/ledger/export")) {
      if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
    return 0;
  },
};

export const verifyLedgerCommand: Command = {
  usage: "ledger verify [file or folder] [--key <public key file>]",
  summary: "checks an export, or the ledger of a data folder, and names the first bad record",
  async run(words, config) {
    const { values, positionals } = parseArgs({ args: [...words], options: { key: { type: "string" } }, allowPositionals: true });
    const files = await filesToVerify(positionals[0], config);
    const keyFile = values.key ?? (positionals[0] === undefined ? ownKeyFile(config) : undefined);
    const publicKey = keyFile === undefined ? undefined : readPublicKey(keyFile);
    const result = await verifyLedger(linesOf(files), publicKey === undefined ? {} : { publicKey });
    if (!result.valid) {
      print(`NOT VALID: ${result.record}, line ${result.line}: ${result.reason}.`);
      return 1;
    }
    const tail = result.unsigned === 0 ? "" : `; the last ${result.unsigned} are chained but not yet signed`;
    print(`Valid: ${result.records} records in ${result.chains} chains, signed with key ${result.keyId ?? "none"}${tail}.`);
    return 0;
  },
};

/** One export, or the segments of a folder; without a path, those of the data folder. */
async function filesToVerify(path: string | undefined, config: Config): Promise<string[]> {
  const place = path ?? join(config.dataFolder, "ledger");
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw new KanameError("not_found", `There is no ledger at ${place}.`);
  return found.isDirectory() ? (await listSegments(place)).map((segment) => join(place, segment)) : [place];
}

/** The key of the data folder itself, where it is kept there. */
function ownKeyFile(config: Config): string | undefined {
  const path = join(config.dataFolder, "secrets", "ledger-signing");
  return existsSync(path) ? path : undefined;
}

/** The public part of a PEM file, whichever part the file holds. */
function readPublicKey(path: string): KeyObject {
  try {
    return createPublicKey(readFileSync(path));
  } catch (error) {
    throw new KanameError("invalid_request", `${path} holds no key in PEM form.`, { cause: error });
  }
}

/** Lines with their line feeds; what follows the last feed is a line too, which the verifier finds to be cut off. Throws when a file is not UTF-8. */
async function* linesOf(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files) {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    let rest = "";
    for await (const piece of createReadStream(file)) {
      const lines = (rest + decode(decoder, piece, file)).split(/(?<=\n)/);
      rest = lines.at(-1)?.endsWith("\n") === true ? "" : (lines.pop() ?? "");
      if (rest.length > LINE_BYTES_MAX) throw new KanameError("invalid_request", `${file} holds a line that is no record.`);
      yield* lines;
    }
    if (rest !== "") yield rest;
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, piece: Uint8Array, file: string): string {
  try {
    return decoder.decode(piece, { stream: true });
  } catch (error) {
    throw new KanameError("invalid_request", `${file} is NOT VALID: it holds bytes that are not UTF-8, which no ledger has.`, {
      cause: error,
    });
  }
}
