// A loan desk for journeys: a test bank with skills of its own, the people who answer for them, and runs that are read event by event.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { JsonObject, SkillDefinition } from "#model/skill.ts";
import { openTestBank, type TestBank } from "./platform.ts";
import { loanSkill } from "./skills.ts";
import { jsonAnswer, openStandInCloud, type ScriptedAnswer, type StandInCloud, wholeText } from "./stand-in-cloud.ts";

export interface LoanDesk {
  readonly bank: TestBank;
  /** A model service of the bank's own, which an HTTP skill may call. */
  readonly service: StandInCloud;
  /** Keys of people, by what they are for. */
  readonly keys: {
    readonly clerk: string;
    /** The clerk's second key, which approves. */
    readonly clerkApproving: string;
    readonly developer: string;
    /** The developer's second key, which approves. */
    readonly developerApproving: string;
    readonly approver: string;
  };
  /** Stores an artefact and gives its hash. */
  store(artefact: string): Promise<string>;
  /** Has the developer propose the skill and the approver let it go live. Throws with the server's answer when either is refused. */
  goLive(definition: SkillDefinition): Promise<void>;
  /** What the model says next, whichever pool it is asked in; then it says "Done.". */
  say(...turns: readonly ScriptedAnswer[]): void;
  /** Starts a run and reads its events until it waits or ends. */
  run(inputs?: JsonObject, order?: { readonly model?: string; readonly key?: string }): Promise<RunReading>;
  /** Reads the events of a run after the one numbered `after`, until it waits or ends. */
  follow(runId: string, after: number, key?: string): Promise<RunReading>;
  /** The open approval of a run. */
  approvalOf(runId: string): Promise<OpenApproval>;
  decide(approvalId: string, decision: "approve" | "deny", key?: string): Promise<{ status: number; body: unknown }>;
  /** The ledger's records of changes of an object, such as skill/loan-payment, in order. */
  changeRecords(object: string): Promise<ChangeEntry[]>;
  /** The ledger's records of the run's skill calls, in order. */
  skillRecords(runId: string): Promise<SkillEntry[]>;
  close(): Promise<void>;
}

export interface RunReading {
  readonly runId: string;
  readonly events: readonly ReadEvent[];
  readonly last: ReadEvent;
}

export type ReadEvent = z.infer<typeof readEvent>;
export type ChangeEntry = z.infer<typeof changeEntry>;
export type SkillEntry = z.infer<typeof skillEntry>;
export type OpenApproval = z.infer<typeof openApproval>;

const reason = z.object({ policy: z.string(), sentence: z.string() });
const readEvent = z.object({
  sequence: z.number(),
  kind: z.string(),
  run: z.string(),
  skill: z.string().optional(),
  status: z.string().optional(),
  sentence: z.string().optional(),
  text: z.string().nullish(),
  error: z.string().optional(),
  approval: z.string().optional(),
  decision: z.string().optional(),
  by: z.string().nullish(),
  level: z.number().optional(),
  output: z.record(z.string(), z.json()).optional(),
  trace: z.json().optional(),
  reasons: z.array(z.looseObject({})).optional(),
});
const openApproval = z.object({ id: z.string(), runId: z.string(), skillVersion: z.number(), input: z.record(z.string(), z.json()) });
const approvalsBody = z.object({ data: z.array(openApproval.extend({ reasons: z.array(reason) })) });
const skillEntry = z.looseObject({
  kind: z.literal("skill"),
  run: z.string().nullable(),
  skill: z.looseObject({ id: z.string(), version: z.number() }).nullable(),
  disposition: z.string(),
  policies: z.array(z.string()),
  approval: z.string().nullable(),
  outcome: z.string(),
  error: z.string().nullable(),
});
const changeEntry = z.object({
  kind: z.literal("change"),
  action: z.string(),
  actor: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.json()),
});
const entry = z.object({ event: z.looseObject({ kind: z.string() }) });

