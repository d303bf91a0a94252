// Finds the values of named fields in forms, records and JSON: what stands behind a label, up to the next delimiter.
import { matchesIn } from "../matches-at-words.ts";
import type { Piece } from "../recogniser.ts";

/** The value of a field that is called by one of `labels`: up to the next delimiter. */
export function fieldValues(labels: string): (text: string) => Iterable<Piece> {
  const field = new RegExp(
    `${labels}["'」)]?(?:\\([^()\\n]{1,14}\\))?(?:[ \\t]{0,3}[:=|┃]|[ \\t]{1,3}(?=[\\u3040-\\u9fff])|は、?)[ \\t"'「『]{0,4}`,
    "gi",
  );
  const value = /[^\n,、;。"'」』|┃()[\]{}<>:]{2,48}/y;
  return function* (text) {
    for (const match of matchesIn(text, field)) {
      value.lastIndex = match.index + match[0].length;
      const found = value.exec(text);
      if (found === null) continue;
      // Where a colon follows, the last word is the label of the next field.
      const isBeforeLabel = /[:：]/.test(text.charAt(value.lastIndex));
      const own = isBeforeLabel ? found[0].replace(/ ?[^ ]*$/, "") : found[0];
      // In Japanese and Chinese a space or a particle ends the value: 中共党员 工号 1, イスラム教と記録.
      const clean = own.replace(/(?<=[\u3040-\u9fff]) .*$|(?<=[\u30a0-\u9fff])[とにをがで](?=[\u4e00-\u9fff]).*$/su, "");
      const trimmed = clean.replace(/(?:\. .*|\.?\s{0,4}$|(?:と診断|のため|で(?:入院|通院|治療|手術|休職)|により|につき|にて).*)/s, "");
      const lead = /^(?:\(?\d\)|[①-⑨]|[-・])\s?/.exec(trimmed)?.[0].length ?? 0;
      if (trimmed.length - lead >= 2) yield { from: found.index + lead, to: found.index + trimmed.length };
    }
  };
}

const NOTHING =
  /^(?:なし|無し|無|特になし|特に.*|該当.*|有無|の有無.*|あり|有|有り|未.*|不明|不詳|良好|健康|正常|異常なし|同上|別紙.*|告知.*|.{1,12}による|ご記入.*|記入.*|无|無異常|无异常|正常|良好|健康|不详|暂无|没有|有无.*|见.*|none.*|n\/?a|nil|no|no .*|not .*|unknown|healthy|good|fine|null|true|false|yes|string|text|varchar.*|char.*|boolean|optional|required|tbc|tbd|pending|see .*|other|clear|undisclosed|prefer not.*|\d+(?:\D{0,3}\d+){0,6}\D{0,2}|[-*_.…]+|\$.*|.*\?)$/i;

/** Whether a field says anything at all. */
export function saysSomething(value: string): boolean {
  return !NOTHING.test(value.trim()) && /\p{L}{2}/u.test(value);
}
