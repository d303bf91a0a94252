// kaname receipt: why a call went where it went, asked of a running server.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { askServer } from "./cli-ask-server.ts";
import { type Command, print } from "./cli-command.ts";

const receiptAnswer = z.object({
  outcome: z.string(),
  error: z.string().nullable(),
  scenario: z.string(),
  requestedModel: z.string(),
  startedAt: z.string(),
  totalMs: z.number(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), estimated: z.boolean(), costMicros: z.number() }),
  receipt: z.object({
    id: z.string(),
    level: z.number(),
    scenarioLevel: z.number(),
    findings: z.array(z.object({ type: z.string(), level: z.number(), count: z.number(), why: z.string() })),
    candidates: z.array(z.object({ deployment: z.string(), zone: z.string(), verdict: z.string(), reason: z.string() })),
    guardrails: z.array(z.object({ action: z.string(), guardrail: z.string(), why: z.string() })).default([]),
    masked: z.record(z.string(), z.number()),
    restored: z.record(z.string(), z.number()),
  }),
});
type ReceiptAnswer = z.infer<typeof receiptAnswer>;

export const receiptCommand: Command = {
  usage: "receipt <id>",
  summary: "explains a call: level, route, masking, cost (needs KANAME_URL and KANAME_API_KEY)",
  async run(words, config) {
    const [id] = words;
    if (id === undefined)
      throw new KanameError(
        "invalid_request",
        "Say which receipt: kaname receipt <id>; its id is in the header x-kaname-receipt of each answer.",
      );
    for (const line of explainReceipt(receiptAnswer.parse(await askServer(config, `/api/receipts/${encodeURIComponent(id)}`)))) print(line);
    return 0;
  },
};

/** The receipt in lines for a person. */
function explainReceipt(answer: ReceiptAnswer): string[] {
  const { receipt, usage } = answer;
  const lines = [
    `receipt   ${receipt.id}`,
    `when      ${answer.startedAt}, ${Math.round(answer.totalMs)} ms, ${answer.outcome}${answer.error === null ? "" : ` (${answer.error})`}`,
    `scenario  ${answer.scenario}, model ${answer.requestedModel}`,
    `level     ${receipt.level}${receipt.findings.length === 0 ? " (nothing sensitive was found)" : ""}`,
    ...receipt.findings.map(({ type, level, count, why }) => `          level ${level}: ${count} × ${type}, ${why}`),
    ...receipt.guardrails.map(({ action, guardrail, why }) => `guardrail ${action.padEnd(8)} ${guardrail}: ${why}`),
    ...receipt.candidates.map(
      ({ deployment, zone, verdict, reason }) => `route     ${verdict.padEnd(8)} ${deployment} (${zone}): ${reason}`,
    ),
  ];
  if (Object.keys(receipt.masked).length > 0)
    lines.push(`masked    ${counts(receipt.masked)}; restored in the answer: ${counts(receipt.restored) || "none"}`);
  const estimated = usage.estimated ? ", estimated" : "";
  lines.push(
    `used      ${usage.inputTokens} + ${usage.outputTokens} tokens, ${usage.costMicros / 1_000_000} of the currency unit${estimated}`,
  );
  return lines;
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([type, count]) => `${count} × ${type}`)
    .join(", ");
}
