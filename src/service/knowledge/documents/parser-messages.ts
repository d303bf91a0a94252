// What crosses between the thread that asks for a file to be read and the one that reads it.
import type { ErrorKind } from "#infrastructure/errors.ts";
import type { ParsedDocument } from "./parsed-document.ts";

export interface ParserRequest {
  readonly bytes: Uint8Array;
  readonly fileName: string;
}

export type ParserReply =
  | { readonly kind: "ready" }
  | { readonly kind: "parsed"; readonly document: ParsedDocument }
  | { readonly kind: "failed"; readonly errorKind: ErrorKind; readonly message: string; readonly cause: unknown };
