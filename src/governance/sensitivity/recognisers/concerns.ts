// Whether a text says something of one certain person, rather than of people in general, of a product or of a rule.
import type { Standing } from "../recogniser.ts";
import type { WordGroupName } from "../words.ts";
import { hasChineseSubject } from "./named-persons.ts";
import {
  beforeSentence,
  callsByNameIn,
  namesOnePerson,
  neighbourhoodOf,
  remembered,
  rememberedByWords,
  saysBeside,
  sentenceAround,
  speaksOfOneInRole,
} from "./passages.ts";

interface Concern {
  /** Names of fields (既往歴, 病史, diagnosis) that say whose it is by standing in a record. */
  readonly label: WordGroupName;
  /** What is said of a person who has it (診断, 住院, diagnosed); absent where the term alone says it. */
  readonly state?: WordGroupName;
}

/** How much of a form or a message behind the sentence may still name the person, in characters. */
const BEHIND_MAX = 160;

/** Whether the passage says the term of one person. */
export function concerns({ label, state }: Concern): (standing: Standing) => boolean {
  return (standing) => {
    const sentence = sentenceAround(standing.text, standing);
    const hasSubject = hasChineseSubject(standing.text.slice(sentence.start, standing.start));
    if (!hasSubject && !standing.words.has(label) && !speaksOfOne(standing, sentence)) return false;
    if (isDenied(standing)) return false;
    const says = (group: WordGroupName): boolean => saysBeside(standing, sentence, group);
    const isNamed = hasSubject || callsByNameIn(standing, sentence);
    if (isOfMany(standing, sentence) || (!isNamed && (says("statisticsWord") || isShare(standing, sentence)))) return false;
    const isRule = says("policyWord") || says("productWord");
    if (!isRule && standsBehindLabel(standing, label)) return true;
    const isSaid = state === undefined || says(state) || says(label);
    if (isNamed) return !isRule || isSaid;
    if (namesOnePerson(standing, sentence)) return !isRule || (state !== undefined && isSaid);
    if (isRule) return false;
    if (speaksOfOneInRole(standing, sentence)) return true;
    const around = neighbourhoodOf(standing, sentence);
    if (RULE_GROUPS.some((group) => saysBeside(standing, around, group))) return false;
    return isOfOneAround(standing, sentence);
  };
}

/** Whether a person is named or spoken of in the sentence or near it: without one nothing is said of anybody, but in a field with a label. */
const speaksOfOne = remembered((standing, sentence) =>
  [callsByNameIn, namesOnePerson, speaksOfOneInRole, isOfOneAround].some((speaks) => speaks(standing, sentence)),
);

const DENIED_BEHIND =
  /^(?:に|には|の|は|等は|も)?(?:該当(?:は|者)?)?(?:なし|無し|せず|しない|しません|ではな|じゃな|ありませ|なかった|確認されず|見当たら|非該当)/;
const DENIED_BEFORE =
  /(?<![a-z])(?:no|without|denies|denied|never been|not been|nor) (?:an? |any )?(?:known |previous |prior )?$|(?:并无|無任何|无任何|没有|沒有|未见|未发现|未發現)$/i;

/** Whether the text says that it is not so: 前科なし, no criminal record. */
function isDenied({ text, start, end }: Standing): boolean {
  return DENIED_BEHIND.test(text.slice(end, end + 12)) || DENIED_BEFORE.test(text.slice(Math.max(0, start - 28), start));
}

/** Whether a person is named or spoken of in a role before the sentence or shortly behind it. */
const isOfOneAround = remembered((standing, sentence) => {
  const before = beforeSentence(sentence);
  const behind = { start: sentence.end, end: Math.min(standing.text.length, sentence.end + BEHIND_MAX) };
  return [before, behind].some((place) => namesOnePerson(standing, place) || speaksOfOneInRole(standing, place));
});

/** A filled-in field says it of whom the form is about; the fields of a blank form, of a schema or of a leaflet do not. */
export function isFilledIn(standing: Standing): boolean {
  const sentence = sentenceAround(standing.text, standing);
  return !RULE_GROUPS.some((group) => saysBeside(standing, sentence, group));
}

const RULE_GROUPS = ["policyWord", "productWord", "statisticsWord"] as const;

/** Counts of kinds, shares and plurals: 120種, 7割を占める, one in eight. */
const MANY =
  /\d+ ?[种種]|[0-9一二三四五六七八九]割|占比|等(?:重大)?疾病|所定の|があっても|まで(?:も)?対象|当てはまら|[二三七]大疾病|人に\d|(?<![a-z])(?:(?:anyone|anybody|whoever|nobody|persons?) (?:with|who|convicted|charged|diagnosed|having|of)|(?:patients|customers|clients|applicants|employees|people|women|households) (?:with|who|can|may|must|should|are|have))(?![a-z])|患者(?:さん)?(?:は|も|の(?:方|皆)|可|能|投保|人群|向け)|の方(?:も|は|でも|へ|が)|者は一般/i;

const isOfMany = rememberedByWords((sentence) => MANY.test(sentence));

/** A share of people, where nobody is called by name: of somebody it is a measure, HbA1c 8.4%. */
const isShare = rememberedByWords((sentence) => /\d ?%/.test(sentence));

// Labels have up to this many characters, and a mark such as a colon and a quote stands between them and the value.
const LABEL_REACH = 36;
const LABEL_MARK = /(?:[:=,、;\t|┃"「(]|は|として|に| )\s{0,2}["「]?$/;

function standsBehindLabel({ text, words, start }: Standing, label: WordGroupName): boolean {
  // 民族塔吉克族: a label of two characters needs no mark; one alone is a part of any word.
  if (words.between(label, start - 2, start) && !words.between(label, start - 1, start)) return true;
  if (!LABEL_MARK.test(text.slice(Math.max(0, start - 4), start))) return false;
  const reach = text.slice(Math.max(0, start - LABEL_REACH), start);
  return words.between(label, start - reach.length + reach.lastIndexOf("\n") + 1, start);
}
