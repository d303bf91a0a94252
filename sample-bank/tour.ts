// The tour: real calls through the gateway with OpenAI's own client, each shown with its level, its route, its answer and its receipt.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import OpenAI from "openai";
import { parse } from "yaml";
import { z } from "zod";
import type { SampleBank } from "./open-sample-bank.ts";
import { field, label, say } from "./telling.ts";

const FOLDER = import.meta.dirname;
const ANSWER_TOKENS_MAX = 80;

const stopSchema = z.strictObject({
  title: z.string(),
  caller: z.string(),
  procedure: z.string().optional(),
  question: z.string().optional(),
  streamed: z.boolean().default(false),
  answerForm: z.record(z.string(), z.string()).optional(),
  embed: z.array(z.string()).optional(),
});
type Stop = z.infer<typeof stopSchema>;

const receiptSchema = z.object({
  receipt: z.object({
    level: z.number(),
    findings: z.array(z.object({ type: z.string(), level: z.number(), count: z.number(), why: z.string() })),
    candidates: z.array(z.object({ deployment: z.string(), zone: z.string(), verdict: z.string(), reason: z.string() })),
    guardrails: z.array(z.object({ action: z.string(), guardrail: z.string(), why: z.string() })).default([]),
    masked: z.record(z.string(), z.number()),
    restored: z.record(z.string(), z.number()),
  }),
  totalMs: z.number(),
});

/** Makes every call of tour.yaml and prints it. Gives how many were made. */
export async function runTour(bank: SampleBank): Promise<number> {
  const stops = z.array(stopSchema).parse(parse(readFileSync(join(FOLDER, "tour.yaml"), "utf8")));
  for (const [index, stop] of stops.entries()) {
    say(`\n${styleText("bold", `${index + 1}. ${stop.title}`)}`);
    const client = new OpenAI({ baseURL: `${bank.url}/v1`, apiKey: bank.keys[stop.caller] ?? "", maxRetries: 0 });
    const receiptId = await visit(stop, client);
    await showReceipt(bank, receiptId);
  }
  return stops.length;
}

/** Makes one call, prints question and answer, and gives the receipt's id. */
async function visit(stop: Stop, client: OpenAI): Promise<string> {
  field("caller", stop.caller);
  try {
    if (stop.embed !== undefined) return await embed(stop.embed, client);
    field("question", stop.question ?? "");
    return stop.streamed ? await ask(stop, client) : await askWhole(stop, client);
  } catch (error) {
    if (!(error instanceof OpenAI.APIError)) throw error;
    field("answer", styleText("yellow", `${error.status} ${error.message.replace(/^\d+ /, "")}`));
    return error.headers?.get("x-kaname-receipt") ?? "";
  }
}

async function ask(stop: Stop, client: OpenAI): Promise<string> {
  const { data: stream, response } = await client.chat.completions.create({ ...requestOf(stop), stream: true }).withResponse();
  process.stdout.write(label("answer"));
  for await (const chunk of stream) process.stdout.write(styleText("green", oneLine(chunk.choices[0]?.delta.content ?? "")));
  say("");
  return response.headers.get("x-kaname-receipt") ?? "";
}

async function askWhole(stop: Stop, client: OpenAI): Promise<string> {
  const { data, response } = await client.chat.completions.create(requestOf(stop)).withResponse();
  field("answer", styleText("green", oneLine(data.choices[0]?.message.content?.trim() ?? "")));
  return response.headers.get("x-kaname-receipt") ?? "";
}

async function embed(texts: string[], client: OpenAI): Promise<string> {
  const { data, response } = await client.embeddings.create({ model: "local-embedding", input: texts, encoding_format: "float" }).withResponse();
  const vectors = data.data.map(({ embedding }) => embedding);
  const [first = []] = vectors;
  texts.forEach((text, index) => {
    field(index === 0 ? "texts" : "", `${text.padEnd(20)} nearness to the first: ${nearness(first, vectors[index] ?? []).toFixed(3)}`);
  });
  return response.headers.get("x-kaname-receipt") ?? "";
}

function requestOf(stop: Stop): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const procedure = stop.procedure === undefined ? [] : [{ role: "system" as const, content: `Answer in one sentence, from this procedure:\n${procedureText(stop.procedure)}` }];
  const messages = [...procedure, { role: "user" as const, content: stop.question ?? "" }];
  return { model: "assistant", messages, max_tokens: ANSWER_TOKENS_MAX, temperature: 0, ...formOf(stop) };
}

function formOf({ answerForm }: Stop): Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, "response_format"> {
  if (answerForm === undefined) return {};
  const properties = Object.fromEntries(Object.entries(answerForm).map(([name, type]) => [name, { type }]));
  const schema = { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
  return { response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } } };
}

function procedureText(name: string): string {
  return readFileSync(join(FOLDER, "procedures", `${name}.md`), "utf8");
}

/** The receipt, as the bank's auditor sees it. */
async function showReceipt(bank: SampleBank, receiptId: string): Promise<void> {
  const response = await fetch(`${bank.url}/api/receipts/${receiptId}`, { headers: { authorization: `Bearer ${bank.keys["auditor"]}` } });
  const { receipt, totalMs } = receiptSchema.parse(await response.json());
  const found = receipt.findings.map(({ type, count, why }) => `${count} × ${type} (${why})`).join(", ");
  field("level", `${styleText("bold", String(receipt.level))}  ${found === "" ? "nothing sensitive" : found}`);
  for (const { action, guardrail, why } of receipt.guardrails) field("guardrail", `${action}: ${guardrail} (${why})`);
  for (const { deployment, zone, verdict, reason } of receipt.candidates) {
    const mark = { chosen: "→", refused: "✗", failed: "!", unneeded: "·" }[verdict] ?? "?";
    field("route", `${mark} ${deployment} (${zone}): ${reason}`);
  }
  if (Object.keys(receipt.masked).length > 0) field("masked", `${counts(receipt.masked)}; restored in the answer: ${counts(receipt.restored) || "none, the answer repeats none"}`);
  field("receipt", styleText("dim", `${receiptId}, ${Math.round(totalMs)} ms`));
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of).map(([type, count]) => `${count} × ${type}`).join(", ");
}

/** Cosine of two unit vectors. */
function nearness(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ");
}
