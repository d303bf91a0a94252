// Each institution's checks of answers, with its words for reasons as its files say them.
import type { Log } from "#infrastructure/log.ts";
import { type AnswerChecks, createAnswerChecks, readReasonVocabulary } from "#service/explanation/answer-checks.ts";
import type { Institution } from "./configuration.ts";

export interface InstitutionChecks {
  of(institutionId: string): AnswerChecks;
  /** Reads the words anew; of an institution whose files are not of their form it keeps those before, and logs it. */
  follow(institutions: readonly Institution[]): Promise<void>;
}

/** Reads every file. Throws where one is not of its form. */
export async function openAnswerChecks(institutions: readonly Institution[], log: Log): Promise<InstitutionChecks> {
  const checks = new Map<string, AnswerChecks>();
  for (const institution of institutions) checks.set(institution.id, await readChecks(institution));
  const withoutWords = createAnswerChecks(new Map());
  return {
    of: (institutionId) => checks.get(institutionId) ?? withoutWords,
    async follow(next) {
      for (const institution of next) {
        try {
          checks.set(institution.id, await readChecks(institution));
        } catch (error) {
          log.error("words for reasons kept: the new ones cannot be read", { institution: institution.id }, error);
        }
      }
    },
  };
}

async function readChecks({ reasonWords }: Institution): Promise<AnswerChecks> {
  const read = await Promise.all(reasonWords.map(async ({ skill, file }) => [skill, await readReasonVocabulary(file)] as const));
  return createAnswerChecks(new Map(read));
}
