// Deletes a document with all that was made from it, and leaves a certificate in the ledger.
import type { ChangeRecord } from "#governance/audit/record.ts";
import { type Caller, nameOf } from "#governance/caller.ts";
import { assertHolds, KanameError } from "#infrastructure/errors.ts";
import type { DocumentStore } from "../stored-document.ts";
import type { AnswerStore } from "./answer-store.ts";

export interface DeletionCertificate {
  readonly documentId: string;
  readonly documentName: string;
  readonly collectionId: string;
  readonly contentHash: string;
  readonly passages: number;
  readonly vectors: number;
  readonly postings: number;
  /** Answers whose text was emptied. */
  readonly answers: number;
}

export interface DeletionParts {
  readonly documents: Pick<DocumentStore, "remove">;
  readonly answers: Pick<AnswerStore, "withdrawUsing" | "countLeft">;
  readonly append: (institutionId: string, record: ChangeRecord) => Promise<void>;
}

export interface Deletion {
  /**
   * Removes a document, empties the answers that it fed, and verifies that nothing is left before it certifies it in the ledger. Who may
   * remove it is decided before. Throws `not_found` when there is no such document.
   */
  remove(caller: Caller, documentId: string): Promise<DeletionCertificate>;
}

export function createDeletion({ documents, answers, append }: DeletionParts): Deletion {
  return {
    async remove(caller, documentId) {
      const { institutionId } = caller;
      // Before the document, so that a crash between the two leaves no answer behind; and after it, for those that were made meanwhile.
      const withdrawnBefore = await answers.withdrawUsing(institutionId, documentId);
      const removed = await documents.remove(institutionId, documentId);
      if (removed === undefined) throw new KanameError("not_found", "There is no such document.");
      const withdrawnAfter = await answers.withdrawUsing(institutionId, documentId);
      assertHolds((await answers.countLeft(institutionId, { id: documentId })) === 0, "nothing is left of a document that was removed");

      const { document, passages, vectors, postings } = removed;
      const certificate = {
        documentId,
        documentName: document.name,
        collectionId: document.collectionId,
        contentHash: document.contentHash,
        passages,
        vectors,
        postings,
        answers: withdrawnBefore + withdrawnAfter,
      };
      await append(institutionId, {
        kind: "change",
        action: "document.deleted",
        actor: nameOf(caller),
        object: `document/${documentId}`,
        details: certificate,
      });
      return certificate;
    },
  };
}
