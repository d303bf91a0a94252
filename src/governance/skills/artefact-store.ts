// The artefacts that skills run, model files and the like, under the hash of their bytes.
import { z } from "zod";
import type { Database } from "#infrastructure/database/database.ts";

const artefactRow = z.object({ bytes: z.instanceof(Uint8Array) });

export type ArtefactStore = ReturnType<typeof createArtefactStore>;

export function createArtefactStore(database: Database) {
  return {
    /** Keeps the bytes under their hash; the same ones again change nothing. */
    async insert(institutionId: string, sha256: string, bytes: Uint8Array, at: Date): Promise<void> {
      await database.execute(
        "insert into skill_artefact (institution_id, sha256, bytes, stored_at) values ($1, $2, $3, $4) on conflict (institution_id, sha256) do nothing",
        [institutionId, sha256, bytes, at],
      );
    },
    async find(institutionId: string, sha256: string): Promise<Uint8Array | undefined> {
      const rows = await database.query(artefactRow, "select bytes from skill_artefact where institution_id = $1 and sha256 = $2 limit 1", [
        institutionId,
        sha256,
      ]);
      return rows[0]?.bytes;
    },
  };
}
