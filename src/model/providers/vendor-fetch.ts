// The fetch that vendors' libraries are given: it goes out by our one way, with its limits, and follows no redirect.
import type { Outbound } from "#infrastructure/outbound.ts";

const STATUS_WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const NEVER = new AbortController().signal;

export interface VendorFetchLimits {
  readonly firstByteTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

/** As much of WHATWG fetch as the vendors' libraries use: a text body out, a stream back. Throws as Outbound.openExchange does. */
export function createVendorFetch(outbound: Outbound, limits: VendorFetchLimits): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = init?.body ?? undefined;
    if (body !== undefined && typeof body !== "string") throw new TypeError("vendors' libraries send text");
    const exchange = await outbound.openExchange({
      origin: url.origin,
      path: url.pathname + url.search,
      method: init?.method === "POST" ? "POST" : "GET",
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(body === undefined ? {} : { body }),
      ...limits,
      signal: init?.signal ?? NEVER,
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(exchange.headers)) if (value !== undefined) headers.set(name, String(value));
    const stream = STATUS_WITHOUT_BODY.has(exchange.status) ? null : ReadableStream.from(exchange.body);
    return new Response(stream, { status: exchange.status, headers });
  };
}
