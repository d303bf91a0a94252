// Chance as an argument: what needs a new id or secret takes an Ids.
import { randomBytes } from "node:crypto";

export interface Ids {
  /** A new unguessable id: the prefix, an underscore and 26 characters of Crockford base 32 (130 bits, time-ordered by its first 48). */
  next(prefix: string): string;
  /** `byteCount` bytes from a cryptographically secure source. */
  randomBytes(byteCount: number): Buffer;
}

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/** Ids in the layout of ULID (48 bits of milliseconds, 80 random bits), from `now` and `random`. */
export function createIds(now: () => Date = () => new Date(), random: (byteCount: number) => Buffer = createRandomPool()): Ids {
  return {
    next(prefix) {
      let time = now().getTime();
      let timePart = "";
      for (let index = 0; index < TIME_CHARACTERS; index += 1) {
        timePart = (CROCKFORD[time % 32] ?? "0") + timePart;
        time = Math.floor(time / 32);
      }
      let randomPart = "";
      for (const byte of random(RANDOM_CHARACTERS)) randomPart += CROCKFORD[byte & 31] ?? "0";
      return `${prefix}_${timePart}${randomPart}`;
    },
    randomBytes: random,
  };
}

/** Asking the system for chance costs more than the bytes: it is asked for many at a time, and no byte is given out twice. */
const POOL_BYTES = 4_096;

function createRandomPool(): (byteCount: number) => Buffer {
  let pool = Buffer.alloc(0);
  return (byteCount) => {
    if (byteCount > POOL_BYTES) return randomBytes(byteCount);
    if (pool.length < byteCount) pool = randomBytes(POOL_BYTES);
    const bytes = pool.subarray(0, byteCount);
    pool = pool.subarray(byteCount);
    return bytes;
  };
}
