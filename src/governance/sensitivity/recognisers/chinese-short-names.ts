// Recognisers of Chinese names that stand short: a family name with 小, 老, 姐 or sir, in a chat, behind a duty, below a message.
import { matchesAtWords, matchesIn } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import words from "../words/chinese-names.json" with { type: "json" };
import { groupNumbers, type WordHits } from "../words.ts";
import { chineseLexicon, simplified } from "./chinese-lexicon.ts";
import { knownNameAfterChineseLabel, wholeChineseName, wholeNameAfterChineseLabel } from "./chinese-name-places.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

const HAN = "[\\u3400-\\u9fff]";
/** Where a clause begins, or a word goes before that persons follow. */
const CLAUSE_START = `(?:(?<!${HAN})|(?<=[叫找问問给給跟和与與是请請由让讓替帮幫把被据據听聽对對向及送我说說见見约約陪]))`;
/** How a clause goes on behind somebody. */
const GOES_ON = `(?=[\\s，,。.、:：;!！?？)）(（"”」]|$|[说說话話昨今明来來去没沒有把已在也就才又要想问問给給跟和打不那这這他她卡账賬户戶家爸妈媽的让讓请請被会會能办辦存取转轉名您你嘅係])`;

const FAMILIAR = new RegExp(`${CLAUSE_START}(?:小|老|阿)(?<value>${HAN})${GOES_ON}`, "dg");
const ELDER = new RegExp(
  `${CLAUSE_START}(?<value>${HAN}{1,2}?)(?=(?:大?姐|大?哥|大?叔|大?婶|大?嬸|大?娘|大妈|大媽|妈妈|媽媽|爸爸|爷爷|爺爺|奶奶|大爷|大爺|姨|伯伯?|嫂子?|婆婆|老板|老闆|师傅|師傅|工头|sir|Sir|SIR)${GOES_ON})`,
  "dg",
);
/** 刘工，您好: engineers and heads of offices, whose words are the end of other words. */
const OFFICE = new RegExp(
  `${CLAUSE_START}(?<value>${HAN}{1,2}?)(?=(?:工|董|行|处|處|局|科|队|隊|导|導|院|校|博|律)(?:[，,：: ]?(?:您|你)好|[，,：:、。（(]|[说說问問要想让讓批签簽的]))`,
  "dg",
);

/** A family name, of one character or two, that with what stands around it is no word. */
function isFamily(value: string, before: string, behind: string, mayBeEveryday: boolean): boolean {
  const name = simplified(value);
  const { surnames, compoundSurnames, everydaySurnames, words: known, notNames } = chineseLexicon();
  if (known.has(simplified(`${before}${value}`)) || known.has(simplified(`${value}${behind}`)) || notNames.has(name)) return false;
  if (name.length === 2) return compoundSurnames.has(name);
  return surnames.has(name) && (mayBeEveryday || !everydaySurnames.has(name));
}

function* shortNames(text: string): Iterable<Piece> {
  if (KANA.test(text)) return;
  for (const [pattern, mayBeEveryday] of SHORT) {
    for (const match of matchesIn(text, pattern)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      const before = pattern === FAMILIAR ? text.charAt(from - 1) : "";
      if (isFamily(text.slice(from, to), before, pattern === FAMILIAR ? "" : text.charAt(to), mayBeEveryday)) yield { from, to };
    }
  }
}

const KANA = /[\u3041-\u30f6]/;
const SHORT = [
  [FAMILIAR, false],
  [ELDER, true],
  [OFFICE, false],
] as const;

/** The value of a duty, or several with marks between. */
const DUTY = new RegExp(
  `${lexiconSource(words.chineseDutyLabel)}(?:人|员|員|人员|人員|柜员|岗)?["”】\\])）]{0,2}(?:\\s?[:：=|]\\s{0,2}| )["“【\\[]?(?<value>${HAN}{2,4}(?:[、，,/;；] ?${HAN}{2,4}){0,8}(?!${HAN}))`,
  "dy",
);
const DUTY_WORD = groupNumbers(["chineseDutyLabel"]);

