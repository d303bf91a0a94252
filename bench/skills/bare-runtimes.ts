// The runtimes alone, with nothing around them: what a call would cost if nobody had to answer for it.
import { ZenEngine } from "@gorules/zen-engine";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Latency, measure } from "./measure.ts";
import { decisionTable, tableInput } from "./trial-skills.ts";

/** The session on rows that are numbers already, `rowsAtOnce` in one tensor. */
export async function measureBareOnnx(model: Uint8Array, width: number, rowsAtOnce: number, calls: number): Promise<Latency> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const [inputName = ""] = session.inputNames;
  const rows = new Float32Array(rowsAtOnce * width).fill(1);
  const wanted = ["probability", "margin"];
  try {
    return await measure(calls, async () => {
      const given = await session.run({ [inputName]: new Tensor("float32", rows, [rowsAtOnce, width]) }, wanted);
      if (given.probability?.data.length !== rowsAtOnce) throw new Error("The bare session gave no probability for each row.");
    });
  } finally {
    await session.release();
  }
}

/** The engine on the same table and arguments, with its trace as the skill asks for it. */
export async function measureBareTable(calls: number): Promise<Latency> {
  const engine = new ZenEngine();
  const decision = engine.createDecision(decisionTable());
  try {
    return await measure(calls, async (turn) => {
      const { result } = await decision.evaluate(tableInput(turn), { trace: true });
      if (typeof result.decision !== "string") throw new Error("The bare engine came to no decision.");
    });
  } finally {
    engine.dispose();
  }
}
