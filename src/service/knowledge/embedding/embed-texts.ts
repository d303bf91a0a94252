// Embeds texts through the gate, as one governed call.
import type { Caller } from "#governance/caller.ts";
import type { Gate } from "#governance/gate.ts";
import { abortedWith } from "../../ask-gate.ts";

export interface EmbeddingOrder {
  readonly caller: Caller;
  readonly model: string;
  readonly texts: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * The texts' vectors, in their order. Whoever may search or add documents has this done for them, whatever else their role may do; the
 * record names them. Throws KanameError as the gate does.
 */
export async function embedTexts(gate: Pick<Gate, "embed">, { caller, model, texts, signal }: EmbeddingOrder) {
  const request = { model, input: [...texts] };
  const body = Buffer.from(JSON.stringify(request));
  const { answer } = await abortedWith(signal, (abort) =>
    gate.embed({ caller: { ...caller, role: "caller" }, request, body, abort, admitted: () => undefined }),
  );
  return answer.vectors;
}
