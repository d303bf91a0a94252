// Reads one file after another in a thread of its own: what a file costs, or breaks, is this thread's. Started by parser-thread.ts.
import { parentPort } from "node:worker_threads";
import { KanameError } from "#infrastructure/errors.ts";
import { parseDocument } from "./parse-document.ts";
import type { ParserReply, ParserRequest } from "./parser-messages.ts";

async function answer({ bytes, fileName }: ParserRequest): Promise<ParserReply> {
  return parseDocument(bytes, fileName).then((document) => ({ kind: "parsed", document }), toReply);
}

/** A parser that stumbles over a file says that the file is broken: they are made for whole ones. */
function toReply(error: unknown): ParserReply {
  if (error instanceof KanameError)
    return { kind: "failed", errorKind: error.kind, message: error.message, cause: privateCause(error.cause) };
  return {
    kind: "failed",
    errorKind: "invalid_request",
    message: "The file is damaged: its parts cannot be read.",
    cause: privateCause(error),
  };
}

/** Without the message, which may quote the file. */
function privateCause(cause: unknown): string {
  return cause instanceof Error
    ? `${cause.name} ${(cause.stack ?? "")
        .split("\n")
        .filter((line) => line.startsWith("    at "))
        .slice(0, 5)
        .join("")}`
    : typeof cause;
}

const port = parentPort;
if (port === null) throw new Error("this file runs as a thread of parser-thread.ts");
port.on("message", async (request: ParserRequest) => port.postMessage(await answer(request)));
port.postMessage({ kind: "ready" } satisfies ParserReply);
