// npm run demo: the sample bank at work, call by call; then the server stays up to be tried. npm start: the same without the calls.
import { styleText } from "node:util";
import { verifyLedger } from "#governance/audit/verify.ts";
import { asKanameError } from "#infrastructure/errors.ts";
import { readConfig } from "#root/config.ts";
import { closeOnSignal } from "#root/run-until-signal.ts";
import { tellKnowledgeStory } from "./knowledge-story.ts";
import { tellLoanStory } from "./loan-story.ts";
import { openSampleBank, type SampleBank } from "./open-sample-bank.ts";
import { say } from "./telling.ts";
import { runTour } from "./tour.ts";

const withTour = !process.argv.includes("--no-tour");
/** For those who only want to see it run: ends after the tour. */
const exits = process.argv.includes("--exit");

async function main(): Promise<void> {
  const bank = await openSampleBank(readConfig({ KANAME_LOG_LEVEL: "warn", ...process.env }));
  say(`\n${styleText("bold", "Kaname")} serves the sample bank (fictional) at ${bank.url}`);
  say(`The public pool is ${styleText("bold", bank.cloudLabel)}; the embedded pool is this process.`);
  say(`Its configuration is ${bank.configurationFile}, a copy of sample-bank/kaname.yaml made at each start; it is read again when you edit it.`);
  say("The models are tiny (135 million parameters), so that they run anywhere: watch where each call goes rather than the prose.");
  closeOnSignal(bank.close);
  try {
    if (withTour) {
      const calls = await runTour(bank);
      await tellLoanStory(bank);
      await tellKnowledgeStory(bank);
      await showLedger(bank, calls);
    }
  } catch (error) {
    await bank.close();
    throw error;
  }
  sayHowToTry(bank);
  if (exits) await bank.close();
  else say("The server stays up; Ctrl-C stops it.");
}

/** Exports the ledger as its auditor would, and verifies it with nothing but the file. */
async function showLedger(bank: SampleBank, calls: number): Promise<void> {
  const response = await fetch(`${bank.url}/api/ledger/export`, { headers: { authorization: `Bearer ${bank.keys["auditor"]}` } });
  const text = await response.text();
  const result = await verifyLedger(text.split(/(?<=\n)/));
  const verdict = result.valid ? styleText("green", `valid: ${result.records} records, signed with key ${result.keyId}`) : styleText("red", `NOT VALID: ${result.reason}`);
  say(`\n${styleText("bold", "The ledger")} of these ${calls} calls, the run and all changes, exported and verified without a database: ${verdict}`);
}

function sayHowToTry(bank: SampleBank): void {
  say(`\nTry it:\n
  export KANAME_URL=${bank.url} KANAME_API_KEY=${bank.keys["branch-desk"]}
  curl $KANAME_URL/v1/chat/completions -H "Authorization: Bearer $KANAME_API_KEY" -H "Content-Type: application/json" -i \\
    -d '{"model": "assistant", "messages": [{"role": "user", "content": "Hello"}]}'
  npm run -s kaname -- receipt <the id in the header x-kaname-receipt>
  curl $KANAME_URL/api/search -H "Authorization: Bearer $KANAME_API_KEY" -H "Content-Type: application/json" \\
    -d '{"collection": "procedures", "query": "紛失したカード"}'
`);
}

main().catch((error: unknown) => {
  const failure = asKanameError(error);
  process.stderr.write(`${failure.kind === "internal" && failure.cause instanceof Error ? failure.cause.stack : failure.message}\n`);
  process.exitCode = 1;
});
