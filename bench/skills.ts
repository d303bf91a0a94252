// What a skill costs through the disposition gate and the ledger on disk, beside the bare runtime, in the same run.
import { parseArgs } from "node:util";
import { z } from "zod";
import { measureBareOnnx, measureBareTable } from "./skills/bare-runtimes.ts";
import { type Latency, measure, rounded } from "./skills/measure.ts";
import { callBatch, callOnce, openTrialBank, type TrialBank } from "./skills/trial-bank.ts";
import {
  CALCULATOR_INPUT,
  type CreditModels,
  readCreditModels,
  registerCreditModels,
  registerTableAndCalculator,
  tableInput,
} from "./skills/trial-skills.ts";

/** What is left of the calls of a minute that a definition can allow bounds both. */
const optionsSchema = z.strictObject({
  calls: z.coerce.number().int().min(10).max(20_000).default(2_000),
  batches: z.coerce.number().int().min(5).max(200).default(50),
});

const BATCH_ROWS = 1_000;
const AIMS = { onnxOneRowP50Ms: 2, decisionTableP50Ms: 1, batchTimesCheaperPerRow: 100 };

/** Runs the benchmark with `flags` and gives the result's members; those of the trained models are null where there are none. */
export async function run(flags: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { values } = parseArgs({ args: [...flags], options: { calls: { type: "string" }, batches: { type: "string" } } });
  const settings = optionsSchema.parse({ ...values });
  const bank = await openTrialBank();
  try {
    await registerTableAndCalculator(bank);
    const decisionTable = {
      gate: await tellOf("decision table, 51 rows", callsOf(bank, "table", settings.calls, tableInput)),
      bare: await tellOf("decision table, bare engine", measureBareTable(settings.calls)),
    };
    const calculator = {
      gate: await tellOf(
        "calculator",
        callsOf(bank, "calculator", settings.calls, () => CALCULATOR_INPUT),
      ),
    };
    const models = readCreditModels();
    if (models === undefined) tell("going on without the trained models: sample-bank/models has none");
    const trained = models === undefined ? undefined : await measureModels(bank, models, settings);
    return {
      onnxOneRowP50Ms: trained?.onnxOneRow.gate.p50Ms ?? null,
      decisionTableP50Ms: decisionTable.gate.p50Ms,
      batchTimesCheaperPerRow: trained?.batch.timesCheaperPerRow ?? null,
      aims: AIMS,
      settings: { ...settings, batchRows: BATCH_ROWS },
      ...(trained ?? { absent: "sample-bank/models has no trained models" }),
      decisionTable,
      calculator,
    };
  } finally {
    await bank.close();
  }
}

async function measureModels(bank: TrialBank, models: CreditModels, { calls, batches }: z.infer<typeof optionsSchema>) {
  await registerCreditModels(bank, models);
  const width = models.features.length;
  const inputOf = rowsOf(models);
  const gate = await tellOf("ONNX, one row", callsOf(bank, "boosted", calls, inputOf));
  const withReasons = await tellOf("ONNX, one row with reasons", callsOf(bank, "boosted-explained", calls, inputOf));
  const bare = await tellOf("ONNX, bare session", measureBareOnnx(models.model, width, 1, calls));
  const scorecard = { gate: await tellOf("scorecard", callsOf(bank, "points", calls, inputOf)) };
  const inputs = Array.from({ length: BATCH_ROWS }, (_unused, place) => inputOf(place));
  const batch = await tellOf(
    `ONNX, ${BATCH_ROWS} rows`,
    measure(batches, () => callBatch(bank.gate, "boosted", inputs)),
  );
  const bareBatch = await tellOf(`ONNX, bare session, ${BATCH_ROWS} rows`, measureBareOnnx(models.model, width, BATCH_ROWS, batches));
  return {
    onnxOneRow: { gate, withReasons, bare },
    batch: {
      gate: batch,
      bare: bareBatch,
      microsPerRow: rounded((batch.p50Ms * 1_000) / BATCH_ROWS),
      timesCheaperPerRow: rounded((gate.p50Ms * BATCH_ROWS) / batch.p50Ms),
      bareTimesCheaperPerRow: rounded((bare.p50Ms * BATCH_ROWS) / bareBatch.p50Ms),
    },
    scorecard,
  };
}

type Row = CreditModels["rows"][number];

/** The rows in turn, each with another amount, so that no two calls of a round are the same. */
function rowsOf({ rows }: CreditModels): (turn: number) => Row {
  return (turn) => ({ ...rows[turn % rows.length], amount_marks: 500 + (turn % 15_000) });
}

function callsOf({ gate }: TrialBank, skillId: string, calls: number, inputOf: (turn: number) => Row): Promise<Latency> {
  return measure(calls, (turn) => callOnce(gate, skillId, inputOf(turn)));
}

async function tellOf(what: string, measuring: Promise<Latency>): Promise<Latency> {
  const latency = await measuring;
  tell(`${what}: p50 ${latency.p50Ms} ms, p99 ${latency.p99Ms} ms`);
  return latency;
}

function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}
