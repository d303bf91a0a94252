// The loan story: a run of the hub over the API, a stop for approval, a second person, the answer, and the dossier that proves it all.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { z } from "zod";
import { verifyLedger } from "#governance/audit/verify.ts";
import type { SampleBank } from "./open-sample-bank.ts";
import { call, field, say } from "./telling.ts";

const REQUEST = "融資申込 LA-2041 を審査し、結果と理由を説明してください。";
const APPLICATION = "LA-2041";

const eventSchema = z.looseObject({ run: z.string(), skill: z.string().optional() });
type StoryEvent = z.infer<typeof eventSchema> & { readonly kind: string };
const approvalsSchema = z.object({ data: z.array(z.object({ id: z.string(), runId: z.string(), input: z.record(z.string(), z.json()) })) });

/** Tells the story and gives the file of the dossier. Throws with the server's sentence when a step fails. */
export async function tellLoanStory(bank: SampleBank): Promise<string> {
  say(`\n${styleText("bold", "A loan, assessed by the bank's own models")}`);
  field("asks", `relationship-manager: ${REQUEST}`);
  const order = { model: "local-assistant", messages: [{ role: "user", content: REQUEST }], inputs: { application: APPLICATION } };
  const started = await call(bank, "relationship-manager", "POST", "/api/runs", order);
  const stopped = await follow(started, ["waiting", "answered", "failed"]);
  if (stopped.kind === "waiting") await approve(bank, stopped.run);
  const events = await call(bank, "relationship-manager", "GET", `/api/runs/${stopped.run}/events?after=${stopped.sequence}`);
  await follow(events, ["answered", "failed"]);
  return showDossier(bank, stopped.run);
}

/** The requester cannot approve; another person can. */
async function approve(bank: SampleBank, runId: string): Promise<void> {
  const waiting = approvalsSchema.parse(await (await call(bank, "credit-officer", "GET", "/api/approvals?state=open")).json());
  const asked = waiting.data.find((approval) => approval.runId === runId);
  if (asked === undefined) throw new Error(`The run ${runId} waits, but nobody was asked.`);
  field("approval", `credit-officer sees ${JSON.stringify(asked.input)} and approves exactly this call`);
  await call(bank, "credit-officer", "POST", `/api/approvals/${asked.id}/decision`, { decision: "approve" });
}

async function showDossier(bank: SampleBank, runId: string): Promise<string> {
  const text = await (await call(bank, "relationship-manager", "GET", `/api/runs/${runId}/dossier`)).text();
  const file = join(bank.dataFolder, `dossier-${runId}.jsonl`);
  writeFileSync(file, text, { mode: 0o600 });
  const result = await verifyLedger(text.split(/(?<=\n)/));
  field("dossier", result.valid ? styleText("green", `valid: ${result.records} records; ${file}`) : styleText("red", `NOT VALID: ${result.reason}`));
  return file;
}

/** Prints the events as they come, until one of these kinds, and gives that one. */
async function follow(response: Response, ends: readonly string[]): Promise<StoryEvent & { readonly sequence: string }> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    rest += decoder.decode(piece, { stream: true });
    const frames = rest.split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const event = readFrame(frame);
      show(event);
      if (ends.includes(event.kind)) return event;
    }
  }
  throw new Error("The run's events broke off.");
}

function readFrame(frame: string): StoryEvent & { readonly sequence: string } {
  const line = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1] ?? "";
  return { ...eventSchema.parse(JSON.parse(line("data"))), kind: line("event"), sequence: line("id") };
}

function show(event: StoryEvent): void {
  switch (event.kind) {
    case "skill_ended":
      return field("skill", `${event.skill}: ${oneLine(event["status"] === "executed" ? resultOf(event) : event["sentence"])}`);
    case "waiting":
      return field("waits", styleText("yellow", `${event.skill}: ${oneLine(z.array(z.object({ sentence: z.string() })).parse(event["reasons"]).map(({ sentence }) => sentence).join("; "))}`));
    case "draft_rejected":
      return field("checked", styleText("yellow", "the model's words were not true to the results; it writes again"));
    case "answered":
      return field(event["source"] === "template" ? "template" : "answer", styleText("green", oneLine(event["text"])));
    case "failed":
      return field("failed", styleText("red", oneLine(event["sentence"])));
    default:
      return undefined;
  }
}

/** The output, and the reasons where there are any. */
function resultOf(event: StoryEvent): string {
  const reasons = z.array(z.object({ text: z.object({ ja: z.string() }) })).parse(event["reasons"] ?? []);
  const why = reasons.length === 0 ? "" : ` ← ${reasons.map(({ text }) => text.ja).join("、")}`;
  return JSON.stringify(event["output"]) + why;
}

function oneLine(text: unknown): string {
  return String(text).replaceAll(/\s+/g, " ");
}
