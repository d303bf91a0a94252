// Puts the masked values back into an answer for the caller: in streams across chunk borders, in tool-call arguments, in whole answers.
import type { ChatChunk, ChatDelta, ToolCallDelta } from "#model/chat.ts";
import type { EntityType } from "../sensitivity/finding.ts";
import { createTextRestorer, type TextRestorer } from "./text-restorer.ts";
import type { TokenSource } from "./vault.ts";

export interface AnswerRestorer {
  /**
   * The chunk with every token replaced; the same object when nothing in it changed. Only a tail that may still become a token
   * is kept back, and goes out with the next chunk of its choice, at the latest with the one that has a finish_reason.
   */
  readonly restoreChunk: (chunk: ChatChunk) => ChatChunk;
  /** What is still kept back when a stream ends without a finish_reason: no chunk, or one. */
  readonly flush: () => readonly ChatChunk[];
  /** A whole answer, as parsed from the upstream's JSON, with every token replaced; members that are not known are kept. */
  readonly restoreCompletion: (completion: unknown) => unknown;
  /** How many tokens were replaced so far, by type. */
  readonly restoredCounts: () => Partial<Record<EntityType, number>>;
}

export interface RestorerOptions {
  /** True where the caller asked for JSON: values are then escaped in contents as they are in tool-call arguments. */
  readonly contentIsJson?: boolean;
  /** Hosts to whose addresses values may be put back: elsewhere a token inside an address stays one. Undefined: every host. */
  readonly allowedHosts?: readonly string[];
}

/** Members of an answer that say what it is; everything else in text form may carry a token. */
const STRUCTURAL_MEMBERS: ReadonlySet<string> = new Set([
  "role",
  "id",
  "type",
  "name",
  "index",
  "finish_reason",
  "object",
  "model",
  "tool_call_id",
  "annotations",
]);

/** A restorer for one answer. State is kept for each choice, field and tool call, so that interleaved pieces never mix. */
export function createAnswerRestorer(tokens: TokenSource, options: RestorerOptions = {}): AnswerRestorer {
  const counts: Partial<Record<EntityType, number>> = {};
  const choices = new Map<number, ChoiceState>();
  let lastChunk: ChatChunk | undefined;

  const count = (type: EntityType): void => {
    counts[type] = (counts[type] ?? 0) + 1;
  };
  const plain = (): TextRestorer => createTextRestorer({ tokens, count, allowedHosts: options.allowedHosts, written: (value) => value });
  const json = (): TextRestorer => createTextRestorer({ tokens, count, allowedHosts: options.allowedHosts, written: escapeForJson });
  const restorerOf = (field: string): TextRestorer =>
    field === "arguments" || (field === "content" && options.contentIsJson === true) ? json() : plain();

  function stateOf(index: number): ChoiceState {
    const state = choices.get(index) ?? { fields: new Map(), toolCalls: new Map() };
    choices.set(index, state);
    return state;
  }

  function restoreChoice(choice: ChatChunk["choices"][number]): ChatChunk["choices"][number] {
    const state = stateOf(choice.index);
    const delta = restoreDelta(choice.delta, state, restorerOf);
    const ended = choice.finish_reason !== null && choice.finish_reason !== undefined ? withTails(delta, state) : delta;
    return ended === choice.delta ? choice : { ...choice, delta: ended };
  }

  return {
    restoreChunk(chunk) {
      lastChunk = chunk;
      const restored = chunk.choices.map(restoreChoice);
      return restored.every((choice, place) => choice === chunk.choices[place]) ? chunk : { ...chunk, choices: restored };
    },
    flush() {
      if (lastChunk === undefined) return [];
      const tails = [...choices].map(([index, state]) => ({ index, delta: withTails({}, state), finish_reason: null }));
      const held = tails.filter(({ delta }) => Object.keys(delta).length > 0);
      const { id, object, created, model } = lastChunk;
      return held.length === 0 ? [] : [{ id, object, created, model, choices: held }];
    },
    restoreCompletion: (completion) => restoreMembers(completion, "", (text, field) => restorerOf(field).whole(text)),
    restoredCounts: () => ({ ...counts }),
  };
}

