// Every recogniser there is; the order decides nothing.
import type { Recogniser } from "../recogniser.ts";
import { ACCOUNT_FORM_RECOGNISERS } from "./account-forms.ts";
import { ACCOUNT_RECOGNISERS } from "./accounts.ts";
import { ASIAN_IDENTITY_RECOGNISERS } from "./asian-identity.ts";
import { BANK_CODE_RECOGNISERS } from "./bank-codes.ts";
import { BIOMETRIC_RECOGNISERS } from "./biometrics.ts";
import { BIRTH_DATE_RECOGNISERS } from "./birth-dates.ts";
import { CARD_SIDE_RECOGNISERS } from "./card-sides.ts";
import { CARD_RECOGNISERS } from "./cards.ts";
import { CHINESE_ADDRESS_RECOGNISERS } from "./chinese-addresses.ts";
import { CHINESE_NAME_RECOGNISERS } from "./chinese-names.ts";
import { COLUMN_RECOGNISERS } from "./columns.ts";
import { CONTACT_RECOGNISERS } from "./contact.ts";
import { CUSTOMER_NUMBER_RECOGNISERS } from "./customer-numbers.ts";
import { ENGLISH_ADDRESS_RECOGNISERS } from "./english-addresses.ts";
import { ENGLISH_NAME_RECOGNISERS } from "./english-names.ts";
import { EUROPEAN_IDENTITY_RECOGNISERS } from "./european-identity.ts";
import { IDENTITY_COLUMN_RECOGNISERS } from "./identity-columns.ts";
import { ILLNESS_RECOGNISERS } from "./illnesses.ts";
import { INSIDE_INFORMATION_RECOGNISERS } from "./inside-information.ts";
import { JAPANESE_ADDRESS_RECOGNISERS } from "./japanese-addresses.ts";
import { JAPANESE_IDENTITY_RECOGNISERS } from "./japanese-identity.ts";
import { JAPANESE_NAME_RECOGNISERS } from "./japanese-names.ts";
import { MARK_RECOGNISERS } from "./marks.ts";
import { MONEY_RECOGNISERS } from "./money.ts";
import { NAME_COLUMN_RECOGNISERS } from "./name-columns.ts";
import { PASSPORT_RECOGNISERS } from "./passports.ts";
import { PASSWORD_RECOGNISERS } from "./passwords.ts";
import { PHONE_RECOGNISERS } from "./phones.ts";
import { SECRET_RECOGNISERS } from "./secrets.ts";
import { SECRETS_BY_FORM_RECOGNISERS } from "./secrets-by-form.ts";
import { SENTENCE_VALUE_RECOGNISERS } from "./sentence-values.ts";
import { SPECIAL_CATEGORY_RECOGNISERS } from "./special-categories.ts";
import { SPLIT_VALUE_RECOGNISERS } from "./split-values.ts";
import { VAT_NUMBER_RECOGNISERS } from "./vat-numbers.ts";
import { WESTERN_IDENTITY_RECOGNISERS } from "./western-identity.ts";

export const RECOGNISERS: readonly Recogniser[] = [
  ...BANK_CODE_RECOGNISERS,
  ...BIOMETRIC_RECOGNISERS,
  ...BIRTH_DATE_RECOGNISERS,
  ...CARD_SIDE_RECOGNISERS,
  ...CARD_RECOGNISERS,
  ...COLUMN_RECOGNISERS,
  ...CONTACT_RECOGNISERS,
  ...ACCOUNT_FORM_RECOGNISERS,
  ...ACCOUNT_RECOGNISERS,
  ...CUSTOMER_NUMBER_RECOGNISERS,
  ...PASSWORD_RECOGNISERS,
  ...PHONE_RECOGNISERS,
  ...SECRET_RECOGNISERS,
  ...SECRETS_BY_FORM_RECOGNISERS,
  ...SENTENCE_VALUE_RECOGNISERS,
  ...SPLIT_VALUE_RECOGNISERS,
  ...JAPANESE_ADDRESS_RECOGNISERS,
  ...JAPANESE_NAME_RECOGNISERS,
  ...CHINESE_NAME_RECOGNISERS,
  ...ENGLISH_NAME_RECOGNISERS,
  ...CHINESE_ADDRESS_RECOGNISERS,
  ...ENGLISH_ADDRESS_RECOGNISERS,
  ...NAME_COLUMN_RECOGNISERS,
  ...ASIAN_IDENTITY_RECOGNISERS,
  ...EUROPEAN_IDENTITY_RECOGNISERS,
  ...IDENTITY_COLUMN_RECOGNISERS,
  ...JAPANESE_IDENTITY_RECOGNISERS,
  ...PASSPORT_RECOGNISERS,
  ...VAT_NUMBER_RECOGNISERS,
  ...WESTERN_IDENTITY_RECOGNISERS,
  // What is said of a person comes last: it asks which persons were found.
  ...MONEY_RECOGNISERS,
  ...ILLNESS_RECOGNISERS,
  ...SPECIAL_CATEGORY_RECOGNISERS,
  ...INSIDE_INFORMATION_RECOGNISERS,
  ...MARK_RECOGNISERS,
];
