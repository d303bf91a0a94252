// Recognisers of persons in Chinese text: next to honorifics, labels and titles.

import type { Recogniser } from "../recogniser.ts";
import { nameAfterBareChineseLabel, nameAfterChineseLabel, nameBeforeChineseHonorific } from "./name-places.ts";

const HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff々〆ヶノ\\ud840-\\ud87f\\udc00-\\udfff]";
const LATIN_WORD = "[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’-]{0,30}";
const LATIN_NAME = `${LATIN_WORD}(?:\\.? (?:(?:van|von|de|der|den|la|di|da|bin|al|el) ){0,2}${LATIN_WORD}){0,3}`;
const MARK = "[\"'”」）)]?\\s{0,3}(?:[:=]|は[、「]|「|\\t)\\s{0,3}[\"'“「]?";

const CHINESE_LABEL =
  "(?:客户姓名|客戶姓名|姓名|户名|戶名|持卡人|收款人|收件人|开户人|联系人|聯絡人|申请人|申請人|借款人|担保人|受益人|投保人|被保险人|客户名称|客户|客戶|经办人|法定代表人|签字人)";

export const CHINESE_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a name before a Chinese honorific",
    signal: "always",
    pattern: new RegExp(`(?:先生|女士|小姐|太太)(?<=(?<value>${HAN}{1,6})(?:先生|女士|小姐|太太))`, "dg"),
    narrows: nameBeforeChineseHonorific,
    confidence: 0.9,
    examples: ["请联系«王»先生", "«欧阳娜娜»女士您好", "客户«王小明»先生来电", "感谢«张伟»先生", "«陳大文»先生", "«田中»先生に確認"],
    counterExamples: ["尊敬的先生", "这位女士", "各位先生女士", "谢谢先生", "担任の先生"],
  },
  {
    type: "PERSON",
    why: "a value behind a Chinese label for a name",
    signal: "always",
    pattern: new RegExp(`${CHINESE_LABEL}(?:${MARK}|[是为為] ?| )(?<value>[\\u3400-\\u9fff·]{2,16}|${LATIN_NAME})`, "dg"),
    narrows: nameAfterChineseLabel,
    confidence: 0.9,
    examples: [
      "姓名：«王小明»",
      "户名: «李娜»，账号",
      "持卡人是«司马青衫»",
      '{"姓名":"«张三»"}',
      "收件人：«阿依古丽·买买提»",
      "客户：«陈静»的余额",
      "姓名：«王小明»性别男",
    ],
    counterExamples: ["姓名：未知", "客户是我们的上帝", "户名：变更", "客户 经理", "联系人：不详"],
  },
  {
    type: "PERSON",
    why: "a Chinese name directly behind a word for a customer",
    signal: "always",
    pattern:
      /(?:客户|客戶|持卡人|借款人|贷款人|申请人|收款人|担保人|受益人|投保人|我叫|名叫)(?<value>[\u3400-\u9fff]{2,4}?)(?=[,，。；;、(（ \n的]|要求|申请|来电|反映|投诉|表示|咨询|希望|拟|于|与|$)/dg,
    narrows: nameAfterBareChineseLabel,
    confidence: 0.75,
    examples: ["客户«王小明»的贷款", "客户«李明»要求提前还款", "我叫«王芳»，想查询余额", "借款人«李强»，已逾期", "持卡人«刘洋»"],
    counterExamples: ["客户方面的问题", "客户高度认可", "客户经理的", "客户信息，", "客户余额。", "客户应于明日"],
  },
];
