// Every recogniser there is; the order decides nothing.
import type { Recogniser } from "../recogniser.ts";
import { ACCOUNT_RECOGNISERS } from "./accounts.ts";
import { CHINESE_NAME_RECOGNISERS } from "./chinese-names.ts";
import { CONTACT_RECOGNISERS } from "./contact.ts";
import { ENGLISH_NAME_RECOGNISERS } from "./english-names.ts";
import { JAPANESE_NAME_RECOGNISERS } from "./japanese-names.ts";
import { NUMBER_RECOGNISERS } from "./numbers.ts";
import { SECRET_RECOGNISERS } from "./secrets.ts";

export const RECOGNISERS: readonly Recogniser[] = [
  ...NUMBER_RECOGNISERS,
  ...CONTACT_RECOGNISERS,
  ...ACCOUNT_RECOGNISERS,
  ...SECRET_RECOGNISERS,
  ...JAPANESE_NAME_RECOGNISERS,
  ...CHINESE_NAME_RECOGNISERS,
  ...ENGLISH_NAME_RECOGNISERS,
];
