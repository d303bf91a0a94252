// The texts of one call as the gate sees them: their level, what was found, and the masked form that a lower pool may get.
import { assertHolds } from "#infrastructure/errors.ts";
import type { ChatRequest } from "#model/chat.ts";
import type { Receipt } from "./audit/record.ts";
import { classifyRequest, classifyTexts, maskRequest, type RequestClassification } from "./masking/mask.ts";
import { type AnswerRestorer, createAnswerRestorer } from "./masking/restore.ts";
import { createVault } from "./masking/vault.ts";
import type { Scenario } from "./scenario.ts";
import { type Classify, ENTITY_TYPES, type EntityType, higherLevel, type Level } from "./sensitivity/finding.ts";

export interface GovernedText {
  /** The high-water mark of the texts and of what the scenario carries. */
  readonly level: Level;
  readonly findings: Receipt["findings"];
  /** The level of the masked form; undefined where nothing may be masked. */
  readonly maskedLevel: Level | undefined;
  /** UTF-8 bytes of the masked form as JSON; 0 without one. */
  maskedBytes(): number;
}

export interface ChatText extends GovernedText {
  /** The request as a pool may get it. */
  form(masked: boolean): ChatRequest;
  maskedCounts(): Receipt["masked"];
  /** A restorer for one answer to the masked form. */
  restorer(): AnswerRestorer;
}

/** Everything that can be found can be masked; the pools' ceilings decide what masking opens. */
const MASKABLE: ReadonlySet<EntityType> = new Set(ENTITY_TYPES);

/** Classifies a chat request and, where the scenario allows it, prepares its masked form with a vault of its own. */
export function createChatText(
  request: ChatRequest,
  scenario: Scenario,
  classify: Classify,
  randomBytes: (byteCount: number) => Buffer,
): ChatText {
  const classification = classifyRequest(request, classify);
  const level = higherLevel(classification.level, scenario.levelFloor);
  const masking =
    scenario.masking === "allowed" && classification.findings.length > 0 ? mask(request, classification, classify, randomBytes) : undefined;
  const contentIsJson = request.response_format !== undefined && request.response_format.type !== "text";
  return {
    level,
    findings: classification.findings,
    maskedLevel: masking === undefined ? undefined : higherLevel(masking.level, scenario.levelFloor),
    maskedBytes: () => (masking === undefined ? 0 : Buffer.byteLength(JSON.stringify(masking.masked.request))),
    form(masked) {
      if (!masked) return request;
      assertHolds(masking !== undefined, "a pool that may only see the masked form gets a masked form");
      return masking.masked.request;
    },
    maskedCounts: () => masking?.masked.counts ?? {},
    restorer: () => createAnswerRestorer(masking?.vault ?? NO_TOKENS, { contentIsJson }),
  };
}

/** Classifies texts that are never masked. */
export function createInputText(inputs: readonly string[], scenario: Scenario, classify: Classify): GovernedText {
  const classification = classifyTexts(
    inputs.map((text) => ({ text, label: undefined, maskable: false })),
    classify,
  );
  return {
    level: higherLevel(classification.level, scenario.levelFloor),
    findings: classification.findings,
    maskedLevel: undefined,
    maskedBytes: () => 0,
  };
}

function mask(request: ChatRequest, classification: RequestClassification, classify: Classify, randomBytes: (byteCount: number) => Buffer) {
  const vault = createVault({ randomBytes });
  const masked = maskRequest(request, classification, vault, MASKABLE);
  // What is left is judged like any request, so that nothing rests on the masking having found it all.
  return { vault, masked, level: classifyRequest(masked.request, classify).level };
}

const NO_TOKENS = { find: () => undefined, begins: () => false };
