// A value that a vault holds, and the token that stands for it.
import type { EntityType } from "../sensitivity/finding.ts";

export interface VaultEntry {
  readonly type: EntityType;
  readonly value: string;
}

/** An entry and the token that stands for it, as they are kept. */
export interface KeptEntry extends VaultEntry {
  readonly token: string;
}
