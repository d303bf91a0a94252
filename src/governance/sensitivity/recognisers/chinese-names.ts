// Recognisers of persons in Chinese text: next to honorifics, labels and titles, and by the lexicon alone.

import type { Recogniser, Standing } from "../recogniser.ts";
import labels from "../words/chinese-names.json" with { type: "json" };
import { isAuthor } from "./authors.ts";
import { CHINESE_DESCRIBED_NAME_RECOGNISERS } from "./chinese-described-names.ts";
import { CHINESE_MINORITY_NAME_RECOGNISERS } from "./chinese-minority-names.ts";
import {
  chineseNamesWithoutCue,
  familyName,
  knownNameAfterChineseLabel,
  nameAfterChineseLabel,
  nameBeforeChineseHonorific,
  nameBeforeChineseTitle,
  spacedNameAfterChineseLabel,
  spacedNameBeforeChineseHonorific,
} from "./chinese-name-places.ts";
import { CHINESE_SHORT_NAME_RECOGNISERS } from "./chinese-short-names.ts";
import { LATIN_NAME } from "./english-name-places.ts";
import { anyOf } from "./labels.ts";

const HAN = "[\\u3400-\\u9fff]";
const MARK =
  "[\"'”」）)\\]】*]{0,3}(?: ?[(（][^()（）\\n]{1,12}[)）])?\\s{0,3}(?:[:=|>]|\\t|</t[dh]>\\s{0,3}<t[dh]>)\\s{0,4}\\\\?[\"'“「【*\\[]{0,3}";
const LABEL = anyOf({ ...labels.chineseNameLabel, zh: longestFirst(labels.chineseNameLabel.zh) });
/** Labels that firms, teams or plain words follow as often as persons do. */
const WEAK_WORDS =
  "客户|客戶|客户经理|客戶經理|理财经理|甲方|乙方|员工|柜员|经办柜员|负责人|負責人|交易对手|收款方|付款方|对方户名|户名|戶名|账户名|账户名称|客户名称|客戶名稱|配偶|子女|操作员|付款户名|收款户名";
const HONORIFIC = "(?:先生|女士|小姐|太太|夫人|阿姨|大爷|老师|老師|师傅|師傅|医生|醫生|律师|律師|同学|同志|教授|博士)";
const TITLE =
  "(?:经理|經理|行长|行長|主任|总监|總監|总裁|總裁|董事长|董事長|主管|会计|會計|处长|處長|科长|科長|主席|秘书|店长|主办|总(?![额額计計是共会會行部公体體数數量值和结結务務统統则則之算有的]))";

