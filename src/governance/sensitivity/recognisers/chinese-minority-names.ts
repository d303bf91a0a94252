// Recognisers of Tibetan, Uyghur, Kazakh and Mongolian names in Chinese writing: they have no family name, and are made of known pieces.
import type { Recogniser } from "../recogniser.ts";
import words from "../words/chinese-names.json" with { type: "json" };
import { anyOf } from "./labels.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

const PIECE = lexiconSource(words.chineseMinorityName);
/** What ends a name behind a piece: 买买提江, 帕提曼, 努尔别克. */
const ENDING = "(?:江|汗|曼|克|木|拜|罕|花|娃|嘎|措|拉|娜|尔|依)";
const DOT = "[·•‧・]";
/** Two pieces and more, or one with an ending, with dots between or not. */
const NAME = `${PIECE}(?:(?:${DOT}?${PIECE}){1,4}${ENDING}?|${ENDING}(?:${DOT}${PIECE}(?:${PIECE}|${ENDING}){0,2})?|${DOT}[\\u4e00-\\u9fff]{1,6}?(?=[\\s，,。、;（(的在于因说是有与和]|$))`;
const ONE_PIECE = `${PIECE}${ENDING}?`;
const LABEL = anyOf({
  ...words.chineseNameLabel,
  zh: [...words.chineseNameLabel.zh, ...words.chineseNameOpening.zh].toSorted((one, other) => other.length - one.length),
});
const PEOPLE = "(?:维吾?尔?|藏|蒙古?|哈萨克|柯尔克孜|塔吉克|乌孜别克|门巴|珞巴|土|裕固|撒拉|东乡|保安|达斡尔|鄂温克) ?族";

export const CHINESE_MINORITY_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name made of pieces of Tibetan, Uyghur or Mongolian names",
    signal: "han",
    begins: ["chineseMinorityName"],
    pattern: new RegExp(NAME, "dg"),
    confidence: 0.85,
    examples: [
      "申请人«次仁旺堆»签字",
      "贷后走访：«买买提江»的房产",
      "«扎西卓玛»，藏族",
      "户名 «哈斯巴根»",
      "«麦合木提·艾力»，护照",
      "«阿不都热合曼»来电",
    ],
    counterExamples: ["乌兰察布分行", "巴彦淖尔市", "呼和浩特", "吐鲁番地区", "扎西德勒", "拉萨网点", "达瓦公司"],
  },
  {
    type: "PERSON",
    why: "one piece of a Tibetan, Uyghur or Mongolian name behind a label or beside its people",
    signal: "han",
    begins: ["chineseMinorityName"],
    pattern: new RegExp(
      `(?<=(?:${LABEL})["”:：=| ]{0,3})${ONE_PIECE}(?=[\\s，,。、;:：)（(的共同签]|$)|${ONE_PIECE}(?=[，,、(（ ]{1,2}${PEOPLE})`,
      "dg",
    ),
    confidence: 0.8,
    examples: ["与其妻«央金»共同签字", "收件人：«格桑»，电话", "«帕提曼»，维吾尔族"],
    counterExamples: ["央金公司", "格桑花开", "古丽的意思"],
  },
];
