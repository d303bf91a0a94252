// One governed call of the service's own: asked of the gate, ended with a signal, and its whole answer awaited.
import type { CallUsage } from "#governance/audit/record.ts";
import type { Gate, GovernedChat } from "#governance/gate.ts";

export interface WholeAnswer {
  readonly receipt: string;
  /** As the model gave it, still to be parsed; undefined where none came. */
  readonly completion: unknown;
  readonly usage: CallUsage | undefined;
}

export type WholeChatOrder = Pick<GovernedChat, "caller" | "request" | "runId" | "levelFloor"> & { readonly signal: AbortSignal };

/** Asks a model once and awaits all of its answer. Throws KanameError as the gate does. */
export async function askWhole(gate: Pick<Gate, "chat">, { signal, ...order }: WholeChatOrder): Promise<WholeAnswer> {
  let receipt = "";
  let completion: unknown;
  let usage: CallUsage | undefined;
  await abortedWith(signal, (abort) =>
    gate.chat({
      ...order,
      body: Buffer.from(JSON.stringify(order.request)),
      abort,
      settled: (used) => {
        usage = used;
      },
      sink: {
        admitted: (id) => {
          receipt = id;
        },
        part: (part) => {
          if (part.kind === "whole") completion = part.completion;
        },
        end: () => undefined,
      },
    }),
  );
  return { receipt, completion, usage };
}

/** Runs `work` with a controller that aborts when `signal` does: the gate aborts calls of its own, and must not end what the signal is of. */
export async function abortedWith<Result>(signal: AbortSignal, work: (abort: AbortController) => Promise<Result>): Promise<Result> {
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await work(abort);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
