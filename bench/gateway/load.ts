// The load generator as this process sees it: give it a job, get a report.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Job, type Report, replySchema } from "./load-job.ts";

export interface LoadGenerator {
  /** Runs one job to its end; one at a time. Throws at the first answer that is not right. */
  run(job: Job): Promise<Report>;
  close(): void;
}

export function openLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL("./load-generator.ts", import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The load generator ended by itself (${String(code)}).`);
  });
  // Its end is news only to a job that waits for it.
  ended.catch(() => undefined);
  return {
    async run(job) {
      const answered = once(child, "message");
      child.send(job);
      const [message]: unknown[] = await Promise.race([answered, ended]);
      const reply = replySchema.parse(message);
      if ("problem" in reply) throw new Error(reply.problem);
      return reply.report;
    },
    close: () => child.disconnect(),
  };
}
