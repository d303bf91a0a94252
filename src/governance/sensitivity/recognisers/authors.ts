// Whether a name is that of somebody who wrote, thought or painted something: named for his work, he is nobody's customer.

const BEHIND_CHARACTERS = 20;
const BEFORE_CHARACTERS = 48;

/** What stands behind such a name, from its end on. */
const BEHIND = [
  "[)）]?(?:が|の)?『",
  "[)）]?(?:氏|先生)?の(?:著書|著作|小説|代表作|詩集|詩|句|随筆|評伝|伝記|生涯|名言|名著|理論|学説|論文|作品|銅像|肖像|記念館|生家|墓所?|生誕|没後|名曲|絵画)",
  "(?:没後|生誕)(?:\\d|[一二三四五六七八九十百])",
  "(?:編著|共著|著|作|訳)(?=[『「、。)）」』\\s]|の『|$)",
  "的(?:作品|小说|小說|著作|诗集|詩集|诗|詩|散文|画作|畫作|理论|理論|学说|學說|名言|名句|传记|傳記|自传)",
  "[;,.]? (?:whose|his|her|their) (?:book|novel|paper|essay|memoirs?)(?![a-z])",
  "(?:所著|著|写|寫|撰写|撰寫|编著|編著|的|在)?(?:了|过|過)?(?:的)?《",
  "['’]s (?:book|novel|paper|theory|biography|memoirs?|essay|treatise|theorem|poem|play|[“\"])",
].join("|");
/** What stands before it, up to its start. */
const BEFORE = [
  "[』》][ 、,]{0,2}[(（]",
  "作者(?:是|为|為)?",
  "(?:Nobel|Pulitzer|Booker)[^\\n.]{0,24} ",
  "(?:著者|作者|訳者|译者|譯者)(?:は|の|[:：]|是|为) ?",
  "(?:小説家|作家|詩人|歌人|俳人|画家|作曲家|文豪|思想家|哲学者|経済学者|社会学者|数学者|物理学者|歴史学者|心理学者)の?",
  "(?:小说家|小說家|诗人|詩人|画家|畫家|作曲家|思想家|哲学家|哲學家|经济学家|經濟學家|社会学家|数学家|物理学家|历史学家|心理学家)",
  "[”\"’'][ ,]{1,2}by ",
  "(?<![A-Za-z])(?:[Bb]ook|[Nn]ovel|[Pp]aper|[Ee]ssay|[Pp]oem|[Aa]uthored|[Ww]ritten|[Rr]ead|[Rr]eading|[Rr]eads|[Pp]ublished)(?: [^\\n.;:]{0,32})? by ",
  "(?<![A-Za-z])(?:economist|philosopher|novelist|poet|composer|physicist|mathematician|sociologist|historian|the author) ",
].join("|");

const NAMED_FOR_A_WORK = new RegExp(`^(?:${BEHIND})`);
const BEHIND_A_WORK = new RegExp(`(?:${BEFORE})$`);
/** A form of address makes a customer even of a poet. */
const ADDRESSED = /^ ?(?:様|さま|さん|先生|女士|小姐|客户|客戶)/;

/** Whether what stands around the name at this place says so; looks no farther than a line's length. */
export function isAuthor(text: string, start: number, end: number): boolean {
  const behind = text.slice(end, end + BEHIND_CHARACTERS);
  if (NAMED_FOR_A_WORK.test(behind)) return true;
  return !ADDRESSED.test(behind) && BEHIND_A_WORK.test(text.slice(Math.max(0, start - BEFORE_CHARACTERS), start));
}
