// Where each runtime's upstream stands: needed to declare the origins that may be reached, before any call is made.
import type { Runtime } from "../registry.ts";

/** The base URL of a remote runtime, the vendor's own where the configuration names none; undefined for the embedded runtime. */
export function upstreamBaseUrl(runtime: Runtime): string | undefined {
  switch (runtime.provider) {
    case "embedded":
      return undefined;
    case "openai-compatible":
    case "azure":
      return runtime.baseUrl;
    case "anthropic":
      return runtime.baseUrl ?? "https://api.anthropic.com/v1";
    case "google":
      return runtime.baseUrl ?? "https://generativelanguage.googleapis.com/v1beta";
    case "bedrock":
      return runtime.baseUrl ?? bedrockBaseUrl(runtime.region);
  }
}

/** The origins of `runtimes`, for createOutbound's list of what may be reached. */
export function upstreamOrigins(runtimes: Iterable<Runtime>): Set<string> {
  const origins = new Set<string>();
  for (const runtime of runtimes) {
    const baseUrl = upstreamBaseUrl(runtime);
    if (baseUrl !== undefined) origins.add(new URL(baseUrl).origin);
  }
  return origins;
}

/** China's regions are a partition with a domain of their own. */
function bedrockBaseUrl(region: string): string {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://bedrock-runtime.${region}.${domain}`;
}
