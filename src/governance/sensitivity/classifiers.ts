// The classifier of each institution: the detectors, and what the institution knows better.
import type { Classify } from "./finding.ts";
import { createInstitutionClassifier } from "./institution-classifier.ts";
import type { InstitutionRules } from "./institution-rules.ts";

/** Judges by the rules in force at the time of the call. `rulesOf` gives the same object as long as the rules are the same. */
export function createClassifiers(
  classify: Classify,
  rulesOf: (institutionId: string) => InstitutionRules,
): (institutionId: string) => Classify {
  const made = new Map<string, { readonly rules: InstitutionRules; readonly classify: Classify }>();
  return (institutionId) => {
    const rules = rulesOf(institutionId);
    const known = made.get(institutionId);
    if (known?.rules === rules) return known.classify;
    const own = createInstitutionClassifier(classify, rules);
    made.set(institutionId, { rules, classify: own });
    return own;
  };
}