const PAUSES_AND_ENDS: readonly string[] = ["waiting", "answered", "failed", "stopped"];

const SOURCE_SQL = `create table application (id text primary key, department text not null, principal int8 not null, rate float8 not null, periods int4 not null);
insert into application values ('LA-1', 'retail', 3000000, 2.4, 60), ('LA-2', 'retail', 30000000, 2.4, 60), ('LA-3', 'treasury', 1000000, 2.4, 60);
`;

/** Forbids what the base policies allow. */
const OWN_POLICIES = `@id("no-huge-loans")
@reason("this bank assesses no loan above five hundred million")
forbid (principal, action in Action::"call", resource)
when { context has amount && context.amount > 500000000 };`;

/** An MCP server whose tool `change` changes what its tool `score` says of itself. */
const TOOLS = join(import.meta.dirname, "mcp-stdio-server.ts");

/** The configuration of a test bank with a loan desk, its data source, its service, its tools and its own policies. */
function withLoanDesk(text: string, folder: string, serviceOrigin: string): string {
  const file = join(folder, "source.sql");
  writeFileSync(file, SOURCE_SQL);
  const desk = "title: Loan desk, purpose: Testing, owner: Tests, dataPurpose: credit-assessment, models: [assistant, home-model]";
  const policies = OWN_POLICIES.split("\n").map((line) => `      ${line}\n`);
  return text.replace(
    "    sensitivity:\n",
    `      - { id: loan-desk, ${desk} }
      - { id: loan-chat, usesHub: true, ${desk} }
    dataSources: [{ id: core, sqlFile: ${JSON.stringify(file)} }]
    skillServices: [{ origin: "${serviceOrigin}" }]
    mcpServers: [{ id: market-data, transport: stdio, command: ${JSON.stringify(process.execPath)}, arguments: [${JSON.stringify(TOOLS)}] }]
    skillPolicies: |
${policies.join("")}    sensitivity:
`,
  );
}

/** Opens it. To be closed. */
export async function openLoanDesk(): Promise<LoanDesk> {
  const service = await openStandInCloud(() => jsonAnswer({ score: 0.2 }));
  const bank = await openTestBank(undefined, (text, folder) => withLoanDesk(text, folder, service.origin));
  const keys = {
    clerk: await bank.issuePersonKey("clerk", { scenario: "loan-desk" }),
    clerkApproving: await bank.issuePersonKey("clerk", { role: "approver" }),
    developer: await bank.issuePersonKey("developer", { role: "developer" }),
    developerApproving: await bank.issuePersonKey("developer", { role: "approver" }),
    approver: await bank.issuePersonKey("officer", { role: "approver" }),
  };
  const auditor = await bank.issuePersonKey("auditor", { role: "auditor" });
  let turns: ScriptedAnswer[] = [];
  for (const pool of [bank.cloud, bank.home]) pool.answerWith(() => turns.shift() ?? wholeText("Done."));

  async function must<Body extends z.ZodType>(answer: Promise<{ status: number; body: unknown }>, body: Body): Promise<z.output<Body>> {
    const { status, body: said } = await answer;
    if (status >= 300) throw new Error(`the server answered ${status}: ${JSON.stringify(said)}`);
    return body.parse(said);
  }
  const request = (path: string, key: string, init: RequestInit = {}) =>
    fetch(bank.url + path, { ...init, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });

  const ledgerEvents = async () => readEntries(await (await request("/api/ledger/export", auditor)).text());

  return {
    bank,
    service,
    keys,
    async store(artefact) {
      const body = { artefact: Buffer.from(artefact).toString("base64") };
      return (await must(bank.admin("POST", "/api/skill-artefacts", body, keys.developer), z.object({ sha256: z.string() }))).sha256;
    },
    async goLive(definition) {
      const { id, version } = definition;
      await must(bank.admin("POST", "/api/skills", definition, keys.developer), z.unknown());
      const path = `/api/skills/${id}/versions/${version}/decision`;
      await must(bank.admin("POST", path, { decision: "approve" }, keys.approver), z.unknown());
    },
    say(...next) {
      turns = [...next];
    },
    async run(inputs = {}, { model = "home-model", key = keys.clerk } = {}) {
      const order = { model, messages: [{ role: "user", content: "Assess this loan, please." }], inputs };
      return readRun(await request("/api/runs", key, { method: "POST", body: JSON.stringify(order) }));
    },
    follow: async (runId, after, key = keys.clerk) => readRun(await request(`/api/runs/${runId}/events?after=${after}`, key)),
    async approvalOf(runId) {
      const { data } = await must(bank.admin("GET", "/api/approvals?state=open", undefined, keys.approver), approvalsBody);
      const found = data.find((approval) => approval.runId === runId);
      if (found === undefined) throw new Error(`nobody was asked about the run ${runId}`);
      return found;
    },
    decide: (approvalId, decision, key = keys.approver) => bank.admin("POST", `/api/approvals/${approvalId}/decision`, { decision }, key),
    async changeRecords(object) {
      const records = (await ledgerEvents()).filter(({ kind }) => kind === "change").map((event) => changeEntry.parse(event));
      return records.filter((record) => record.object === object);
    },
    async skillRecords(runId) {
      return (await ledgerEvents()).filter(({ kind, run }) => kind === "skill" && run === runId).map((event) => skillEntry.parse(event));
    },
    async close() {
      await bank.close();
      await service.close();
    },
  };
}

