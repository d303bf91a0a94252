// Why a call through a vendor's library failed. Its errors carry the request and the answer, so none of them is passed on.
import { AISDKError, APICallError, InvalidPromptError, UnsupportedFunctionalityError } from "@ai-sdk/provider";
import { KanameError } from "#infrastructure/errors.ts";
import { UpstreamFailure } from "../provider.ts";
import { failureOfCall, failureOfErrorObject, failureOfStatus, memberOf } from "./upstream-status.ts";

/** Libraries wrap errors in errors; a handful of layers is all there ever is. */
const CAUSES_MAX = 5;

/** What a provider throws for `error`, which a vendor's library threw or streamed. */
export function failureOfVendorCall(error: unknown, signal: AbortSignal, nowMs: number): unknown {
  if (signal.aborted || error instanceof UpstreamFailure) return failureOfCall(error, signal);
  const ours = ownErrorIn(error);
  if (ours !== undefined) return failureOfCall(ours, signal);
  if (UnsupportedFunctionalityError.isInstance(error) || InvalidPromptError.isInstance(error)) {
    return new UpstreamFailure("rejected", "the vendor's library cannot express this request");
  }
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 300) {
    return failureOfStatus(error.statusCode, error.responseHeaders?.["retry-after"], nowMs);
  }
  // An error that the vendor sent in the middle of a stream comes as a plain object.
  if (!(error instanceof Error) && typeof error === "object")
    return failureOfErrorObject({ status: memberOf(error, "statusCode"), type: memberOf(error, "type") }, nowMs);
  const name = AISDKError.isInstance(error) ? error.name : "an unexpected error";
  return new UpstreamFailure("failed", `the vendor's answer could not be read (${name})`);
}

/** The error of our own way out, however deep the library wrapped it. */
function ownErrorIn(error: unknown): KanameError | undefined {
  let inner = error;
  for (let depth = 0; depth < CAUSES_MAX && inner instanceof Error; depth += 1) {
    if (inner instanceof KanameError) return inner;
    inner = inner.cause;
  }
  return undefined;
}
