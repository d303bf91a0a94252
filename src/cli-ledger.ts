// kaname ledger: an institution's ledger as a file, and its verification with nothing but the file.
import { createPublicKey, type KeyObject } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { LINE_BYTES_MAX, listSegments } from "#governance/audit/segments.ts";
import { verifyLedger } from "#governance/audit/verify.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { printFromServer } from "./cli-ask-server.ts";
import { type Command, print, readWords } from "./cli-command.ts";

export const exportLedgerCommand: Command = {
  usage: "ledger export",
  summary: "writes your institution's ledger to standard output (needs KANAME_URL and KANAME_API_KEY)",
  async run(_words, config) {
    await printFromServer(config, "/api/ledger/export");
    return 0;
  },
};

export const verifyLedgerCommand: Command = {
  usage: "ledger verify [file or folder] [--key <public key file>]",
  summary: "checks an export, or the ledger of a data folder, and names the first bad record",
  async run(words, config) {
    const { values, positionals } = readWords(words, { key: { type: "string" } }, this.usage);
    const { files, ownKeyFile } = await findLedger(positionals[0] ?? config.dataFolder);
    const keyFile = values.key ?? ownKeyFile;
    const publicKey = keyFile === undefined ? undefined : readPublicKey(keyFile);
    const result = await verifyLedger(linesOf(files), publicKey === undefined ? {} : { publicKey });
    if (!result.valid) {
      const place = result.record.startsWith("line ") ? result.record : `${result.record}, line ${result.line}`;
      print(`NOT VALID: ${place}: ${result.reason}.`);
      return 1;
    }
    const tail = result.unsigned === 0 ? "" : `; the last ${result.unsigned} are chained but not yet signed`;
    const chains = result.chains === 1 ? "1 chain" : `${result.chains} chains`;
    print(`Valid: ${result.records} records in ${chains}, signed with key ${result.keyId ?? "none"}${tail}.`);
    return 0;
  },
};

interface FoundLedger {
  readonly files: readonly string[];
  /** Where the key lies that signed it, if it is the ledger of a data folder. */
  readonly ownKeyFile: string | undefined;
}

/** An export, the ledger of a data folder, or its folder of segments. */
async function findLedger(path: string): Promise<FoundLedger> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return { files: [path], ownKeyFile: undefined };
  const folder = existsSync(join(path, "ledger")) ? join(path, "ledger") : path;
  const segments = found === undefined ? [] : await listSegments(folder);
  if (segments.length === 0) throw new KanameError("not_found", `There is no ledger at ${path}.`);
  const keyFile = join(dirname(resolve(folder)), "secrets", "ledger-signing");
  return { files: segments.map((segment) => join(folder, segment)), ownKeyFile: existsSync(keyFile) ? keyFile : undefined };
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
