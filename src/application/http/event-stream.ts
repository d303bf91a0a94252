// Writes an answer to an HTTP response: server-sent events as OpenAI sends them, or one JSON body.
import type { ServerResponse } from "node:http";
import type { AnswerSink } from "#governance/answer-sink.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import type { AnswerPart } from "#model/provider.ts";

export const RECEIPT_HEADER = "x-kaname-receipt";

/** A sink that writes to `response` until `signal` aborts. The receipt's id leaves in a header; a whole answer as a JSON body; chunks as events, closed by [DONE]. */
export function createResponseSink(response: ServerResponse, signal: AbortSignal): AnswerSink {
  let streaming = false;

  function beginStream(): void {
    if (streaming) return;
    streaming = true;
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", "x-accel-buffering": "no" });
  }

  return {
    admitted(receiptId) {
      response.setHeader(RECEIPT_HEADER, receiptId);
    },
    part(part) {
      if (part.kind !== "whole") {
        beginStream();
        return written(response, part.kind === "frames" ? part.bytes : eventOf(part), signal);
      }
      assertHolds(!streaming, "an answer is either streamed or whole");
      response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": part.body.length });
      response.end(part.body);
    },
    end() {
      if (response.writableEnded) return;
      beginStream();
      response.end("data: [DONE]\n\n");
    },
  };
}

function eventOf(part: AnswerPart & { kind: "chunk" }): string {
  return `data: ${JSON.stringify(part.chunk)}\n\n`;
}

/** Writes, and waits while the reader is slower than the model; not for one that has left, nor beyond the time of the call. */
function written(response: ServerResponse, bytes: Buffer | string, signal: AbortSignal): Promise<void> | undefined {
  if (response.write(bytes) || response.destroyed || signal.aborted) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
    signal.addEventListener("abort", done, { once: true });
  });
}
