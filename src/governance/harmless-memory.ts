// Remembers which texts were judged harmless: a system text comes with every call, and each turn of a conversation brings all earlier ones.
import { hash } from "node:crypto";
import type { Inspect, Inspection } from "./guardrails/inspect.ts";
import type { Classification, Classify } from "./sensitivity/finding.ts";

/** A shorter text is judged as soon as it is digested. */
const TEXT_CHARACTERS_MIN = 32;
/** Texts of each of two generations: the conversations of a busy hour, in about 10 MB. */
const GENERATION_TEXTS_MAX = 32_768;

/** Each institution's classifier with a memory of its own, so that none learns what another one sent; lost when the rules change. */
export function createRequestClassifiers(classifierOf: (institutionId: string) => Classify): (institutionId: string) => Classify {
  const made = new Map<string, { readonly classify: Classify; readonly remembering: Classify }>();
  return (institutionId) => {
    const classify = classifierOf(institutionId);
    const known = made.get(institutionId);
    if (known?.classify === classify) return known.remembering;
    const remembering = rememberHarmless(classify);
    made.set(institutionId, { classify, remembering });
    return remembering;
  };
}

/** The inspector with a memory for each institution. */
export function createRequestInspectors(inspect: Inspect): (institutionId: string) => Inspect {
  const made = new Map<string, Inspect>();
  return (institutionId) => {
    const known = made.get(institutionId) ?? rememberBenign(inspect);
    made.set(institutionId, known);
    return known;
  };
}

/**
 * The same classifier, which judges a text without findings once. Of such a text only a digest is kept, of one with findings nothing.
 */
function rememberHarmless(classify: Classify): Classify {
  const harmless = createRecent<Classification>();
  return (text) => {
    if (text.length < TEXT_CHARACTERS_MIN) return classify(text);
    const digest = digestOf(text);
    const known = harmless.get(digest);
    if (known !== undefined) return known;
    const classification = classify(text);
    if (classification.level === 1 && classification.findings.length === 0) harmless.add(digest, classification);
    return classification;
  };
}

/** The same inspector, which inspects a text that is no attack in its channel once. */
function rememberBenign(inspect: Inspect): Inspect {
  const benign = createRecent<Inspection>();
  return (text, channel) => {
    if (text.length < TEXT_CHARACTERS_MIN) return inspect(text, channel);
    const key = channel + digestOf(text);
    const known = benign.get(key);
    if (known !== undefined) return known;
    const inspection = inspect(text, channel);
    if (!inspection.attack) benign.add(key, inspection);
    return inspection;
  };
}

/** Of the text's code units: as UTF-8 two texts with different broken characters would be one. */
function digestOf(text: string): string {
  return hash("sha256", Buffer.from(text, "utf16le"), "base64");
}

/** The last entries that were added or asked for, at least one generation of them and at most two. */
function createRecent<Value>() {
  let recent = new Map<string, Value>();
  let older = new Map<string, Value>();

  function add(key: string, value: Value): void {
    if (recent.size >= GENERATION_TEXTS_MAX) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, value);
  }

  return {
    add,
    get(key: string): Value | undefined {
      const value = recent.get(key);
      if (value !== undefined) return value;
      const old = older.get(key);
      if (old !== undefined) add(key, old);
      return old;
    },
  };
}
