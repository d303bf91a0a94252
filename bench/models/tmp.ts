import { ask, deploymentOf, openRuntime } from "./candidates.ts";
const r = openRuntime("/tmp/scratch/weights", 1); const d = deploymentOf("smollm2-135m-instruct", "chat");
const shapes = ["[[PERSON_K7Q2X]]","[PERSON_K7Q2X]","<PERSON_K7Q2X>","{{PERSON_K7Q2X}}","PERSON_K7Q2X","#PERSON_K7Q2X#","⟦PERSON_K7Q2X⟧","[[PERSON_1]]"];
const prompts = ["T asks for a new cash card. Write one sentence that greets T by name.","Copy this text exactly: Dear T, your card is ready.","T lives in Osaka. Who lives in Osaka?","Write a short reply to this customer: My name is T and I lost my card.","Hello, I am T. What documents do I need to open an account?","Summarise: T called at nine and asked for a new passbook."];
const sys = { role: "system" as const, content: "You are a helpful AI assistant named SmolLM, trained by Hugging Face" };
for (const withSystem of [false, true]) for (const t of shapes) { let n = 0; const out: string[] = [];
  for (const p of prompts) { const { text } = await ask(r, d, { messages: [...(withSystem ? [sys] : []), { role: "user", content: p.replaceAll("T", "\u0000").replaceAll("\u0000", "T").replace(/\bT\b/g, t) }], max_completion_tokens: 48 }); if (text.includes(t)) n++; out.push(text.slice(0, 70)); }
  console.log(withSystem ? "system" : "bare  ", t, n + "/" + prompts.length, withSystem && (t.startsWith("[[") || t.startsWith("[P")) ? JSON.stringify(out) : ""); }
await r.close();
