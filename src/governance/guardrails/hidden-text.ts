// Finds the pieces of a text that a program reads and a person does not see: comments, invisible elements, alternative texts.

export interface HiddenPiece {
  readonly start: number;
  readonly text: string;
}

const PIECE_CHARACTERS_MAX = 2_000;

// Each pattern has one group: the piece. A style is looked for in one opening tag, the text behind it up to the next tag.
const PATTERNS = [
  /<!--([^>]{3,2000}?)--!?>/g,
  /<[a-z][a-z0-9]{0,15}\b[^>]{0,300}(?:display\s{0,2}:\s{0,2}none|visibility\s{0,2}:\s{0,2}hidden|font-size\s{0,2}:\s{0,2}[01](?:px|pt|em|%)?\s{0,2}[;"'}]|opacity\s{0,2}:\s{0,2}0(?:\.0)?[1;"'}]|(?<![-a-z])color\s{0,2}:\s{0,2}(?:white|transparent|#fff(?:fff)?|rgba?\(\s{0,2}255\s{0,2},\s{0,2}255\s{0,2},\s{0,2}255)|\bhidden\b|aria-hidden|left\s{0,2}:\s{0,2}-\d{3,})[^>]{0,300}>([^<]{3,2000})/g,
  /\b(?:alt|title|aria-label|data-[a-z]{1,20}|content|summary|placeholder)\s?=\s?\\?"([^"]{8,2000})"/g,
  /\b(?:alt|title|aria-label|data-[a-z]{1,20}|content)\s?=\s?'([^']{8,2000})'/g,
  /!\[([^\]]{12,600})\]\(/g,
  /\[(?:\/\/|comment|\^?hidden)\]:\s{0,3}(?:#|<>)?\s{0,3}[("']([^\n]{3,2000})/g,
  /\/\*([^*]{8,2000})\*\//g,
  /\\color\{white\}\s{0,2}\{?([^}\n]{3,2000})/g,
  /(?:[[(（【]\s{0,2}(?:white text|hidden text|invisible text|white on white|hidden|invisible|白文字|隠しテキスト|隠し文字|非表示(?:テキスト)?|透明文字|白色文字|白字|隐藏文字|隐藏文本|隐藏|不可见文字|metadata|メタデータ|元数据)[^\])）】\n]{0,20}[:：\])）】])([^\n]{3,2000})/g,
  /<(?:script|template|noscript|meta|desc|title)\b[^>]{0,200}>([^<]{8,2000})/g,
] as const;

const CUES = ["<", "![", "]:", "/*", "\\color", "[", "（", "(", "【", "alt=", "title="];

/** The hidden pieces of a folded text in lower case; linear in its length. */
export function hiddenPieces(text: string): HiddenPiece[] {
  if (!CUES.some((cue) => text.includes(cue))) return [];
  return PATTERNS.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => ({ start: match.index, text: (match[1] ?? "").slice(0, PIECE_CHARACTERS_MAX) })),
  );
}
