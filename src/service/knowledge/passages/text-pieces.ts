// Cuts a text that is too long for one passage, at the ends of its sentences if it can, and loses no character but space.
import { estimateTokens } from "./token-estimate.ts";

/** From the best place for a cut to the worst: after a line, a sentence, a clause, a word. */
const CUTS: readonly RegExp[] = [/(?<=\n)/, /(?<=[。！？!?]|[.;；]\s)/u, /(?<=[、，,:：])/u, /(?<=\s)/];

/** The text in pieces of at most `tokensMax` estimated tokens, as long as may be, in order. A text that fits is one piece; an empty one none. */
export function textPieces(text: string, tokensMax: number): string[] {
  return cut(text, tokensMax, 0)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
}

function cut(text: string, tokensMax: number, level: number): string[] {
  if (estimateTokens(text) <= tokensMax) return [text];
  const place = CUTS[level];
  if (place === undefined) return cutAnywhere(text, tokensMax);
  const pieces: string[] = [];
  let open = "";
  let openTokens = 0;
  for (const part of text.split(place)) {
    const tokens = estimateTokens(part);
    if (openTokens + tokens <= tokensMax) {
      open += part;
      openTokens += tokens;
      continue;
    }
    if (open !== "") pieces.push(open);
    const smaller = tokens <= tokensMax ? [part] : cut(part, tokensMax, level + 1);
    pieces.push(...smaller.slice(0, -1));
    open = smaller.at(-1) ?? "";
    openTokens = estimateTokens(open);
  }
  return open === "" ? pieces : [...pieces, open];
}

/** A run without any mark or space; never between the halves of one character. */
function cutAnywhere(text: string, tokensMax: number): string[] {
  // No character is more than two tokens by the estimate.
  const charactersMax = Math.max(1, Math.floor(tokensMax / 2));
  const characters = [...text];
  const pieces: string[] = [];
  for (let start = 0; start < characters.length; start += charactersMax)
    pieces.push(characters.slice(start, start + charactersMax).join(""));
  return pieces;
}