/** A name behind a duty is one of a known kind; several in a row make each other sure. */
function* namesOfDuties(text: string, found: WordHits): Iterable<Piece> {
  for (const match of matchesAtWords(text, found, DUTY, DUTY_WORD)) {
    const [start, end] = match.indices?.groups?.value ?? NOWHERE;
    const names = [...text.slice(start, end).matchAll(/[\u3400-\u9fff]+/g)].map(({ 0: name, index }) => ({ name, from: start + index }));
    const areSure = names.length > 1 && names.every(({ name }) => wholeNameAfterChineseLabel(name) !== undefined);
    for (const { name, from } of names) {
      const length = areSure ? name.length : (knownNameAfterChineseLabel(name)?.to ?? 0);
      if (length > 0) yield { from, to: from + length };
    }
  }
}

const NOWHERE: [number, number] = [0, 0];

/** 阮文静：今天谁值班？ Lines that begin so: two of them are a talk, or one behind its time. */
const SPEAKER = new RegExp(
  `(?<=^|\\n)(?<time>[\\[(【]?\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?[\\])】]? ?)?(?<value>${HAN}{2,4})(?: ?\\d{1,2}:\\d{2}(?::\\d{2})?)?[:：](?=[^\\n]{1,200})`,
  "dg",
);

function* speakers(text: string): Iterable<Piece> {
  if (KANA.test(text)) return;
  const lines: Piece[] = [];
  let isTalk = false;
  for (const match of matchesIn(text, SPEAKER)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = text.slice(from, to);
    const isName = wholeChineseName(name) !== undefined || (name.length < 4 && wholeNameAfterChineseLabel(name) !== undefined);
    if (!isName) continue;
    isTalk ||= match.groups?.time !== undefined || lines.length > 0;
    lines.push({ from, to });
  }
  if (isTalk) yield* lines;
  yield* roster(text);
}

/** 周一 卞晨: lines of a word, a space and a name; two of them are a roster. */
const ROSTER_LINE = new RegExp(`(?<=^|\\n)[^\\s，,。:：]{1,8}[ \\t]{1,3}(?<value>${HAN}{2,3})(?=[ \\t]{0,2}(?:\\n|$))`, "dg");

function* roster(text: string): Iterable<Piece> {
  const lines = [...matchesIn(text, ROSTER_LINE)].map((match) => match.indices?.groups?.value ?? NOWHERE);
  const names = lines.filter(([from, to]) => wholeChineseName(text.slice(from, to)) !== undefined);
  if (names.length < 2 || names.length * 2 < lines.length) return;
  for (const [from, to] of names) yield { from, to };
}

const CLOSING =
  "(?:祝商祺|商祺|顺颂商祺|順頌商祺|敬礼|敬禮|祝好|谢谢|謝謝|多谢|多謝|工作顺利|工作順利|顺祝|盼复|此致|敬上|祝安|大安|台安|安好|辛苦了)";
const SIGNED = new RegExp(
  `${CLOSING}[。！!，,~～]{0,2}\\s{0,2}\\n\\s{0,3}(?:${HAN}{2,12}[部室科处行组] ?)?(?<value>${HAN}{2,4})(?=\\s*(?:$|\\n)|敬上|谨启|謹啟)|(?<=^|[\\n \\u3000])(?<other>${HAN}{2,4})(?=(?:敬上|谨启|謹啟|谨上|謹上|拜上|顿首)\\s*(?:$|\\n|[。!！]))`,
  "dg",
);

function* signatures(text: string): Iterable<Piece> {
  if (KANA.test(text)) return;
  for (const match of matchesIn(text, SIGNED)) {
    const [from, to] = match.indices?.groups?.value ?? match.indices?.groups?.other ?? [0, 0];
    if (wholeNameAfterChineseLabel(text.slice(from, to)) !== undefined) yield { from, to };
  }
}

/** 姓：覃 名：凤娇: the two in fields of their own. */
const IN_FIELDS = new RegExp(
  `(?<![\\u3400-\\u9fff])姓["'”]?\\s?[:：=|]\\s?["'“]?(?<family>${HAN}{1,2})["'”]?[,，;；\\s]{1,4}["'“]?名["'”]?\\s?[:：=|]\\s?["'“]?(?<given>${HAN}(?: ?${HAN})?)(?!${HAN})`,
  "dg",
);

function* namesInFields(text: string): Iterable<Piece> {
  for (const match of matchesIn(text, IN_FIELDS)) {
    for (const place of [match.indices?.groups?.family, match.indices?.groups?.given]) {
      if (place !== undefined) yield { from: place[0], to: place[1] };
    }
  }
}