/** The records of a ledger's export, without its header. */
function readEntries(lines: string) {
  return lines
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => entry.parse(JSON.parse(line)).event);
}

async function readRun(response: Response): Promise<RunReading> {
  const events: ReadEvent[] = [];
  for await (const event of readEvents(response)) {
    events.push(event);
    if (PAUSES_AND_ENDS.includes(event.kind)) return { runId: event.run, events, last: event };
  }
  throw new Error(`the events broke off after ${events.length}`);
}

/** The events of an answer, as they come. Leaving the loop ends the connection. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent> {
  if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`);
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of response.body ?? []) {
    const frames = (rest + decoder.decode(piece, { stream: true })).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const field = new Map(frame.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
      yield readEvent.parse({ ...JSON.parse(field.get("data") ?? ""), sequence: Number(field.get("id")), kind: field.get("event") });
    }
  }
}

/** The model asks for these skills, in one turn. */
export function calls(...wanted: readonly (readonly [skill: string, input: JsonObject])[]): ScriptedAnswer {
  const toolCalls = wanted.map(([name, input], index) => ({
    id: `call_${name}_${index}`,
    type: "function",
    function: { name, arguments: JSON.stringify(input) },
  }));
  return jsonAnswer({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "home-model",
    choices: [{ index: 0, message: { role: "assistant", content: null, tool_calls: toolCalls }, finish_reason: "tool_calls" }],
    usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
  });
}

const number = { type: "number" } as const;

/** The calculator of a repayment plan, which asks for a person above ten million. */
export function paymentSkill(changes: Partial<SkillDefinition> = {}): SkillDefinition {
  return loanSkill({
    input: {
      type: "object",
      properties: {
        principal: number,
        annualRatePercent: number,
        periods: { type: "integer" },
        method: { type: "string" },
        rounding: { type: "string" },
      },
      required: ["principal", "annualRatePercent", "periods", "method", "rounding"],
      additionalProperties: false,
    },
    ...changes,
  });
}

export const PLAN = { annualRatePercent: 2.4, periods: 12, method: "equal_instalments", rounding: "yen_floor" } as const;

/** A skill that is looked up without a threshold. */
export function plainSkill(id: string, source: SkillDefinition["source"], properties: JsonObject, changes: Partial<SkillDefinition> = {}) {
  const input = { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
  return loanSkill({ id, source, input, thresholds: {}, sideEffect: "read", ...changes });
}
