// Skills in the words of MCP: a definition as a tool, an answer as a tool's result. No decision is made here.
import type { CallToolResult, Tool } from "@modelcontextprotocol/sdk/types.js";
import type { SkillDefinition } from "#model/skill.ts";
import type { SkillCallAnswer } from "#service/skill-service.ts";

/** Where a result says which record of the ledger is its own. */
const RECORD_MEMBER = "kaname/record";

/** What a client may show and a model may call. The hints are what the definition says of the side effect. */
export function toTool({ id, title, description, input, output, sideEffect }: SkillDefinition): Tool {
  return {
    name: id,
    title,
    description,
    inputSchema: { ...input, type: "object" },
    outputSchema: { ...output, type: "object" },
    annotations: { readOnlyHint: sideEffect === "read" || sideEffect === "advise", destructiveHint: sideEffect === "act" },
  };
}

/** The output as structured content and as text; reasons and trace, which the output's schema does not know, as a second text. */
export function toToolResult(answer: SkillCallAnswer): CallToolResult {
  const _meta = { [RECORD_MEMBER]: answer.recordId };
  // Without a result of the declared form there is only the error: also for a call that waits for a person.
  if (answer.status !== "executed") return { _meta, isError: true, content: [{ type: "text", text: answer.sentence }] };
  const { output, reasons, trace } = answer.result;
  const isExplained = reasons !== undefined || trace !== undefined;
  return {
    _meta,
    structuredContent: { ...output },
    content: [
      { type: "text", text: JSON.stringify(output) },
      ...(isExplained ? [{ type: "text" as const, text: JSON.stringify({ reasons, trace }) }] : []),
    ],
  };
}
