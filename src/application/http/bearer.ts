// The Authorization header of a request.
import { KanameError } from "#infrastructure/errors.ts";

const BEARER = /^bearer +([\x21-\x7e]{1,4096}) *$/i;

/** The token of `Authorization: Bearer <token>`. Throws `unauthenticated` when there is none. */
export function readBearer(authorization: string | undefined): string {
  if (authorization === undefined)
    throw new KanameError("unauthenticated", "An API key is needed: send it in the header Authorization: Bearer <key>.");
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined)
    throw new KanameError("unauthenticated", "The Authorization header is not understood: it must read Bearer <key>.");
  return token;
}
