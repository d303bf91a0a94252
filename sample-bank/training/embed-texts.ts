// Embeds texts for training as the server embeds them when the trained model runs: through the sample bank's own gateway.
// node sample-bank/training/embed-texts.ts texts.json vectors.f32: in, a JSON array of strings; out, little-endian 32-bit floats, row by row.
import { createWriteStream, readFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import { z } from "zod";
import { readConfig } from "#root/config.ts";
import { openSampleBank, type SampleBank } from "../open-sample-bank.ts";

/** Texts in one call: large enough that calls cost little beside embedding, small enough to end well within the server's limit for a call. */
const BATCH_TEXTS = 64;

const textsSchema = z.array(z.string().min(1)).min(1);
const answerSchema = z.object({ data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })) });

const [textsPath, vectorsPath] = process.argv.slice(2);
if (textsPath === undefined || vectorsPath === undefined) throw new Error("name the file with the texts and the file for the vectors");
const texts = textsSchema.parse(JSON.parse(readFileSync(textsPath, "utf8")));
const bank = await openSampleBank(readConfig({ KANAME_LOG_LEVEL: "warn", ...process.env }));
try {
  const output = createWriteStream(vectorsPath);
  for (let start = 0; start < texts.length; start += BATCH_TEXTS) {
    for (const vector of await embed(bank, texts.slice(start, start + BATCH_TEXTS))) output.write(littleEndian(vector));
    process.stderr.write(`\r${Math.min(start + BATCH_TEXTS, texts.length)} of ${texts.length} texts`);
  }
  output.end();
  await finished(output);
  process.stderr.write("\n");
} finally {
  await bank.close();
}

async function embed({ url, keys }: SampleBank, input: readonly string[]): Promise<readonly (readonly number[])[]> {
  const response = await fetch(`${url}/v1/embeddings`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys["branch-desk"]}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "local-embedding", input, encoding_format: "float" }),
  });
  if (!response.ok) throw new Error(`the gateway answered ${response.status}: ${await response.text()}`);
  const { data } = answerSchema.parse(await response.json());
  return [...data].sort((left, right) => left.index - right.index).map(({ embedding }) => embedding);
}

function littleEndian(vector: readonly number[]): Buffer {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  });
  return bytes;
}
