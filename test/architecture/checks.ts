// Every check of the house.
import { institutionCheck, limitCheck, sqlPlaceCheck } from "./database.ts";
import { cycleCheck, directionCheck, layerNameCheck, specifierCheck } from "./direction.ts";
import { documentSizeCheck, pathCheck, promiseCheck } from "./documents.ts";
import { consoleCheck, doorCheck, environmentCheck, evaluationCheck, fetchCheck, homeCheck } from "./doors.ts";
import type { Check } from "./repository.ts";
import { anyCheck, castCheck, nonNullCheck, silencerCheck } from "./types.ts";
import { fileSizeCheck, firstLineCheck, focusCheck, functionSizeCheck, leftOverCheck, nameCheck, trailCheck } from "./wording.ts";

export const CHECKS = {
  direction: directionCheck,
  layerName: layerNameCheck,
  specifier: specifierCheck,
  cycle: cycleCheck,
  trail: trailCheck,
  door: doorCheck,
  home: homeCheck,
  environment: environmentCheck,
  fetch: fetchCheck,
  console: consoleCheck,
  evaluation: evaluationCheck,
  sqlPlace: sqlPlaceCheck,
  institution: institutionCheck,
  limit: limitCheck,
  name: nameCheck,
  fileSize: fileSizeCheck,
  functionSize: functionSizeCheck,
  leftOver: leftOverCheck,
  firstLine: firstLineCheck,
  focus: focusCheck,
  any: anyCheck,
  nonNull: nonNullCheck,
  cast: castCheck,
  silencer: silencerCheck,
  documentSize: documentSizeCheck,
  path: pathCheck,
  promise: promiseCheck,
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;