const LABELLED_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name before a Chinese honorific",
    signal: "han",
    cue: ["chineseHonorific"],
    pattern: new RegExp(
      `(?=[先女小太夫阿大老师師医醫律同教博])${HONORIFIC}(?<=(?<!(?<!${HAN})${HAN} )(?<value>(?:${HAN}{1,8}[·•‧・])?${HAN}{1,8})${HONORIFIC})`,
      "dg",
    ),
    narrows: nameBeforeChineseHonorific,
    confidence: 0.9,
    examples: [
      "请联系«王»先生",
      "«欧阳娜娜»女士您好",
      "客户«王小明»先生来电",
      "感谢«张伟»先生",
      "«陳大文»先生",
      "今天下午«陈建国»先生到网点",
      "«陳方安生»女士",
      "和«李明»先生核实",
      "转给«何»小姐",
    ],
    counterExamples: ["尊敬的先生", "这位女士", "各位先生女士", "谢谢先生", "担任の先生", "女士专享", "某先生", "老先生"],
  },
  {
    type: "PERSON",
    why: "a name before a Chinese title",
    signal: "han",
    cue: ["chineseHonorific"],
    pattern: new RegExp(`(?=[经經行主总總董会會处處科秘店])${TITLE}(?<=(?<value>${HAN}{1,8})${TITLE})`, "dg"),
    narrows: nameBeforeChineseTitle,
    confidence: 0.8,
    examples: ["请«李»总审批", "«张»经理已回复", "支行的«刘建华»行长", "向«赵»主任汇报", "«诸葛»总监同意"],
    counterExamples: [
      "客户经理",
      "项目经理负责",
      "副总裁",
      "大堂经理",
      "金额汇总",
      "产品经理",
      "高级经理",
      "分行行长",
      "常务主任",
      "办公室主任",
      "财务总监",
    ],
  },
  {
    type: "PERSON",
    why: "a family name before the short honorifics of Hong Kong",
    signal: "always",
    pattern: new RegExp(`(?<!${HAN})(?<value>${HAN})(?:生|太)(?=[嘅話话想要叫問问打,，：:]| ?(?:HKID|的(?!阳)|[(（]))`, "dg"),
    narrows: nameBeforeChineseTitle,
    confidence: 0.75,
    examples: ["«甄»生 HKID 已核對", "«霍»太嘅按揭文件"],
    counterExamples: ["先生，您好", "人生，", "女生想問", "天太，"],
  },
  {
    type: "PERSON",
    why: "a family name that somebody gives as his",
    signal: "han",
    pattern: new RegExp(`(?<=姓["“「『:= ]{0,2})(?<value>${HAN}{1,2})(?=["”」』，,。、;\\s)]|$)`, "dg"),
    narrows: familyName,
    confidence: 0.75,
    examples: ["免贵姓«逄»，叫什么", "我姓«欧阳»。", "语音转写：姓“«仝»”，电话"],
    counterExamples: ["我姓什么", "他姓名，", "客户姓名："],
  },
  {
    type: "PERSON",
    why: "a value behind a Chinese label for a name",
    signal: "always",
    begins: ["chineseNameLabel"],
    pattern: new RegExp(
      `(?!(?:${WEAK_WORDS})(?:[:：=|"]|\\s))${LABEL}(?:${MARK}|[是为為] ?| )(?<value>${HAN}{1,8}(?:[·•‧・]${HAN}{1,10}){1,3}|${HAN}{2,9}|${LATIN_NAME})`,
      "dg",
    ),
    narrows: nameAfterChineseLabel,
    confidence: 0.9,
    examples: [
      "姓名：«王小明»",
      "持卡人是«司马青衫»",
      '{"姓名":"«张三»"}',
      "收件人：«阿依古丽·买买提»",
      "姓名：«王小明»性别男",
      "申请人: «CHAN Tai Man»",
      "收款人：«李建国»，账号",
      "收款人\t«高明»\t招商银行",
      "聯絡人：«黃詠詩»",
      "| 持卡人 | «吴磊» |",
    ],
    counterExamples: [
      "姓名：未知",
      "联系人：不详",
      "联系人：客服中心",
      "收款人：深圳市腾讯科技有限公司",
      "申请人：本人",
      "借款人：企业",
      "联系人：待定",
    ],
  },
  {
    type: "PERSON",
    why: "a known name behind a Chinese label that firms follow too",
    signal: "always",
    begins: ["chineseNameLabel"],
    pattern: new RegExp(
      `(?:${WEAK_WORDS})(?:${MARK}|[是为為] ?| )(?<value>${HAN}{1,8}(?:[·•‧・]${HAN}{1,10}){1,3}|${HAN}{2,9}|${LATIN_NAME})`,
      "dg",
    ),
    narrows: knownNameAfterChineseLabel,
    confidence: 0.88,
    examples: ["户名: «李娜»，账号", "客户：«陈静»的余额", "客户经理：«周婷»"],
    counterExamples: [
      "客户是我们的上帝",
      "户名：变更",
      "客户 经理",
      "户名：阿里巴巴",
      "户名：金额",
      "甲方：招商银行股份有限公司",
      "客户：高净值",
    ],
  },
  {
    type: "PERSON",
    why: "a name with spaces between its characters behind a Chinese label",
    signal: "always",
    begins: ["chineseNameLabel"],
    pattern: new RegExp(`${LABEL}(?:${MARK}|)(?<value>${HAN} ${HAN}(?: ${HAN}){0,2})(?! ?${HAN})`, "dg"),
    narrows: spacedNameAfterChineseLabel,
    confidence: 0.85,
    examples: ["姓名：«王 小 明»", "持卡人：«李 娜»"],
    counterExamples: ["姓名：无 法 提 供", "客户：金 额"],
  },
  {
    type: "PERSON",
    why: "a name with spaces between its characters before a Chinese honorific",
    signal: "always",
    cue: ["chineseHonorific"],
    pattern: new RegExp(`(?<!${HAN} ?)(?<value>${HAN} ${HAN} ${HAN}) ?${HONORIFIC}`, "dg"),
    narrows: spacedNameBeforeChineseHonorific,
    confidence: 0.9,
    examples: ["«王 小 明»先生的电话", "请找，«李 晓 娜» 女士"],
    counterExamples: ["尊 敬 的 先生", "各 位 女士"],
  },
  {
    type: "PERSON",
    why: "a Chinese name directly behind a word for a customer",
    signal: "always",
    begins: ["chineseNameLabel", "chineseNameOpening"],
    pattern: new RegExp(
      `(?:${LABEL}|${anyOf(labels.chineseNameOpening)})(?<value>${HAN}{1,8}(?:[·•‧・]${HAN}{1,10}){1,3}|${HAN}{2,5}|${LATIN_NAME})`,
      "dg",
    ),
    narrows: knownNameAfterChineseLabel,
    confidence: 0.75,
    examples: [
      "客户«王小明»的贷款",
      "客户«李明»要求提前还款",
      "我叫«王芳»，想查询余额",
      "借款人«李强»，已逾期",
      "持卡人«刘洋»",
      "转账给«陈思远»五千元",
    ],
    counterExamples: [
      "客户方面的问题",
      "客户高度认可",
      "客户经理的",
      "客户信息，",
      "客户余额。",
      "客户应于明日",
      "客户常用地址",
      "本人单独承担",
      "客户时间安排",
      "客户明细",
    ],
  },
  {
    type: "PERSON",
    why: "a Chinese family and given name that stands free or beside what only a person does",
    signal: "han",
    pattern: chineseNamesWithoutCue,
    confidence: 0.7,
    examples: [
      "«王建国»来电查询余额",
      "参会人：«张伟»、«李娜»、«王芳芳»",
      "昨天«陈静怡»的账户被冻结",
      "由«刘德明»于2024年签署",
      "序号,名字\n1,«赵雅婷»,女",
      "請通知«黃志強»簽署",
    ],
    counterExamples: [
      "阿里巴巴、招商银行、李宁、白银、洪水、王府井",
      "金额的高度、方面、时间",
      "于是申请，单独办理，时间要求，常用卡",
      "安全性、成交额、时间段、程序员、项目名",
      "黄金，白金卡，金卡，石油",
      "广东、江苏、江西、黄山、泰山",
      "任何申请，马上办理，何时到账",
      "客户经理应当核对客户信息并保密",
    ],
  },
];

