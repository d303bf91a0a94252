// How the demo tells what happens: lines with a name before them; and calls of the API in somebody's name.
import { styleText } from "node:util";
import type { SampleBank } from "./open-sample-bank.ts";

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What stands before a line that tells of `name`. */
export function label(name: string): string {
  return `   ${styleText("cyan", name.padEnd(9))} `;
}

export function field(name: string, value: string): void {
  say(label(name) + value);
}

/** Calls the API with the key of `who`. Throws with the server's sentence when it refuses. */
export async function call(bank: SampleBank, who: string, method: "GET" | "POST", path: string, body?: object): Promise<Response> {
  const response = await fetch(bank.url + path, {
    method,
    headers: { authorization: `Bearer ${bank.keys[who]}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response;
}
