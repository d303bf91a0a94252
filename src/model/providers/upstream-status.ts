// What an upstream's refusal means: HTTP status, Retry-After and connection errors as UpstreamFailure, without a word of any body.
import { abortReason, KanameError } from "#infrastructure/errors.ts";
import { UpstreamFailure, type UpstreamFailureKind } from "../provider.ts";

/** Longer waits than a day are taken as a day: the upstream's clock or its mind is wrong. */
const RETRY_AFTER_SECONDS_MAX = 86_400;

/** What several vendors answer when they are overloaded. */
const STATUS_OVERLOADED = 529;

/**
 * The failure that an HTTP status means. `code` is a machine-readable word (see knownErrorCode) that makes the reason clearer.
 * `retryAfter` is the header's value; `nowMs` is needed where it is a date.
 */
export function failureOfStatus(status: number, retryAfter: string | undefined, nowMs: number, code?: string): UpstreamFailure {
  const retryAfterSeconds = parseRetryAfter(retryAfter, nowMs);
  const reason = code === undefined ? `the upstream answered ${status}` : `the upstream answered ${status} (${code})`;
  return new UpstreamFailure(kindOfStatus(status, retryAfterSeconds), reason, {
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function kindOfStatus(status: number, retryAfterSeconds: number | undefined): UpstreamFailureKind {
  if (status === 401 || status === 403) return "credentials";
  if (status === 429 || status === STATUS_OVERLOADED || (status === 503 && retryAfterSeconds !== undefined)) return "busy";
  if (status === 408 || status === 504) return "timeout";
  // Payment required says nothing about the request: an account is empty.
  if (status >= 400 && status < 500 && status !== 402) return "rejected";
  return "failed";
}

/** Seconds from a Retry-After header (RFC 9110, 10.2.3: a number of seconds or a date), rounded up; undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - nowMs) / 1_000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 0), RETRY_AFTER_SECONDS_MAX);
}

/** Words that may be named in receipts and the log. Anything else that an upstream says could hold a piece of the prompt. */
const KNOWN_ERROR_CODES: ReadonlySet<string> = new Set([
  "authentication_error",
  "content_filter",
  "content_policy_violation",
  "context_length_exceeded",
  "insufficient_quota",
  "internal_error",
  "invalid_api_key",
  "invalid_request_error",
  "model_not_found",
  "not_found_error",
  "overloaded_error",
  "permission_error",
  "rate_limit_error",
  "rate_limit_exceeded",
  "server_error",
  "unsupported_parameter",
  "unsupported_value",
]);

/** The code or type of an OpenAI error body, if it is one of the known words. */
export function knownErrorCode(body: unknown): string | undefined {
  const error = memberOf(body, "error");
  for (const word of [memberOf(error, "code"), memberOf(error, "type")]) {
    if (typeof word === "string" && KNOWN_ERROR_CODES.has(word)) return word;
  }
  return undefined;
}

/** The failure that an error object inside a 200 answer means; such objects sometimes carry the status as their code. */
export function failureOfErrorObject(error: unknown, nowMs: number): UpstreamFailure {
  const word = knownErrorCode({ error });
  for (const value of [memberOf(error, "status"), memberOf(error, "code")]) {
    if (typeof value === "number" && value >= 400 && value < 600) return failureOfStatus(value, undefined, nowMs, word);
  }
  const kind = word === "overloaded_error" || word?.startsWith("rate_limit") === true ? "busy" : "failed";
  return new UpstreamFailure(kind, `the upstream sent an error in its answer${word === undefined ? "" : ` (${word})`}`);
}

/**
 * What a provider throws for `error`: the signal's reason when the call was given up, an UpstreamFailure for a failed exchange, and what is
 * no fault of the upstream (an undeclared origin, a fault of ours) as it is.
 */
export function failureOfCall(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return abortReason(signal);
  if (!(error instanceof KanameError)) return error;
  if (error.kind === "upstream_timeout") return new UpstreamFailure("timeout", error.message, { cause: error.cause });
  if (error.kind === "upstream_failed") return new UpstreamFailure("failed", error.message, { cause: error.cause });
  // A new configuration took it away while the call waited; its address is nothing for a caller's eyes.
  if (error.kind === "forbidden")
    return new UpstreamFailure("failed", "the configuration no longer declares this upstream", { cause: error });
  return error;
}

/** The own member `name` of `value`, or undefined when there is none. */
export function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
