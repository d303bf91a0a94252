// A collection with documents for tests of what searches them.
import type { Database } from "#infrastructure/database/database.ts";
import type { ClassifiedPassage } from "#service/knowledge/passages/passage.ts";
import type { NewDocument } from "#service/knowledge/stored-document.ts";

/** Makes the institution and in it a collection whose vectors are of `model`. */
export async function insertCollection(
  database: Database,
  institutionId: string,
  collectionId: string,
  model: string | null,
): Promise<void> {
  await database.execute("insert into institution (id, name, created_at) values ($1, $1, $2) on conflict do nothing", [
    institutionId,
    new Date(0),
  ]);
  await database.execute(
    "insert into collection (institution_id, id, name, owner, embedding_model, created_at) values ($1, $2, $2, 'person/owner', $3, $4)",
    [institutionId, collectionId, model, new Date(0)],
  );
}

/** A document that everyone may read, with `change` made to it. */
export function documentOf(collectionId: string, id: string, change: Partial<NewDocument> = {}): NewDocument {
  return {
    id,
    collectionId,
    name: `${id}.txt`,
    contentHash: "0".repeat(64),
    mediaType: "text/plain",
    title: undefined,
    language: "en",
    pages: 1,
    bytes: 1,
    level: 1,
    labels: [],
    series: undefined,
    effectiveFrom: undefined,
    effectiveTo: undefined,
    owner: "person/owner",
    allowed: ["everyone"],
    denied: [],
    side: undefined,
    ingestedAt: new Date(0),
    ...change,
  };
}

export function passagesOf(...texts: readonly string[]): ClassifiedPassage[] {
  return texts.map((text, ordinal) => ({
    ordinal,
    page: ordinal,
    region: undefined,
    headingPath: [],
    kind: "text",
    text,
    language: "en",
    level: 1,
  }));
}
