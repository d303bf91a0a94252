// What the ledger says of one event. Never prompt text, never a masked value: levels, counts, ids, digests.

import type { Zone } from "#infrastructure/compute/pool.ts";
import type { GuardrailNote } from "../guardrails/inspect-request.ts";
import type { EntityType, FindingSummary, Level } from "../sensitivity/finding.ts";

/** How one deployment was judged while routing. */
export interface Candidate {
  readonly deployment: string;
  readonly pool: string;
  readonly zone: Zone;
  readonly levelCeiling: number;
  /** `chosen` answered; `failed` was tried and failed; `refused` may not receive this; `unneeded` could have served. */
  readonly verdict: "chosen" | "failed" | "refused" | "unneeded";
  /** Why, in one sentence. */
  readonly reason: string;
}

/** Why a call went where it went. */
export interface Receipt {
  readonly id: string;
  readonly level: Level;
  /** The rules that set the level, the decisive one first: type, how often, and why. */
  readonly findings: readonly FindingSummary[];
  /** What guardrails saw in the request and the answer, and what they did; absent in records from before there were any. */
  readonly guardrails?: readonly GuardrailNote[];
  /** The level that the scenario carries whatever the text says. */
  readonly scenarioLevel: Level;
  readonly candidates: readonly Candidate[];
  /** What was masked for the chosen pool: counts by type, never values. */
  readonly masked: Readonly<Partial<Record<EntityType, number>>>;
  /** Which masked values came back in the answer, by type. */
  readonly restored: Readonly<Partial<Record<EntityType, number>>>;
}

export interface CallUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True where the upstream reported nothing and the figures are Kaname's own estimate. */
  readonly estimated: boolean;
  readonly reservedMicros: number;
  /** Millionths of the currency unit; never above reservedMicros. */
  readonly costMicros: number;
}

export type CallOutcome = "answered" | "refused" | "failed" | "client_left" | "interrupted";

export interface CallRecord {
  readonly kind: "call";
  readonly receipt: Receipt;
  readonly operation: "chat" | "embedding";
  readonly scenario: string;
  readonly department: string | null;
  readonly caller: { readonly kind: "application" | "person"; readonly id: string; readonly key: string };
  readonly requestedModel: string;
  readonly streamed: boolean;
  readonly outcome: CallOutcome;
  /** The KanameError kind of an unanswered call. */
  readonly error: string | null;
  readonly usage: CallUsage;
  /** HMAC-SHA256 of the request body under the institution's digest key: proves later which text it was, tells nothing now. */
  readonly requestDigest: string;
  readonly startedAt: string;
  readonly firstPartMs: number | null;
  readonly totalMs: number;
  /** Which configuration decided: hash of kaname.yaml. */
  readonly configuration: string;
}

/** One skill call, whether it ran or not: what decided, and what it was about. Never arguments, never results: digests. */
export interface SkillRecord {
  readonly kind: "skill";
  readonly id: string;
  readonly run: string | null;
  readonly scenario: string;
  readonly department: string | null;
  readonly caller: { readonly kind: "application" | "person"; readonly id: string; readonly key: string };
  readonly purpose: string;
  /** Who chose the call. */
  readonly askedBy: "model" | "person";
  readonly skill: {
    readonly id: string;
    readonly version: number;
    readonly kind: string;
    readonly sideEffect: string;
    /** SHA-256 of the definition, and of the artefact where the kind has one. */
    readonly definition: string;
    readonly artefact: string | null;
    readonly validatedBy: string;
    readonly validationExpiresOn: string;
  } | null;
  readonly disposition: "execute" | "flag" | "review" | "reject";
  /** Which policies stood in the way, and the SHA-256 of all that were asked. */
  readonly policies: readonly string[];
  readonly policiesHash: string | null;
  /** The approval that it ran under. */
  readonly approval: string | null;
  readonly level: Level;
  readonly resultLevel: Level | null;
  readonly outcome: "executed" | "waiting" | "rejected" | "failed";
  /** The KanameError kind of a call that was rejected before policies were asked, or failed. */
  readonly error: string | null;
  /** HMAC-SHA256 under the institution's digest key, of the canonical form. */
  readonly argumentsDigest: string;
  readonly resultDigest: string | null;
  /** Of a score that gives reasons: their codes, the strongest first. */
  readonly reasonCodes: readonly string[] | null;
  /** Of a batch: how many rows the digests cover, as one list. Null for a single call. */
  readonly rows: number | null;
  readonly startedAt: string;
  readonly totalMs: number;
}

/** The end of a run: what it came to, and a digest that proves later which events it had. */
export interface RunRecord {
  readonly kind: "run";
  readonly run: string;
  readonly scenario: string;
  readonly caller: { readonly kind: "application" | "person"; readonly id: string; readonly key: string };
  readonly state: "answered" | "failed" | "stopped";
  readonly level: Level;
  readonly steps: number;
  readonly tokens: number;
  readonly costMicros: number;
  readonly events: number;
  /** SHA-256 of the canonical form of all its events, in hexadecimal. */
  readonly eventsDigest: string;
}

/** An administrative change: who changed which object. */
export interface ChangeRecord {
  readonly kind: "change";
  readonly action: string;
  readonly actor: string;
  readonly object: string;
  /** Members that are safe to keep for ever: names, ids, limits; no secrets. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** Closes a stretch of a chain: the record that carries it is signed, and with it everything before. */
export interface CheckpointRecord {
  readonly kind: "checkpoint";
  /** Fingerprint of the public key that verifies the signature. */
  readonly keyId: string;
}

export type LedgerEvent = CallRecord | SkillRecord | RunRecord | ChangeRecord | CheckpointRecord;
