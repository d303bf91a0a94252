// The kinds of values that the corpus's cases ask for by name: valid ones of each type, and look-alikes that are no entity.
import { ASIAN_VALUES } from "./values/asia.ts";
import { FINANCE_VALUES } from "./values/finance.ts";
import { LOOK_ALIKES } from "./values/look-alikes.ts";
import type { Generator, Random } from "./values/random.ts";
import { SECRET_VALUES } from "./values/secrets.ts";
import { WESTERN_VALUES } from "./values/west.ts";

const KINDS_OF_TYPE: ReadonlyMap<string, ReadonlyMap<string, Generator>> = new Map(
  Object.entries({ ...FINANCE_VALUES, ...ASIAN_VALUES, ...WESTERN_VALUES, ...SECRET_VALUES }).map(([type, kinds]) => [
    type,
    new Map<string, Generator>(Object.entries(kinds)),
  ]),
);
const LOOK_ALIKE_KINDS: ReadonlyMap<string, Generator> = new Map(Object.entries(LOOK_ALIKES));

/** A value of `kind`, of the entity type `type`; of no entity where `type` is empty. Undefined where there is no such kind. */
export function makeValue(type: string, kind: string, random: Random): string | undefined {
  const make = type === "" ? LOOK_ALIKE_KINDS.get(kind) : KINDS_OF_TYPE.get(type)?.get(kind);
  return make?.(random);
}

/** All kinds by type, the look-alikes under the empty name: what an author of cases may ask for. */
export function listKinds(): ReadonlyMap<string, readonly string[]> {
  const typed = [...KINDS_OF_TYPE].map(([type, kinds]): [string, string[]] => [type, [...kinds.keys()]]);
  return new Map([...typed, ["", [...LOOK_ALIKE_KINDS.keys()]]]);
}
