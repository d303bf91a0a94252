// Anthropic, Google, Azure and Bedrock, through the vendors' libraries that the AI SDK maintains.
import { type Clock, systemClock } from "#infrastructure/clock.ts";
import { createIds, type Ids } from "#infrastructure/ids.ts";
import type { Outbound } from "#infrastructure/outbound.ts";
import { type AnswerPart, type ChatCall, type Provider, UpstreamFailure } from "../provider.ts";
import type { Deployment } from "../registry.ts";
import { checkEmbeddings } from "./embedding-answer.ts";
import { createChunkTranslator } from "./vendor-answer.ts";
import { failureOfVendorCall } from "./vendor-failure.ts";
import { createVendorFetch } from "./vendor-fetch.ts";
import { openVendorModels, type VendorModels } from "./vendor-models.ts";
import { toVendorCall } from "./vendor-request.ts";

export interface VendorParts {
  readonly outbound: Outbound;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** A Provider for deployments whose runtime is `anthropic`, `google`, `azure` or `bedrock`. It always streams; the libraries' retries are not used. */
export function createVendorProvider({ outbound, clock = systemClock, ids = createIds() }: VendorParts): Provider {
  const opened = new WeakMap<Deployment, Promise<VendorModels>>();

  function modelsOf(deployment: Deployment): Promise<VendorModels> {
    const known = opened.get(deployment);
    if (known !== undefined) return known;
    const models = openVendorModels(deployment, (limits) => createVendorFetch(outbound, limits));
    opened.set(deployment, models);
    return models;
  }
  async function* chat(call: ChatCall): AsyncGenerator<AnswerPart, void> {
    const { deployment, request } = call;
    // A library that throws at the first event leaves the connection open; aborting closes it.
    const leaving = new AbortController();
    try {
      const models = await modelsOf(deployment);
      const options = toVendorCall(request, deployment.runtime.provider, AbortSignal.any([call.signal, leaving.signal]));
      const { stream } = await models.chat.doStream(options);
      const translator = createChunkTranslator({
        id: ids.next("chatcmpl"),
        model: request.model,
        createdSeconds: Math.floor(clock.now().getTime() / 1_000),
      });
      for await (const part of stream) {
        if (part.type === "error") throw part.error;
        for (const chunk of translator.translate(part)) yield { kind: "chunk", chunk };
      }
      if (!translator.isFinished()) throw new UpstreamFailure("failed", "the vendor's stream broke off before its end");
    } catch (error) {
      throw failureOfVendorCall(error, call.signal, clock.now().getTime());
    } finally {
      leaving.abort();
    }
  }
  return {
    chat,
    async embed(call) {
      try {
        const { embedding } = await modelsOf(call.deployment);
        if (embedding === undefined) throw new UpstreamFailure("not_offered", "this vendor offers no embeddings");
        const batchMax = (await embedding.maxEmbeddingsPerCall) ?? Number.POSITIVE_INFINITY;
        const vectors: (readonly number[])[] = [];
        let tokens: number | undefined = 0;
        for (let start = 0; start < call.inputs.length; start += batchMax) {
          const values = call.inputs.slice(start, start + batchMax);
          const dimensions = call.dimensions === undefined ? {} : { dimensions: call.dimensions };
          const result = await embedding.doEmbed({ values, ...dimensions, abortSignal: call.signal });
          vectors.push(...result.embeddings);
          tokens = tokens === undefined || result.usage === undefined ? undefined : tokens + result.usage.tokens;
        }
        return checkEmbeddings(vectors, call.inputs, tokens);
      } catch (error) {
        throw failureOfVendorCall(error, call.signal, clock.now().getTime());
      }
    },
  };
}
