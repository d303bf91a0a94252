// The texts of one call as the gate sees them: their level, what was found, and the masked form that a destination may get.
import type { Pool } from "#infrastructure/compute/pool.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import type { ChatRequest } from "#model/chat.ts";
import type { Change } from "#model/routing.ts";
import type { Receipt } from "./audit/record.ts";
import type { Handling } from "./masking/handling.ts";
import { classifyRequest, classifyTexts, type Masked, maskRequest, type RequestClassification } from "./masking/mask.ts";
import { createReplacements } from "./masking/replacements.ts";
import { type AnswerRestorer, createAnswerRestorer } from "./masking/restore.ts";
import { prescribesNumbers } from "./masking/schema-shapes.ts";
import type { Vault } from "./masking/vault.ts";
import type { Scenario } from "./scenario.ts";
import { type Classify, type EntityType, higherLevel, type Level } from "./sensitivity/finding.ts";

export interface GovernedText {
  /** The high-water mark of the texts and of what the scenario carries. */
  readonly level: Level;
  readonly findings: Receipt["findings"];
  /** What becomes of the texts on their way to a pool. */
  changeAt(pool: Pool): Change;
  /** UTF-8 bytes of the largest masked form that was made, as JSON; 0 without one. */
  maskedBytes(): number;
}

export interface ChatText extends GovernedText {
  /** The sensitive values that the request holds. */
  values(): readonly string[];
  /** The request as a pool may get it. */
  form(pool: Pool, masked: boolean): ChatRequest;
  maskedCounts(pool: Pool): Receipt["masked"];
  /** A restorer for one answer to a masked form. */
  restorer(): AnswerRestorer;
}

export interface ChatTextParts {
  readonly scenario: Scenario;
  /** What the labels of the documents in the request say; 1 without any. */
  readonly labelLevel: Level;
  readonly classify: Classify;
  readonly handlingAt: (pool: Pool) => Handling;
  /** The run's vault; asked for once, and only when something is masked. */
  readonly vault: () => Vault;
}

interface MaskedForm extends Masked {
  readonly level: Level;
}

/** Classifies a chat request; its masked forms are made when a destination needs one, each only once. */
export function createChatText(request: ChatRequest, { scenario, labelLevel, classify, handlingAt, vault }: ChatTextParts): ChatText {
  const classification = classifyRequest(request, classify);
  const floor = higherLevel(scenario.levelFloor, labelLevel);
  const level = higherLevel(classification.level, floor);
  const forms = new Map<string, MaskedForm>();

  function maskedFor(pool: Pool): MaskedForm {
    const masksByDefault = level > pool.levelCeiling;
    const handling = handlingAt(pool);
    const key = `${masksByDefault} ${[...handling].join(" ")}`;
    const made = forms.get(key) ?? mask(request, classification, { classify, vault: vault(), handling, masksByDefault });
    forms.set(key, made);
    return made;
  }

  return {
    level,
    findings: classification.findings,
    changeAt: (pool) => ({
      ...ruledAt(pool, handlingAt(pool), classification),
      maskedLevel: () =>
        scenario.masking === "allowed" && classification.findings.length > 0 ? higherLevel(maskedFor(pool).level, floor) : undefined,
    }),
    maskedBytes: () => Math.max(0, ...[...forms.values()].map((form) => Buffer.byteLength(JSON.stringify(form.request)))),
    values: () => classification.every.map(({ text }) => text),
    form: (pool, masked) => (masked ? maskedFor(pool).request : request),
    maskedCounts: (pool) => maskedFor(pool).counts,
    restorer() {
      assertHolds(forms.size > 0, "an answer is restored only where the request was masked");
      const contentIsJson = request.response_format !== undefined && request.response_format.type !== "text";
      return createAnswerRestorer(vault(), { contentIsJson, allowedHosts: scenario.guardrails.output.allowedHosts });
    },
  };
}

/** Classifies texts that are never masked. */
export function createInputText(
  inputs: readonly string[],
  { scenario, classify, handlingAt }: Pick<ChatTextParts, "scenario" | "classify" | "handlingAt">,
): GovernedText {
  const classification = classifyTexts(
    inputs.map((text) => ({ text, label: undefined, maskable: false })),
    classify,
  );
  return {
    level: higherLevel(classification.level, scenario.levelFloor),
    findings: classification.findings,
    changeAt: (pool) => ({ ...ruledAt(pool, handlingAt(pool), classification), maskedLevel: () => undefined }),
    maskedBytes: () => 0,
  };
}

/** What the institution's rules say of these findings at this pool. */
function ruledAt(pool: Pool, handling: Handling, { findings }: RequestClassification): Pick<Change, "blocked" | "isRequired"> {
  if (handling.size === 0 || findings.length === 0) return UNRULED;
  const typesWith = (...actions: readonly string[]): EntityType[] =>
    findings.map(({ type }) => type).filter((type) => actions.includes(handling.get(type) ?? ""));
  const [blocked] = typesWith("block");
  return {
    blocked: blocked === undefined ? undefined : `a rule of the institution keeps ${blocked} away from the pool ${pool.id}`,
    isRequired: typesWith("mask", "generalise").length > 0,
  };
}

const UNRULED = { blocked: undefined, isRequired: false } as const;

function mask(
  request: ChatRequest,
  classification: RequestClassification,
  { classify, vault, handling, masksByDefault }: { classify: Classify; vault: Vault; handling: Handling; masksByDefault: boolean },
): MaskedForm {
  const replacements = createReplacements({ vault, handling, masksByDefault, keepsShape: prescribesNumbers(request) });
  const masked = maskRequest(request, classification, replacements);
  // What is left is judged like any request, so that nothing rests on the masking having found it all.
  const level = classifyRequest(masked.request, classify).levelWithout(replacements.isPermitted);
  return { ...masked, level };
}
