// The form of an API key: kn_<id>_<secret>. The id is public, the secret is not kept; its end, a tag, tells made-up keys without a query.
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Ids } from "#infrastructure/ids.ts";

/** 256 bits, 43 characters: nobody guesses it, so a fast keyed hash is enough to store it (a password would need a slow one). */
const SECRET_BYTES = 32;
/** 48 bits, 8 characters: one guess in 2.8 × 10^14 passes, and then only costs a query. */
const TAG_BYTES = 6;
const FORM = /^kn_([0-9a-hjkmnp-tv-z]{26})_([A-Za-z0-9_-]{51})$/;
const CHANCE_CHARACTERS = 43;
const ID_PREFIX = "key";

/** A presented key taken apart; nothing is verified yet. */
export interface KeyParts {
  readonly id: string;
  /** 256 bits of chance and the tag over them and the id. */
  readonly secret: string;
}

/** The parts of `presented`, or undefined when it has not the form of a key. */
export function parseKey(presented: string): KeyParts | undefined {
  const [, id, secret] = FORM.exec(presented) ?? [];
  return id === undefined || secret === undefined ? undefined : { id: `${ID_PREFIX}_${id}`, secret };
}

/** A new key: its text, shown once, and what is stored of it. */
export function makeKey(ids: Ids, pepper: KeyObject): { readonly id: string; readonly text: string; readonly secretHash: Buffer } {
  const id = ids.next(ID_PREFIX);
  const chance = ids.randomBytes(SECRET_BYTES).toString("base64url");
  const secret = chance + makeTag(pepper, id, chance).toString("base64url");
  return { id, text: `kn_${id.slice(ID_PREFIX.length + 1)}_${secret}`, secretHash: hashSecret(pepper, secret) };
}

/** Whether this server's pepper made the key; in constant time. */
export function hasTrueTag(pepper: KeyObject, parts: KeyParts): boolean {
  const presentedTag = Buffer.from(parts.secret.slice(CHANCE_CHARACTERS), "base64url");
  return timingSafeEqual(presentedTag, makeTag(pepper, parts.id, parts.secret.slice(0, CHANCE_CHARACTERS)));
}

/** Whether the presented secret is the stored one; in constant time. */
export function hasTrueSecret(pepper: KeyObject, parts: KeyParts, secretHash: Uint8Array): boolean {
  const presentedHash = hashSecret(pepper, parts.secret);
  return presentedHash.length === secretHash.length && timingSafeEqual(presentedHash, secretHash);
}

function hashSecret(pepper: KeyObject, secret: string): Buffer {
  return createHmac("sha256", pepper).update(secret).digest();
}

function makeTag(pepper: KeyObject, id: string, chance: string): Buffer {
  return createHmac("sha256", pepper).update(`${id}.${chance}`).digest().subarray(0, TAG_BYTES);
}
