import { readFileSync } from "node:fs";
import { ask, deploymentOf, openRuntime } from "./candidates.ts";
import { scoreAnswer } from "./score-answer.ts";
const tasks = JSON.parse(readFileSync(new URL("chat-tasks.json", import.meta.url), "utf8"));
const r = openRuntime("/tmp/scratch/weights", 1); const d = deploymentOf("smollm2-135m-instruct", "chat");
const sys = { role: "system" as const, content: "You are a helpful AI assistant named SmolLM, trained by Hugging Face" };
for (const [name, pre, extra] of [["bare", [], {}], ["system", [sys], {}], ["system+freq.3", [sys], { frequency_penalty: 0.3 }], ["system t.2", [sys], { temperature: 0.2, seed: 1, top_p: 0.9 }]] as any) {
  const by: any = {}; let rep = 0; const t = performance.now();
  for (const k of tasks) { const { text } = await ask(r, d, { messages: [...pre, { role: "user", content: k.text }], max_completion_tokens: 96, ...extra, ...(k.schema ? { response_format: { type: "json_schema", json_schema: { name: "a", schema: k.schema } } } : {}) }); const m = scoreAnswer(k, text); if (m.repeats) rep++; for (const g of ["all", k.kind, k.language]) { by[g] ??= [0, 0]; by[g][1]++; if (m.done) by[g][0]++; } }
  console.log(name, rep, JSON.stringify(by), Math.round((performance.now() - t) / 1000));
}
await r.close();
