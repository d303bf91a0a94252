// What a scenario says about its guardrails: which texts are inspected, how an answer is checked, and what happens then.
import { z } from "zod";
import { OUTPUT_CHECKS } from "./output-checks.ts";

/**
 * What happens to a text that the inspector takes for an attack. `hold`: the call is refused before any model sees it. `observe`: the call
 * goes on, and its record says what was seen. `off`: the text is not inspected.
 */
const injectionModeSchema = z.enum(["hold", "observe", "off"]);

/** Hosts that one scenario may name. */
const HOSTS_MAX = 64;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}$/;

/** By channel, since a user may instruct the model and a document or a tool's result may not. */
const injectionSchema = z.strictObject({
  user: injectionModeSchema.default("hold"),
  document: injectionModeSchema.default("hold"),
  tool: injectionModeSchema.default("hold"),
});

const outputSchema = z.strictObject({
  /**
   * `hold`: nothing leaves before the whole answer was checked; safest, and nothing streams. `window`: text leaves once nothing in it or behind
   * it can be an offence; streams a little later. `observe`: everything leaves at once, and the record says what was seen. `off`: no checks.
   */
  mode: z.enum(["hold", "window", "observe", "off"]).default("window"),
  /**
   * `secrets`: level 4 and 5 values that the request did not hold. `exfiltration`: images and links that carry data outside. `leakage`:
   * long pieces of the system text. `advice`: investment solicitation. `toxicity`: insults and threats. The last three are for scenarios that
   * ask for them: an answer from documents in the system text would be stopped by the first, a desk that may advise by the second, a help
   * line that quotes a complaint by the third.
   */
  checks: z.array(z.enum(OUTPUT_CHECKS)).max(OUTPUT_CHECKS.length).default(["secrets", "exfiltration"]),
  /** Hosts, with all below them, to which images and links of an answer may lead. */
  allowedHosts: z.array(z.string().regex(HOST, "a host name in lower case, without a scheme or port")).max(HOSTS_MAX).default([]),
});

/** The guardrails of one scenario; everything left out is the safe choice. */
export const guardrailPolicySchema = z.strictObject({
  injection: injectionSchema.prefault({}),
  output: outputSchema.prefault({}),
});

export type GuardrailPolicy = z.infer<typeof guardrailPolicySchema>;
