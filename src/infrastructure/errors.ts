// The one kind of error that crosses layers: a kind, a sentence for the caller, a private cause for the log.

/** Every kind of failure, with the HTTP status and the OpenAI error type that the gateway answers with. */
export const ERROR_KINDS = {
  invalid_request: { status: 400, type: "invalid_request_error" },
  unauthenticated: { status: 401, type: "authentication_error" },
  budget_exhausted: { status: 402, type: "insufficient_quota" },
  forbidden: { status: 403, type: "permission_error" },
  level_refused: { status: 403, type: "permission_error" },
  guardrail_held: { status: 403, type: "permission_error" },
  not_found: { status: 404, type: "invalid_request_error" },
  method_not_allowed: { status: 405, type: "invalid_request_error" },
  conflict: { status: 409, type: "invalid_request_error" },
  too_large: { status: 413, type: "invalid_request_error" },
  unsupported_media_type: { status: 415, type: "invalid_request_error" },
  client_closed: { status: 499, type: "client_closed" },
  internal: { status: 500, type: "server_error" },
  upstream_failed: { status: 502, type: "upstream_error" },
  unavailable: { status: 503, type: "server_error" },
  overloaded: { status: 503, type: "server_error" },
  storage_failed: { status: 503, type: "server_error" },
  upstream_timeout: { status: 504, type: "upstream_error" },
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

export interface KanameErrorOptions {
  /** What really happened, for the log only; never sent to a caller. */
  readonly cause?: unknown;
  /** The request parameter at fault, as OpenAI error bodies name it. */
  readonly parameter?: string;
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** A failure with a public voice (`message`) and a private one (`cause`). The message never holds prompt text or secrets. */
export class KanameError extends Error {
  override readonly name = "KanameError";
  readonly kind: ErrorKind;
  readonly parameter: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, publicMessage: string, options: KanameErrorOptions = {}) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.parameter = options.parameter;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The KanameError that `error` is, or an internal one that hides it from the caller and keeps it as the cause. */
export function asKanameError(error: unknown): KanameError {
  if (error instanceof KanameError) return error;
  return new KanameError("internal", "Kaname met an unexpected problem; nothing was lost. The log has the details.", { cause: error });
}

/** Stops the current request (never the server) when a promise of the code is broken. */
export function assertHolds(condition: boolean, promise: string): asserts condition {
  if (!condition)
    throw new KanameError("internal", "Kaname stopped this request because one of its own checks failed.", {
      cause: new Error(`broken promise: ${promise}`),
    });
}

/** Why `signal` aborted, as the error that ends the call; without a KanameError as its reason, the caller left. */
export function abortReason(signal: AbortSignal): KanameError {
  if (signal.reason instanceof KanameError) return signal.reason;
  return new KanameError("client_closed", "The caller left before the answer was complete.", { cause: signal.reason });
}