interface ChoiceState {
  readonly fields: Map<string, TextRestorer>;
  readonly toolCalls: Map<number, TextRestorer>;
}

type RestorerOf = (field: string) => TextRestorer;

/** The delta with its texts restored; the same object when nothing changed. */
function restoreDelta(delta: ChatDelta | undefined, state: ChoiceState, restorerOf: RestorerOf): ChatDelta {
  const original = delta ?? {};
  let changed: ChatDelta | undefined;
  for (const [field, value] of Object.entries(original) satisfies [string, unknown][]) {
    if (STRUCTURAL_MEMBERS.has(field)) continue;
    const restored =
      field === "tool_calls" && original.tool_calls
        ? restoreToolCalls(original.tool_calls, state, restorerOf)
        : restoreField(field, value, state, restorerOf);
    if (restored === value) continue;
    changed ??= { ...original };
    Object.assign(changed, { [field]: restored });
  }
  return changed ?? original;
}

function restoreField(field: string, value: unknown, state: ChoiceState, restorerOf: RestorerOf): unknown {
  // A vendor's nested members are restored piece by piece: a token split between two of them stays masked, which is safe.
  if (typeof value !== "string") return restoreMembers(value, field, (text, inner) => restorerOf(inner).whole(text));
  const restorer = state.fields.get(field) ?? restorerOf(field);
  state.fields.set(field, restorer);
  return restorer.next(value);
}

function restoreToolCalls(calls: ToolCallDelta[], state: ChoiceState, restorerOf: RestorerOf): ToolCallDelta[] {
  const restored = calls.map((call): ToolCallDelta => {
    const text = call.function?.arguments;
    if (typeof text !== "string") return call;
    const restorer = state.toolCalls.get(call.index) ?? restorerOf("arguments");
    state.toolCalls.set(call.index, restorer);
    const next = restorer.next(text);
    return next === text ? call : { ...call, function: { ...call.function, arguments: next } };
  });
  return restored.every((call, place) => call === calls[place]) ? calls : restored;
}

/** The delta with everything that its choice still keeps back added to it. */
function withTails(delta: ChatDelta, state: ChoiceState): ChatDelta {
  const tails: Record<string, string> = {};
  const texts: Record<string, unknown> = { ...delta };
  for (const [field, restorer] of state.fields) {
    const tail = restorer.end();
    const text = texts[field];
    if (tail !== "") tails[field] = (typeof text === "string" ? text : "") + tail;
  }
  const calls = [...(delta.tool_calls ?? [])];
  for (const [index, restorer] of state.toolCalls) {
    const tail = restorer.end();
    if (tail !== "") calls.push({ index, function: { arguments: tail } });
  }
  if (Object.keys(tails).length === 0 && calls.length === (delta.tool_calls?.length ?? 0)) return delta;
  return calls.length === 0 ? { ...delta, ...tails } : { ...delta, ...tails, tool_calls: calls };
}

/** The value with `restore` applied to every text inside that is not structural; the same object when nothing changed. */
function restoreMembers(value: unknown, field: string, restore: (text: string, field: string) => string): unknown {
  if (typeof value === "string") return STRUCTURAL_MEMBERS.has(field) ? value : restore(value, field);
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const restored = items.map((item) => restoreMembers(item, field, restore));
    return restored.every((item, place) => item === items[place]) ? value : restored;
  }
  if (typeof value !== "object" || value === null) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(value) satisfies [string, unknown][]) {
    const restored = restoreMembers(member, name, restore);
    if (restored === member) continue;
    changed ??= { ...value };
    changed[name] = restored;
  }
  return changed ?? value;
}

/** The value as it stands between the quotes of a JSON string. */
function escapeForJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
