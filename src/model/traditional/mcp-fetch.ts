// The fetch that the MCP client is given: it goes out by our one way, with its limits, and every answer is there whole or fails.
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";
import type { Exchange, Outbound } from "#infrastructure/outbound.ts";
import { UpstreamFailure } from "../provider.ts";
import { createFrameReader, FRAME_BYTES_MAX, type FrameReader } from "../providers/event-frames.ts";

/** A result may have 1 MiB; what stands around it, and text and structured content that say the same, stay within four times that. */
export const MESSAGE_BYTES_MAX = 4_194_304;
/** The longest time that a skill may have; its own limit ends the call before. */
const EXCHANGE_MS_MAX = 120_000;

const EVENT_STREAM = /^text\/event-stream\s*(?:$|;)/i;

const messageSchema = z.looseObject({ id: z.union([z.string(), z.number()]).optional(), method: z.string().optional() });
const cancellationSchema = z.looseObject({
  method: z.literal("notifications/cancelled"),
  params: z.looseObject({ requestId: z.union([z.string(), z.number()]) }),
});
type MessageId = string | number;

/**
 * Sends each message of the MCP client by POST. An answer that comes as an event stream is read up to the response to the message, so
 * that a server that dies before it is a failed request rather than one that waits. A cancelled request's connection is broken off. There
 * is no stream of the server's own messages: to ask for one is answered with 405, as by servers that have none.
 */
export function createMcpFetch(openExchange: Outbound["openExchange"]) {
  const underWay = new Map<MessageId, AbortController>();

  return async (address: string | URL, init?: RequestInit): Promise<Response> => {
    if (init?.method !== "POST" || typeof init.body !== "string") return new Response(null, { status: 405 });
    const url = new URL(address);
    const { id } = messageSchema.parse(JSON.parse(init.body));
    const cancelled = cancellationSchema.safeParse(JSON.parse(init.body));
    if (cancelled.success) underWay.get(cancelled.data.params.requestId)?.abort();

    const cancel = new AbortController();
    if (id !== undefined) underWay.set(id, cancel);
    try {
      const exchange = await openExchange({
        origin: url.origin,
        path: url.pathname + url.search,
        method: "POST",
        headers: Object.fromEntries(new Headers(init.headers)),
        body: init.body,
        firstByteTimeoutMs: EXCHANGE_MS_MAX,
        idleTimeoutMs: EXCHANGE_MS_MAX,
        signal: init.signal ? AbortSignal.any([init.signal, cancel.signal]) : cancel.signal,
      });
      return await answerOf(exchange, id).finally(exchange.stop);
    } finally {
      if (id !== undefined) underWay.delete(id);
    }
  };
}

/** What a server says beside a refusal is not read: it may quote the arguments. */
async function answerOf(exchange: Exchange, id: MessageId | undefined): Promise<Response> {
  const { status, headers } = exchange;
  if (status !== 200 || id === undefined) return new Response(null, { status: status === 200 ? 202 : status });
  const type = String(headers["content-type"] ?? "");
  const session = headers["mcp-session-id"];
  const body = EVENT_STREAM.test(type) ? await readResponse(exchange, id) : await collect(exchange);
  return new Response(body, {
    status,
    headers: {
      "content-type": EVENT_STREAM.test(type) ? "application/json" : type,
      ...(typeof session === "string" ? { "mcp-session-id": session } : {}),
    },
  });
}

/** The event that answers message `id`; other messages of the server are skipped. */
async function readResponse({ body }: Exchange, id: MessageId): Promise<string> {
  const frames = createFrameReader();
  for await (const piece of limited(body)) {
    for (const payload of readFrames(frames, piece)) {
      const text = payload.toString();
      const message = text === "" ? undefined : messageSchema.parse(JSON.parse(text));
      if (message?.id === id && message.method === undefined) return text;
    }
  }
  throw new KanameError("upstream_failed", "The MCP server ended its answer before the result was there.");
}

/** The events that are complete; one of them may be smaller than a whole answer. */
function readFrames(frames: FrameReader, piece: Buffer): readonly Buffer[] {
  try {
    return frames.push(piece)?.payloads ?? [];
  } catch (error) {
    throw error instanceof UpstreamFailure ? tooLarge(FRAME_BYTES_MAX) : error;
  }
}

async function collect({ body }: Exchange): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of limited(body)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function* limited(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MESSAGE_BYTES_MAX) throw tooLarge(MESSAGE_BYTES_MAX);
    yield piece;
  }
}

function tooLarge(bytesMax: number): KanameError {
  return new KanameError("upstream_failed", `The MCP server answered with more than the allowed ${bytesMax} bytes.`);
}