/** 开户名路遥遥，: behind a word that only persons follow, up to the end of the clause, a family name may be an everyday word. */
const AT_CLAUSE_END = new RegExp(
  `(?:持卡人|收款人|付款人|汇款人|收件人|寄件人|联系人|紧急联系人|借款人|保证人|担保人|受益人|投保人|被保险人|经办人|保管人|代理人|委托人|开户人|开户名|户主|申请人|投诉人|来电人|报案人|监护人|继承人|出租人|承租人|当事人|聯絡人|申請人|保證人|擔保人|被保險人|經辦人|對方叫|对方叫|本名|原名|名叫|名字叫|我叫|他叫|她叫|客人|客户|客戶|保戶|保户)[是为為叫]?(?<value>${HAN}{2,4})(?=[，,。、;；\\s(（)）]|$)`,
  "dg",
);

function isWholeAndNoWord(value: string): Piece | undefined {
  const { words: known } = chineseLexicon();
  return known.has(simplified(value.slice(-2))) && value.length > 3 ? undefined : wholeNameAfterChineseLabel(value);
}

export const CHINESE_SHORT_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a Chinese family name with a familiar word",
    signal: "han",
    pattern: shortNames,
    confidence: 0.75,
    examples: [
      "叫我小«阎»就好",
      "老«耿»他爸住院了",
      "«林»sir昨晚过来",
      "«关»姐卡里现在",
      "«蒙»大姐说",
      "«刘»工，您好",
      "小«庞»说老«段»昨天没来",
    ],
    counterExamples: [
      "小时，老师，小康。",
      "空姐说，表哥在",
      "施工，员工，",
      "大姐说",
      "小程序说明",
      "老板在",
      "银行，您好",
      "老年卡，小金额",
    ],
  },
  {
    type: "PERSON",
    why: "a Chinese name behind a word for a duty",
    signal: "han",
    cue: ["chineseDutyLabel"],
    pattern: namesOfDuties,
    confidence: 0.85,
    examples: ["經辦：«巫慧珊»　覆核：«溫家豪»", "审批：«裴文博»", "会签：«柏松»、«尤倩»、«明浩»"],
    counterExamples: ["审批：通过", "处理：已完成", "登记：完毕", "授权：高管", "审核：财务部"],
  },
  {
    type: "PERSON",
    why: "a Chinese name that speaks in a chat",
    signal: "han",
    pattern: speakers,
    confidence: 0.75,
    examples: ["«阮文静»：今天谁值班？\n«裴磊»：我", "09:12 «付琳»：收到", "值班表\n周一 «卞晨»\n周二 «郝芸»"],
    counterExamples: ["时间：九点\n地点：三楼", "方案：一\n金额：二", "客服：您好\n客户：你好", "单价：5\n余额：3"],
  },
  {
    type: "PERSON",
    why: "a Chinese name below the closing words of a message",
    signal: "han",
    pattern: signatures,
    confidence: 0.8,
    examples: ["祝商祺\n«贝晓岚»", "谢谢！\n零售部 «祁伟»", "此致\n«申屠雪»敬上"],
    counterExamples: ["谢谢\n客户服务中心", "祝好\n总行", "敬礼\n以上内容"],
  },
  {
    type: "PERSON",
    why: "a Chinese family and given name in fields of their own",
    signal: "han",
    pattern: namesInFields,
    confidence: 0.85,
    examples: ["姓：«覃»\n名：«凤 娇»", '"姓":"«令狐»","名":"«冲»"'],
    counterExamples: ["姓名：王", "姓：张", "名：单"],
  },
  {
    type: "PERSON",
    why: "a Chinese name between a word that persons follow and the end of the clause",
    signal: "han",
    begins: ["chineseNameLabel", "chineseNameOpening"],
    pattern: AT_CLAUSE_END,
    narrows: isWholeAndNoWord,
    confidence: 0.8,
    examples: ["开户名«路遥遥»", "保管人«石磊»。", "对方叫«谷小满»，", "請客人«邱志遠»（已到）"],
    counterExamples: ["客户方面，", "客户余额。", "客户经理，", "收款人信息。", "客户应收，", "客户高净值，", "客户时间。", "持卡人权益，"],
  },
];
