// What is stated about a document from outside its content: by the manifest, by its collection, by who ingests it, or by how it stands already.
import type { DocumentAccess } from "../access/document-access.ts";
import type { StoredDocument } from "../stored-document.ts";
import type { ManifestRule } from "./manifest.ts";

export interface StatedBy {
  readonly rule: ManifestRule | undefined;
  /** How the document of this name stands now. */
  readonly stored: StoredDocument | undefined;
  /** "person/E-77": who ingests. */
  readonly ingester: string;
  /** What the collection gives a document whose own access nobody stated. */
  readonly defaults: Pick<DocumentAccess, "allowed" | "denied" | "side">;
}

/**
 * Who may read it. Where no rule states it, a document that is there keeps what it has, and a new one gets its collection's defaults; without those
 * it is private to its owner.
 */
export function accessOf({ rule, stored, ingester, defaults }: StatedBy): DocumentAccess {
  const { allowed, denied, side } = rule?.access ?? stored ?? defaults;
  return { owner: rule?.owner ?? stored?.owner ?? ingester, allowed, denied, side };
}

export type Changes = Partial<Pick<StoredDocument, "allowed" | "denied" | "side" | "series" | "effectiveFrom" | "effectiveTo">>;

/**
 * What the manifest states otherwise than it stands, of a document whose content is the same; empty where nothing. "content" where it must be made
 * again, as its passages depend on it. What a rule no longer states stays.
 */
export function changesOf(by: StatedBy & { readonly stored: StoredDocument }): Changes | "content" {
  const { rule, stored } = by;
  const access = accessOf(by);
  const isRemade =
    access.owner !== stored.owner ||
    (rule?.title !== undefined && rule.title !== stored.title) ||
    (rule !== undefined && rule.level > stored.level) ||
    rule?.labels.some((label) => !stored.labels.includes(label)) === true;
  if (isRemade) return "content";
  return {
    ...(isSameList(access.allowed, stored.allowed) ? {} : { allowed: access.allowed }),
    ...(isSameList(access.denied, stored.denied) ? {} : { denied: access.denied }),
    ...(access.side === stored.side ? {} : { side: access.side }),
    ...(rule?.series === undefined || rule.series === stored.series ? {} : { series: rule.series }),
    ...(rule?.effectiveFrom === undefined || rule.effectiveFrom === stored.effectiveFrom ? {} : { effectiveFrom: rule.effectiveFrom }),
    ...(rule?.effectiveTo === undefined || rule.effectiveTo === stored.effectiveTo ? {} : { effectiveTo: rule.effectiveTo }),
  };
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((principal) => other.includes(principal));
}
