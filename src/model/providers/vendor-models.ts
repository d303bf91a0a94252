// Opens a vendor's library for one deployment. Each is loaded when it is first needed: a server without vendors does not pay for them.
import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import { UpstreamFailure } from "../provider.ts";
import type { Deployment } from "../registry.ts";
import { upstreamBaseUrl } from "./upstream-address.ts";
import type { VendorFetchLimits } from "./vendor-fetch.ts";

export interface VendorModels {
  readonly chat: LanguageModelV4;
  /** Absent where the vendor offers no embeddings. */
  readonly embedding: EmbeddingModelV4 | undefined;
}

/**
 * The vendor's models for `deployment`, reached by the fetch that `fetchWith` gives. Address and credential are always given, because the libraries would otherwise
 * look for their own in the environment. Throws UpstreamFailure `credentials` without a key, `not_offered` for a runtime that is no vendor's.
 */
export async function openVendorModels(
  deployment: Deployment,
  fetchWith: (limits: VendorFetchLimits) => typeof globalThis.fetch,
): Promise<VendorModels> {
  const { runtime, apiKey } = deployment;
  const baseURL = upstreamBaseUrl(runtime);
  if (baseURL === undefined || runtime.provider === "embedded" || runtime.provider === "openai-compatible") {
    throw new UpstreamFailure("not_offered", `${deployment.id} runs at no vendor's`);
  }
  if (apiKey === undefined || apiKey.trim() === "")
    throw new UpstreamFailure("credentials", `the environment variable ${runtime.apiKeyVariable} is not set`);
  const model = runtime.upstreamModel;
  const fetch = fetchWith({ firstByteTimeoutMs: runtime.firstFrameTimeoutMs, idleTimeoutMs: runtime.idleTimeoutMs });
  switch (runtime.provider) {
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return { chat: createAnthropic({ baseURL, apiKey, fetch }).languageModel(model), embedding: undefined };
    }
    case "google": {
      const { createGoogle } = await import("@ai-sdk/google");
      const google = createGoogle({ baseURL, apiKey, fetch });
      return { chat: google.languageModel(model), embedding: google.embeddingModel(model) };
    }
    case "azure": {
      const { createAzure } = await import("@ai-sdk/azure");
      const azure = createAzure({
        baseURL,
        apiKey,
        fetch,
        ...(runtime.apiVersion === undefined ? {} : { apiVersion: runtime.apiVersion }),
      });
      return { chat: azure.chat(model), embedding: azure.embeddingModel(model) };
    }
    case "bedrock": {
      const { createAmazonBedrock } = await import("@ai-sdk/amazon-bedrock");
      const bedrock = createAmazonBedrock({ baseURL, apiKey, region: runtime.region, fetch });
      return { chat: bedrock.languageModel(model), embedding: undefined };
    }
  }
}
