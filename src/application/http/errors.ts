// Any failure, at any depth, becomes an HTTP answer here: status, headers and an OpenAI error body.
import { asKanameError, ERROR_KINDS, KanameError } from "#infrastructure/errors.ts";

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string };
  };
}

/** What a caller is told of `error`: the public sentence of a KanameError, and of anything else only that something went wrong. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  const failure = asKanameError(error);
  const { status, type } = ERROR_KINDS[failure.kind];
  const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  if (failure.kind === "unauthenticated") headers["www-authenticate"] = 'Bearer realm="kaname"';
  if (failure.retryAfterSeconds !== undefined) headers["retry-after"] = String(Math.ceil(failure.retryAfterSeconds));
  return { status, headers, body: { error: { message: failure.message, type, param: failure.parameter ?? null, code: failure.kind } } };
}

/** Fastify's own refusals of a request, in the sentences of Kaname; anything else is given back as it is. */
export function fromFastify(error: unknown, bodyBytesMax: number): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof KanameError) return error;
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new KanameError(
        "too_large",
        `The body is larger than ${Math.floor(bodyBytesMax / 1_000)} kB, the most that is accepted here.`,
        { cause: error },
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new KanameError("unsupported_media_type", "The body must be JSON: send it with the header Content-Type: application/json.", {
        cause: error,
      });
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new KanameError("invalid_request", "The body's length is not the one that Content-Length says.", { cause: error });
    case "FST_ERR_BAD_URL":
      return new KanameError("invalid_request", "The URL is not a valid one: a percent sign in it must start a valid escape.", {
        cause: error,
      });
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new KanameError("invalid_request", "A part of the URL is longer than any id.", { cause: error });
    default:
      return error;
  }
}
