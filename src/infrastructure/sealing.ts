// Seals bytes with AES-256-GCM (NIST SP 800-38D), bound to the place where they belong.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { KanameError } from "./errors.ts";

const ALGORITHM = "aes-256-gcm";
/** 96 bits, drawn at random: safe for 2^32 seals under one key, far more than any key here makes. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealing {
  /** Nonce, sealed bytes and tag in one buffer. `place` says where they belong; they open nowhere else. */
  readonly seal: (plain: Buffer, place: readonly string[]) => Buffer;
  /** Throws KanameError `storage_failed` when the bytes were changed, moved, or sealed under another key. */
  readonly open: (sealed: Uint8Array, place: readonly string[]) => Buffer;
}

/** Sealing under `key`, 32 bytes; `randomBytes` gives the nonces. */
export function createSealing(key: Buffer, randomBytes: (byteCount: number) => Buffer): Sealing {
  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(placeBytes(place));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed);
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAAD(placeBytes(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch (cause) {
        throw new KanameError("storage_failed", "What was kept sealed cannot be opened: it was changed, or its key is another one.", {
          cause,
        });
      }
    },
  };
}

/** JSON keeps the parts apart: no two places are written alike. */
function placeBytes(place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(place));
}
