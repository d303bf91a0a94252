// A server in a process of its own: started on a free port, waited for, weighed, stopped.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const START_MS_MAX = 60_000;
const START_LOOK_EVERY_MS = 50;
const STOP_MS_MAX = 10_000;
const LOG_TAIL_CHARACTERS = 2_000;
/** The kernel reports CPU time to programs in hundredths of a second, on every architecture that Node runs on. */
const MICROS_PER_TICK = 10_000;
const USER_TICKS_PLACE = 11;
const KIB_PER_MB = 1_024;

export interface ServerProcess {
  readonly origin: string;
  /** What it wrote to standard output and error so far. */
  readLog(): string;
  /** CPU time of all its threads since its start, in microseconds; undefined where the system does not tell (no /proc). */
  cpuMicros(): number | undefined;
  /** Memory in use now and at most so far (resident set); undefined where the system does not tell. */
  memoryMb(): { readonly now: number; readonly peak: number } | undefined;
  /** True until it has ended, wanted or not. */
  isRunning(): boolean;
  stop(): Promise<void>;
}

interface ServerCommand {
  readonly name: string;
  /** Node's arguments, given the port to listen on. */
  readonly commandLine: (port: number) => readonly string[];
  /** The whole environment: nothing of the caller's shell leaks in and changes what is measured. */
  readonly environment?: (port: number) => Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** Where its log file goes. */
  readonly logFolder: string;
}

/** Starts a server with this Node and gives it once it answers HTTP. Throws, with the end of its log, when it does not. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const port = await findFreePort();
  const logFile = join(command.logFolder, `${command.name}.log`);
  const logDescriptor = openSync(logFile, "a", 0o600);
  // A file and not a pipe: a server that logs much must not keep this process busy.
  const child = spawn(process.execPath, command.commandLine(port), {
    cwd: command.workingFolder,
    env: { ...command.environment?.(port) },
    stdio: ["ignore", logDescriptor, logDescriptor],
  });
  closeSync(logDescriptor);
  const killWithParent = () => child.kill("SIGKILL");
  process.once("exit", killWithParent);
  child.once("exit", () => process.off("exit", killWithParent));

  const server: ServerProcess = {
    origin: `http://127.0.0.1:${port}`,
    readLog: () => readFileSync(logFile, "utf8"),
    cpuMicros: () => readCpuMicros(child.pid),
    memoryMb: () => readMemoryMb(child.pid),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      if (!this.isRunning()) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
      await ended;
      clearTimeout(patience);
    },
  };
  await waitForAnswer(server, command.name);
  return server;
}

async function waitForAnswer(server: ServerProcess, name: string): Promise<void> {
  const untilMs = performance.now() + START_MS_MAX;
  while (server.isRunning() && performance.now() < untilMs) {
    if (await answers(server.origin)) return;
    await wait(START_LOOK_EVERY_MS);
  }
  const tail = server.readLog().slice(-LOG_TAIL_CHARACTERS);
  const what = server.isRunning() ? `did not answer within ${START_MS_MAX / 1_000} s` : "ended while it was starting";
  await server.stop();
  throw new Error(`${name} ${what}. The end of its log:\n${tail}`);
}

/** Whether anything speaks HTTP there; the status does not matter. */
function answers(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(origin, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(true);
    })
      .on("error", () => resolve(false))
      .on("timeout", () => resolve(false));
  });
}

async function findFreePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no free port.");
  return address.port;
}

function readCpuMicros(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const stat = readFileSync(file, "utf8");
  // The command's name may hold spaces, so fields are counted from behind its closing parenthesis (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_TICKS_PLACE]) + Number(fields[USER_TICKS_PLACE + 1])) * MICROS_PER_TICK;
}

function readMemoryMb(pid: number | undefined): { now: number; peak: number } | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const status = readFileSync(file, "utf8");
  const read = (field: string) => Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / KIB_PER_MB);
  return { now: read("VmRSS"), peak: read("VmHWM") };
}
