// Chat candidates on small English and Japanese tasks with answers that a rule can check, and their speed by threads.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { ask, deploymentOf, openRuntime } from "./candidates.ts";
import { type ChatTask, chatTaskSchema, scoreAnswer } from "./score-answer.ts";

const tasks = z.array(chatTaskSchema).parse(JSON.parse(readFileSync(new URL("chat-tasks.json", import.meta.url), "utf8")));

const ANSWER_TOKENS_MAX = 96;
const SPEED_TOKENS = 64;
const SPEED_ROUNDS = 3;

/** How many of its tasks a candidate did, by language and kind; how often it went round in circles; tokens per second by threads. */
export async function compareChat(weightsFolder: string, names: readonly string[], tell: (line: string) => void) {
  const results: Record<string, unknown> = {};
  for (const name of names) {
    tell(`chat: ${name}`);
    results[name] = {
      ...(await doTasks(weightsFolder, name, tell)),
      tokensPerSecond: { oneThread: await speedOf(weightsFolder, name, 1), twoThreads: await speedOf(weightsFolder, name, 2) },
    };
  }
  return { tasks: tasks.length, candidates: results };
}

async function doTasks(weightsFolder: string, name: string, tell: (line: string) => void) {
  const runtime = openRuntime(weightsFolder, 1);
  const deployment = deploymentOf(name, "chat");
  const marks: { readonly task: ChatTask; readonly done: boolean; readonly repeats: boolean }[] = [];
  try {
    for (const task of tasks) {
      const { text } = await ask(runtime, deployment, {
        messages: [{ role: "user", content: task.text }],
        max_completion_tokens: ANSWER_TOKENS_MAX,
        ...(task.schema === undefined
          ? {}
          : { response_format: { type: "json_schema", json_schema: { name: "answer", schema: task.schema } } }),
      });
      const mark = scoreAnswer(task, text);
      marks.push({ task, ...mark });
      tell(
        `  ${mark.done ? "done  " : "failed"} ${mark.repeats ? "repeats" : "       "} ${task.id}: ${JSON.stringify(text.slice(0, 120))}`,
      );
    }
  } finally {
    await runtime.close();
  }
  return {
    all: share(marks),
    byLanguage: shares(marks, (task) => task.language),
    byKind: shares(marks, (task) => task.kind),
    repeating: marks.filter(({ repeats }) => repeats).length,
  };
}

type Mark = { readonly task: ChatTask; readonly done: boolean };

function shares(marks: readonly Mark[], groupOf: (task: ChatTask) => string): Record<string, string> {
  const groups = [...new Set(marks.map(({ task }) => groupOf(task)))];
  return Object.fromEntries(groups.map((group) => [group, share(marks.filter(({ task }) => groupOf(task) === group))]));
}

function share(marks: readonly Mark[]): string {
  return `${marks.filter(({ done }) => done).length}/${marks.length}`;
}

/** The best of a few rounds: other work on the machine only ever takes speed away. */
async function speedOf(weightsFolder: string, name: string, threads: number): Promise<number> {
  const runtime = openRuntime(weightsFolder, threads);
  const deployment = deploymentOf(name, "chat");
  let best = 0;
  try {
    await runtime.warm(deployment);
    for (let round = 0; round < SPEED_ROUNDS; round += 1) {
      const { tokens, durationMs, firstTokenMs } = await ask(runtime, deployment, {
        messages: [{ role: "user", content: "Write a long story about a bank." }],
        max_completion_tokens: SPEED_TOKENS,
      });
      best = Math.max(best, ((tokens - 1) * 1_000) / (durationMs - firstTokenMs));
    }
  } finally {
    await runtime.close();
  }
  return Math.round(best * 10) / 10;
}
