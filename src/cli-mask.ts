// kaname mask and kaname unmask: the round trip of a text on this machine, with the values sealed in a file.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { z } from "zod";
import { createVault, VAULT_KEY_BYTES, type Vault } from "#governance/masking/vault.ts";
import type { KeptEntry } from "#governance/masking/vault-entry.ts";
import { ENTITY_TYPES } from "#governance/sensitivity/finding.ts";
import { KanameError } from "#infrastructure/errors.ts";
import { createIds } from "#infrastructure/ids.ts";
import { createSealing, type Sealing } from "#infrastructure/sealing.ts";
import { openSecrets } from "#infrastructure/secrets.ts";
import { type Command, readWords, remark } from "./cli-command.ts";
import type { Config } from "./config.ts";

const OPTIONS = { vault: { type: "string" } } as const;
const ONLY_OWNER = 0o700;
const ONLY_OWNER_FILE = 0o600;
/** A command line's texts are letters and files, not databases; their vault is read whole. */
const INPUT_CHARACTERS_MAX = 16_777_216;

export const maskCommand: Command = {
  usage: "mask [--vault <file>]",
  summary: "puts tokens in the place of what is sensitive in the text on standard input",
  async run(words, config) {
    const { maskEverything } = await import("#governance/guard.ts");
    const { createClassifier } = await import("#governance/sensitivity/classifier.ts");
    const file = openVaultFile(words, config, maskCommand.usage);
    const { text, counts } = maskEverything(await readInput(), createClassifier(), file.vault);
    // Kept before the text leaves: what is lost restores nothing.
    file.save();
    process.stdout.write(text);
    report("masked", counts);
    return 0;
  },
};

export const unmaskCommand: Command = {
  usage: "unmask [--vault <file>]",
  summary: "puts the values back that mask took out of a text",
  async run(words, config) {
    const { restoreText } = await import("#governance/guard.ts");
    // Read first: in a pipe it ends only when the values are kept.
    const input = await readInput();
    const { text, counts } = restoreText(input, openVaultFile(words, config, unmaskCommand.usage).vault);
    process.stdout.write(text);
    report("restored", counts);
    return 0;
  },
};

async function readInput(): Promise<string> {
  const input = await readText(process.stdin);
  if (input.length <= INPUT_CHARACTERS_MAX) return input;
  throw new KanameError("too_large", `The text has more than ${INPUT_CHARACTERS_MAX} characters; send it in parts.`);
}

function report(what: string, counts: Readonly<Record<string, number>>): void {
  const listed = Object.entries(counts).map(([type, count]) => `${count} × ${type}`);
  remark(`${what}: ${listed.length === 0 ? "nothing" : listed.join(", ")}\n`);
}

const fileSchema = z.strictObject({ key: z.base64(), values: z.base64() });
const valuesSchema = z.array(z.strictObject({ token: z.string(), type: z.enum(ENTITY_TYPES), value: z.string() }));

interface VaultFile {
  readonly vault: Vault;
  save(): void;
}

/** The vault in the file of the option, or the one in the data folder; a new one where there is none. */
function openVaultFile(words: readonly string[], config: Config, usage: string): VaultFile {
  const { values, positionals } = readWords(words, OPTIONS, usage);
  if (positionals.length > 0) throw new KanameError("invalid_request", `The text comes from standard input. Use: kaname ${usage} < text`);
  const path = values.vault ?? join(config.dataFolder, "command-line.vault");
  const { randomBytes } = createIds();
  const sealing = createSealing(masterKey(config), randomBytes);
  const found = existsSync(path) ? readVaultFile(path, sealing, randomBytes) : { key: randomBytes(VAULT_KEY_BYTES), kept: [] };
  const vault = createVault(found);
  return {
    vault,
    save() {
      const entries = Buffer.from(JSON.stringify([...found.kept, ...vault.added()]));
      const sealed = {
        key: sealing.seal(found.key, ["key"]).toString("base64"),
        values: createSealing(found.key, randomBytes).seal(entries, ["values"]).toString("base64"),
      };
      mkdirSync(dirname(path), { recursive: true, mode: ONLY_OWNER });
      writeFileSync(path, `${JSON.stringify(sealed)}\n`, { mode: ONLY_OWNER_FILE });
    },
  };
}

function masterKey(config: Config): Buffer {
  const folder = join(config.dataFolder, "secrets");
  mkdirSync(folder, { recursive: true, mode: ONLY_OWNER });
  return openSecrets({ folder, readSecret: config.readSecret }).derive("vault", "command line");
}

function readVaultFile(path: string, sealing: Sealing, randomBytes: (byteCount: number) => Buffer): { key: Buffer; kept: KeptEntry[] } {
  try {
    const sealed = fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    const key = sealing.open(Buffer.from(sealed.key, "base64"), ["key"]);
    const values = createSealing(key, randomBytes).open(Buffer.from(sealed.values, "base64"), ["values"]);
    return { key, kept: valuesSchema.parse(JSON.parse(values.toString("utf8"))) };
  } catch (cause) {
    throw new KanameError(
      "storage_failed",
      `The vault ${path} cannot be opened: it was changed, or was sealed with the secrets of another data folder.`,
      {
        cause,
      },
    );
  }
}
