// Restores one text, in one piece or as it streams in.
import type { EntityType } from "../sensitivity/finding.ts";
import { ADDRESS_CHARACTERS_MAX, standsInForeignAddress } from "./foreign-address.ts";
import { type FoundToken, TOKEN_OR_NUMBER_START, TOKEN_START, tokenAt, tokenAtEnd } from "./token-scanner.ts";
import type { TokenSource } from "./vault.ts";

export interface TextRestorer {
  /** The next piece with its tokens replaced, without a tail that may still become a token. */
  readonly next: (piece: string) => string;
  /** What was kept back, restored as far as it is a token; nothing is kept afterwards. */
  readonly end: () => string;
  /** A whole text at once; does not touch what is kept back. */
  readonly whole: (text: string) => string;
}

interface TextRestorerParts {
  readonly tokens: TokenSource;
  readonly count: (type: EntityType) => void;
  /** How a value is written at the place where its token stood. */
  readonly written: (value: string) => string;
  /** Hosts to whose addresses values may be put back; undefined: to every address. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/** How far back a word's beginning is judged: an escape such as \u69d8; and where addresses matter, an address. */
const CHARACTERS_BEFORE = 6;

/** A restorer for one stream of text. It keeps back at most the written length of one token. */
export function createTextRestorer({ tokens, count, written, allowedHosts }: TextRestorerParts): TextRestorer {
  /** The last characters of the stream that have left already. */
  let left = "";
  let kept = "";
  const charactersBefore = allowedHosts === undefined ? CHARACTERS_BEFORE : ADDRESS_CHARACTERS_MAX;
  const starts = tokens.numbers === undefined ? TOKEN_START : TOKEN_OR_NUMBER_START;

  /** Replaces the tokens in `text` from `from` on; an unfinished one at the end is the tail, unless nothing more will come. */
  function replace(text: string, from: number, isEnd: boolean): { readonly restored: string; readonly tail: string } {
    let restored = "";
    let copied = from;
    starts.lastIndex = from;
    for (let start = starts.exec(text); start !== null; start = starts.exec(text)) {
      const judged = tokenAt(text, start.index, tokens);
      if (judged.kind === "unfinished" && !isEnd)
        return { restored: restored + text.slice(copied, start.index), tail: text.slice(start.index) };
      const token: FoundToken | undefined =
        judged.kind === "unfinished" ? tokenAtEnd(text, start.index, tokens) : judged.kind === "token" ? judged : undefined;
      if (token === undefined || leadsOutside(text, start.index)) continue;
      count(token.entry.type);
      restored += text.slice(copied, start.index) + written(token.entry.value);
      copied = token.end;
      starts.lastIndex = copied;
    }
    return { restored: restored + text.slice(copied), tail: "" };
  }

  function leadsOutside(text: string, place: number): boolean {
    return (
      allowedHosts !== undefined && standsInForeignAddress(text.slice(Math.max(0, place - ADDRESS_CHARACTERS_MAX), place), allowedHosts)
    );
  }

  return {
    next(piece) {
      const text = left + kept + piece;
      const { restored, tail } = replace(text, left.length, false);
      kept = tail;
      left = text.slice(0, text.length - tail.length).slice(-charactersBefore);
      return restored;
    },
    end() {
      const { restored } = replace(left + kept, left.length, true);
      kept = "";
      return restored;
    },
    whole: (text) => replace(text, 0, true).restored,
  };
}
