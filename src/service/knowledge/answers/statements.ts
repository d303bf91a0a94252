// Cuts passages and answers into statements: sentences, and rows of tables.

/** No statement is longer; what is, is cut there, so that checking one stays cheap. */
const STATEMENT_CHARACTERS_MAX = 1_000;
const STATEMENTS_MAX = 400;
const END =
  /[。！？!?；]["”」』)）]?(?:[ \t]{0,4}[[【［(（]\d{1,3}(?:[,、，] ?\d{1,3}){0,8}[\]】］)）]){0,4}|\.(?:[ \t]{0,4}[[【［(]\d{1,3}(?:, ?\d{1,3}){0,8}[\]】］)]){0,4}(?=\s|$)|\n/g;
/** "1." and "No." end no sentence. */
const UNFINISHED = /(?:^|\s)(?:\d{1,3}|no|art|para|sec|e\.g|i\.e)\.$/i;

/** The statements of `text` in order, trimmed; a citation right behind a full stop belongs to the sentence before it. */
export function statementsOf(text: string): readonly string[] {
  const statements: string[] = [];
  let start = 0;
  for (const found of text.matchAll(END)) {
    const end = found.index + found[0].length;
    if (UNFINISHED.test(text.slice(Math.max(0, end - 8), end))) continue;
    statements.push(text.slice(start, end));
    start = end;
    if (statements.length >= STATEMENTS_MAX) break;
  }
  statements.push(text.slice(start, start + STATEMENT_CHARACTERS_MAX));
  return statements.map((statement) => statement.slice(0, STATEMENT_CHARACTERS_MAX).trim()).filter((statement) => statement !== "");
}
