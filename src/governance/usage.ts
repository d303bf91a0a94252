// How many tokens a call used: as the upstream reports, else as an estimate that says so.
import type { Price } from "#model/registry.ts";

/** A chat template adds tokens that no caller sent: role markers, and with some models a system prompt of their own. */
const TEMPLATE_TOKENS_MAX = 256;
/** Without a report, four bytes of UTF-8 are taken for one token: close to what tokenizers give for English, and above it for Japanese. */
const BYTES_PER_TOKEN_ESTIMATED = 4;

export interface TokenBound {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The most tokens that a request of `requestBytes` can read and write: no tokenizer makes more tokens than there are bytes. */
export function tokenBound(requestBytes: number, outputTokensMax: number): TokenBound {
  return { inputTokens: requestBytes + TEMPLATE_TOKENS_MAX, outputTokens: outputTokensMax };
}

/** Millionths of the currency unit, rounded up. */
export function costMicros(price: Price, tokens: TokenBound): number {
  return Math.ceil(tokens.inputTokens * price.inputPerMillionTokens + tokens.outputTokens * price.outputPerMillionTokens);
}

export interface UsageMeter {
  /** Notes a usage report, if `value` is one; the last one counts. */
  report(value: unknown): void;
  /** Notes one piece of generated text, for the estimate. */
  delivered(): void;
  /** Notes a whole answer of `bytes`, for the estimate. */
  deliveredBytes(bytes: number): void;
  /** What was used, never above `bound`: more than the bound is impossible, so a report above it is cut and marked as an estimate. */
  total(requestBytes: number, bound: TokenBound): TokenBound & { readonly estimated: boolean };
}

export function createUsageMeter(): UsageMeter {
  let reported: TokenBound | undefined;
  let outputTokensEstimated = 0;
  return {
    report(value) {
      reported = readUsage(value) ?? reported;
    },
    delivered() {
      outputTokensEstimated += 1;
    },
    deliveredBytes(bytes) {
      outputTokensEstimated += Math.ceil(bytes / BYTES_PER_TOKEN_ESTIMATED);
    },
    total(requestBytes, bound) {
      const inputTokens = reported?.inputTokens ?? Math.ceil(requestBytes / BYTES_PER_TOKEN_ESTIMATED);
      const outputTokens = reported?.outputTokens ?? outputTokensEstimated;
      const credible = inputTokens <= bound.inputTokens && outputTokens <= bound.outputTokens;
      return {
        inputTokens: Math.min(inputTokens, bound.inputTokens),
        outputTokens: Math.min(outputTokens, bound.outputTokens),
        estimated: reported === undefined || !credible,
      };
    },
  };
}

/** The two counts of an OpenAI usage object; undefined when `value` is none. By hand, as it runs for every answer. */
function readUsage(value: unknown): TokenBound | undefined {
  if (typeof value !== "object" || value === null || !("prompt_tokens" in value)) return undefined;
  const inputTokens = value.prompt_tokens;
  const outputTokens = "completion_tokens" in value ? value.completion_tokens : 0;
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
