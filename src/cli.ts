#!/usr/bin/env -S node --min-semi-space-size=64 --max-semi-space-size=64
// The command line: finds the command, runs it, prints a failure as one sentence.
import { asKanameError } from "#infrastructure/errors.ts";
import { classifyCommand } from "./cli-classify.ts";
import type { Command } from "./cli-command.ts";
import { print, remark } from "./cli-command.ts";
import { configCheckCommand } from "./cli-config-check.ts";
import { dossierCommand } from "./cli-dossier.ts";
import { inspectCommand } from "./cli-inspect.ts";
import { askKnowledgeCommand, embedKnowledgeCommand, ingestKnowledgeCommand, searchKnowledgeCommand } from "./cli-knowledge.ts";
import { exportLedgerCommand, verifyLedgerCommand } from "./cli-ledger.ts";
import { maskCommand, unmaskCommand } from "./cli-mask.ts";
import { listModelsCommand, pullModelCommand } from "./cli-models.ts";
import { receiptCommand } from "./cli-receipt.ts";
import { startCommand } from "./cli-start.ts";
import { readConfig } from "./config.ts";

const COMMANDS: readonly Command[] = [
  startCommand,
  configCheckCommand,
  listModelsCommand,
  pullModelCommand,
  receiptCommand,
  dossierCommand,
  classifyCommand,
  inspectCommand,
  maskCommand,
  unmaskCommand,
  ingestKnowledgeCommand,
  embedKnowledgeCommand,
  searchKnowledgeCommand,
  askKnowledgeCommand,
  exportLedgerCommand,
  verifyLedgerCommand,
];

/** The command whose name the words begin with, and the words after it. */
function findCommand(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  for (const command of COMMANDS) {
    const name = nameOf(command);
    if (name.every((word, index) => words[index] === word)) return { command, rest: words.slice(name.length) };
  }
  return undefined;
}

/** The words of its usage before what is to be filled in. */
function nameOf({ usage }: Command): readonly string[] {
  const words = usage.split(" ");
  const end = words.findIndex((word) => /^[<[-]/.test(word));
  return end === -1 ? words : words.slice(0, end);
}

function printHelp(): void {
  print("kaname, the AI hub of a financial institution\n");
  for (const { usage, summary } of COMMANDS) print(`  kaname ${usage.padEnd(36)} ${summary}`);
}

async function main(words: readonly string[]): Promise<number> {
  const found = findCommand(words);
  if (found !== undefined) return found.command.run(found.rest, readConfig());
  const asksForHelp = words.length === 0 || words[0] === "help" || words[0] === "--help";
  if (!asksForHelp) remark(`There is no command "${words.join(" ")}".\n`);
  printHelp();
  return asksForHelp ? 0 : 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const failure = asKanameError(error);
  remark(`${failure.message}\n`);
  if (failure.kind === "internal") remark(`${failure.cause instanceof Error ? failure.cause.stack : String(failure.cause)}\n`);
  process.exitCode = 1;
}
