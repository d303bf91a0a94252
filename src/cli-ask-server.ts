// Asks a running server, with the key from the environment.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import { createOutbound, type Exchange, type ExchangeRequest, type Outbound } from "#infrastructure/outbound.ts";
import type { Config } from "./config.ts";

const WAIT_MS_MAX = 30_000;
const errorBody = z.object({ error: z.object({ message: z.string() }) });

/** Asks for `path` and gives the pieces of the answer. Throws KanameError with the server's own sentence when it refuses. */
async function* readServer(config: Config, path: string): AsyncGenerator<Buffer> {
  if (config.apiKey === undefined)
    throw new KanameError("unauthenticated", "Set KANAME_API_KEY to a key of your institution, and KANAME_URL to the server.");
  const url = new URL(path, config.serverUrl);
  const outbound = createOutbound({ allowedOrigins: [url.origin], environment: config.proxy });
  try {
    const exchange = await openAt(outbound, url, {
      origin: url.origin,
      path: url.pathname + url.search,
      method: "GET",
      headers: { authorization: `Bearer ${config.apiKey}` },
      firstByteTimeoutMs: WAIT_MS_MAX,
      idleTimeoutMs: WAIT_MS_MAX,
      signal: new AbortController().signal,
    });
    if (exchange.status === 200) yield* exchange.body;
    else throw refusalOf(exchange.status, await collect(exchange.body));
  } finally {
    await outbound.close();
  }
}

/** Asks for `path` and passes the answer on to standard output, no faster than that is read. */
export async function printFromServer(config: Config, path: string): Promise<void> {
  for await (const piece of readServer(config, path)) {
    if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
}

/** Asks for `path` and gives the JSON answer. */
export async function askServer(config: Config, path: string): Promise<unknown> {
  return JSON.parse(await collect(readServer(config, path)));
}

/** Opens the exchange; a server that is not there is told by its address and by what sets it. */
async function openAt(outbound: Outbound, url: URL, request: ExchangeRequest): Promise<Exchange> {
  try {
    return await outbound.openExchange(request);
  } catch (error) {
    throw new KanameError("unavailable", `No Kaname server answers at ${url.origin}: start it, or set KANAME_URL to where it is.`, {
      cause: error,
    });
  }
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<string> {
  const collected: Buffer[] = [];
  for await (const piece of pieces) collected.push(piece);
  return Buffer.concat(collected).toString();
}

function refusalOf(status: number, body: string): KanameError {
  const kind = status === 404 ? "not_found" : status === 401 ? "unauthenticated" : status === 403 ? "forbidden" : "unavailable";
  try {
    return new KanameError(kind, errorBody.parse(JSON.parse(body)).error.message);
  } catch (error) {
    return new KanameError(kind, `The server answered ${status}.`, { cause: error });
  }
}