/** No author, and no word of a Japanese sentence: its labels are written with the same characters. */
function isCustomer({ text, start, end }: Standing): boolean {
  const around = text.slice(Math.max(0, start - JAPANESE_NEAR_CHARACTERS), end + JAPANESE_NEAR_CHARACTERS);
  return !isAuthor(text, start, end) && (!HIRAGANA.test(around) || CHINESE_ONLY.test(text.slice(start, end)));
}

const JAPANESE_NEAR_CHARACTERS = 24;
const HIRAGANA = /[ぁ-ん]{2}|[ぁ-ん](?=[\u3400-\u9fff、。]|$)/;
const CHINESE_ONLY = /[\u4e00-\u9fff][·•‧]|[A-Za-z]/;

/** Labels stand in Japanese texts too: there only the recognisers of Japanese names may say what stands behind them. */
export const CHINESE_NAME_RECOGNISERS: readonly Recogniser[] = [
  ...[...LABELLED_RECOGNISERS, ...CHINESE_SHORT_NAME_RECOGNISERS, ...CHINESE_DESCRIBED_NAME_RECOGNISERS].map((recogniser) => ({
    ...recogniser,
    standsIn: isCustomer,
  })),
  ...CHINESE_MINORITY_NAME_RECOGNISERS,
];

function longestFirst(words: readonly string[]): string[] {
  return words.toSorted((one, other) => other.length - one.length);
}
