// Holds the pieces of a streamed answer back until the output guard lets their text go.
import type { OutputGuard, OutputVerdict } from "./guardrails/output-guard.ts";

export interface AnswerWindow<Piece> {
  /** Takes the next piece with the text in it; gives the pieces that may leave now, whole and in order. */
  readonly take: (piece: Piece, text: string) => readonly Piece[];
  /** Ends the answer: the pieces that may still leave, and what the guard says. Called once. */
  readonly end: () => { readonly pieces: readonly Piece[]; readonly verdict: OutputVerdict };
}

/** A piece leaves with the last of its characters: what the guard holds back of it holds back all of it. */
export function createAnswerWindow<Piece>(guard: OutputGuard): AnswerWindow<Piece> {
  const waiting: { readonly piece: Piece; readonly endsAt: number }[] = [];
  let takenCharacters = 0;
  let releasedCharacters = 0;

  function leaving(): Piece[] {
    const stays = waiting.findIndex(({ endsAt }) => endsAt > releasedCharacters);
    return waiting.splice(0, stays === -1 ? waiting.length : stays).map(({ piece }) => piece);
  }

  return {
    take(piece, text) {
      takenCharacters += text.length;
      waiting.push({ piece, endsAt: takenCharacters });
      if (text !== "") releasedCharacters += guard.push(text).length;
      return guard.isStopped() ? [] : leaving();
    },
    end() {
      const verdict = guard.end();
      if (verdict.verdict !== "pass") return { pieces: [], verdict };
      releasedCharacters = takenCharacters;
      return { pieces: leaving(), verdict };
    },
  };
}
