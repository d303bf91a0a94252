// The only place that opens connections to other machines: declared origins alone, bounded connections, through the institution's proxy.
import { type Dispatcher, Pool, ProxyAgent } from "undici";
import { KanameError } from "./errors.ts";
import { type Exchange, type ExchangeRequest, openExchange } from "./exchange.ts";

export type { Exchange, ExchangeRequest } from "./exchange.ts";

/** More than any pool's usual slots; it stops one upstream from taking all file handles. */
const CONNECTIONS_PER_ORIGIN_MAX = 512;
/** Requests that run or wait for a connection of one origin; one more is refused. */
const REQUESTS_PER_ORIGIN_MAX = 2_048;
const CONNECT_TIMEOUT_MS = 10_000;
/** Below the 5 s after which a Node server closes an idle connection, so that we are the first to close. */
const KEEP_ALIVE_MS = 4_000;
const HEADER_BYTES_MAX = 32_768;
/** The longest answer of a model; weights come by `download`, which has no such bound. */
const ANSWER_BYTES_MAX = 67_108_864;
const REDIRECTS_MAX = 5;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The proxy settings of the environment, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` carry them. */
export interface OutboundEnvironment {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Hosts reached without the proxy, separated by commas: `host`, `host:port`, `.domain` or `*`. */
  readonly noProxy?: string;
}

export interface DownloadTerms {
  /** Resume after this many bytes; 0 for the whole file. */
  readonly fromByte: number;
  /** Hosts that the address and its redirects may name: `host`, or `.domain` for everything below a domain. */
  readonly allowedHosts: readonly string[];
  /** Silence for longer than this means that the source is lost. */
  readonly idleTimeoutMs?: number;
  readonly signal: AbortSignal;
}

export interface Download {
  /** 200: the whole file comes; 206: from `fromByte`; anything else is the source's refusal, and `stream` is its text. */
  readonly status: number;
  /** The size of the whole file, where the source says it. */
  readonly totalBytes: number | undefined;
  readonly stream: AsyncIterable<Buffer>;
}

export interface Outbound {
  /** Replaces the origins that may be reached; calls that are under way go on. Throws `invalid_request` for what is no http(s) origin. */
  allowOrigins(origins: Iterable<string>): void;
  /**
   * Sends a request and gives its answer as bytes; a redirect is an answer like any other and is not followed. Throws KanameError
   * `forbidden` for an origin that is not declared, `overloaded` when too many are under way, `upstream_timeout`, `upstream_failed`, and
   * what the signal was aborted with; the body throws the last three as well.
   */
  openExchange(request: ExchangeRequest): Promise<Exchange>;
  /**
   * Fetches a file, following redirects among `allowedHosts`. Throws KanameError `forbidden` for another host, `upstream_failed` for a
   * source that resumes at the wrong byte or redirects for ever, and as openExchange does.
   */
  download(url: string, terms: DownloadTerms): Promise<Download>;
  /** Breaks off what is under way and closes every connection. */
  close(): Promise<void>;
}

interface Origin {
  readonly dispatcher: Dispatcher;
  underWay: number;
}

/** Opens the way out to `allowedOrigins` (as `https://host[:port]`). To be closed. */
export function createOutbound(options: {
  readonly allowedOrigins: Iterable<string>;
  readonly environment?: OutboundEnvironment;
}): Outbound {
  const environment = options.environment ?? {};
  const origins = new Map<string, Origin>();
  let allowed = new Set<string>();

  function allowOrigins(listed: Iterable<string>): void {
    allowed = new Set([...listed].map(parseOrigin));
  }
  function reach(name: string): Origin {
    if (!allowed.has(name))
      throw new KanameError("forbidden", `Kaname does not connect to ${name}: the configuration does not declare it.`);
    const known = origins.get(name);
    if (known !== undefined) return known;
    const opened = { dispatcher: openDispatcher(name, environment, ANSWER_BYTES_MAX), underWay: 0 };
    origins.set(name, opened);
    return opened;
  }
  allowOrigins(options.allowedOrigins);
  return {
    allowOrigins,
    async openExchange(request) {
      const origin = reach(request.origin);
      if (origin.underWay >= REQUESTS_PER_ORIGIN_MAX)
        throw new KanameError("overloaded", `Too many requests to ${request.origin} are under way.`);
      origin.underWay += 1;
      return openExchange(origin.dispatcher, request, () => {
        origin.underWay -= 1;
      });
    },
    download: (url, terms) => download(new URL(url), terms, environment),
    async close() {
      const open = [...origins.values()];
      origins.clear();
      allowed = new Set();
      await Promise.all(open.map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}

/** `text` as an origin: scheme, host and port, nothing else. */
function parseOrigin(text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new KanameError("invalid_request", "An origin looks like https://host or http://host:port.");
  }
  return url.origin;
}

function openDispatcher(origin: string, environment: OutboundEnvironment, answerBytesMax: number): Dispatcher {
  const limits = {
    connections: CONNECTIONS_PER_ORIGIN_MAX,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES_MAX,
    maxResponseSize: answerBytesMax,
    // Each exchange keeps its own time; undici's timers would be a second, coarser opinion.
    headersTimeout: 0,
    bodyTimeout: 0,
    // One connection per running call: a broken one takes one call with it, and stopping a call stops the upstream for certain.
    allowH2: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
  };
  const proxy = proxyFor(new URL(origin), environment);
  return proxy === undefined ? new Pool(origin, limits) : new ProxyAgent({ uri: proxy, ...limits });
}

/** The proxy through which `url` is reached, if any. */
function proxyFor(url: URL, environment: OutboundEnvironment): string | undefined {
  const proxy = url.protocol === "https:" ? environment.httpsProxy : environment.httpProxy;
  if (proxy === undefined || proxy === "") return undefined;
  const direct = (environment.noProxy ?? "").split(",").map((entry) => entry.trim().toLowerCase());
  const isDirect = direct.some((entry) => entry === "*" || (entry !== "" && (entry === url.host || hostMatches(url.hostname, entry))));
  return isDirect ? undefined : proxy;
}

function hostMatches(hostname: string, entry: string): boolean {
  return entry.startsWith(".") ? hostname.endsWith(entry) : hostname === entry;
}

const DOWNLOAD_IDLE_TIMEOUT_MS = 60_000;

async function download(start: URL, terms: DownloadTerms, environment: OutboundEnvironment): Promise<Download> {
  let url = start;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    if (!terms.allowedHosts.some((entry) => hostMatches(url.hostname, entry))) {
      throw new KanameError("forbidden", `Kaname does not download from ${url.hostname}: it is not among the allowed hosts.`);
    }
    const exchange = await openDownload(url, terms, environment);
    const location = exchange.headers.location;
    if (!REDIRECT_STATUSES.has(exchange.status) || typeof location !== "string") return describeDownload(exchange, terms.fromByte);
    exchange.stop();
    const next = URL.parse(location, url.href);
    if (next === null || (next.protocol !== "https:" && next.protocol !== url.protocol)) {
      throw new KanameError("forbidden", `The download from ${url.hostname} was redirected to an address that is not secure.`);
    }
    url = next;
  }
  throw new KanameError("upstream_failed", `The download from ${start.hostname} was redirected more than ${REDIRECTS_MAX} times.`);
}

/** A download has its own connection: it lasts long, is rare, and its host is no model's upstream. */
function openDownload(url: URL, terms: DownloadTerms, environment: OutboundEnvironment): Promise<Exchange> {
  const idleTimeoutMs = terms.idleTimeoutMs ?? DOWNLOAD_IDLE_TIMEOUT_MS;
  const dispatcher = openDispatcher(url.origin, environment, -1);
  const range = terms.fromByte > 0 ? { range: `bytes=${terms.fromByte}-` } : {};
  const headers = { ...range, "accept-encoding": "identity" };
  return openExchange(
    dispatcher,
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: "GET",
      headers,
      firstByteTimeoutMs: idleTimeoutMs,
      idleTimeoutMs,
      signal: terms.signal,
    },
    () => void dispatcher.destroy(),
  );
}

const CONTENT_RANGE = /^bytes (\d+)-\d+\/(\d+|\*)$/;

function describeDownload(exchange: Exchange, fromByte: number): Download {
  const { status, headers, body } = exchange;
  if (status !== 206) {
    const length = Number(headers["content-length"] ?? Number.NaN);
    return { status, totalBytes: status === 200 && Number.isSafeInteger(length) ? length : undefined, stream: body };
  }
  const range = CONTENT_RANGE.exec(String(headers["content-range"] ?? ""));
  if (range === null || Number(range[1]) !== fromByte) {
    exchange.stop();
    throw new KanameError("upstream_failed", "The source of the download resumed at another byte than asked.");
  }
  const total = Number(range[2]);
  return { status, totalBytes: Number.isSafeInteger(total) ? total : undefined, stream: body };
}
