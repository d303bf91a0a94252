// Portkey's gateway as a peer to compare with: installed outside the repository, never among the project's dependencies.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type ServerProcess, startServer } from "./server-process.ts";

export const PORTKEY_VERSION = "1.15.2";
/** What the package asks for resolves to releases with which every stream fails, so the comparison would not be fair. */
const OVERRIDES = { "@hono/node-server": "1.14.0" } as const;

const PACKAGE = "@portkey-ai/gateway";
const INSTALL_MS_MAX = 300_000;
const OUTPUT_TAIL_CHARACTERS = 600;

/** Sends every request on to the mock upstream, in OpenAI's form. */
export function portkeyHeaders(upstreamOrigin: string): Record<string, string> {
  return { authorization: "Bearer benchmark", "x-portkey-provider": "openai", "x-portkey-custom-host": `${upstreamOrigin}/v1` };
}

/** Starts the peer, after installing it if need be. Throws when it cannot be had. */
export async function startPortkey(logFolder: string, tell: (progress: string) => void): Promise<ServerProcess> {
  const folder = join(homedir(), ".cache", "kaname-bench-peers", `portkey-${PORTKEY_VERSION}`);
  if (!isInstalled(folder)) {
    tell(`installing ${PACKAGE} ${PORTKEY_VERSION} into ${folder}`);
    await install(folder);
  }
  return startServer({
    name: "portkey",
    workingFolder: join(folder, "node_modules", PACKAGE),
    commandLine: (port) => ["build/start-server.js", "--headless", `--port=${port}`],
    logFolder,
  });
}

function isInstalled(folder: string): boolean {
  return versionOf(folder, PACKAGE) === PORTKEY_VERSION && versionOf(folder, "@hono/node-server") === OVERRIDES["@hono/node-server"];
}

function versionOf(folder: string, packageName: string): string | undefined {
  const file = join(folder, "node_modules", packageName, "package.json");
  return existsSync(file) ? z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8"))).version : undefined;
}

/** Installs beside the final place and moves it there when it is whole, so that a broken attempt leaves nothing to trip over. */
async function install(folder: string): Promise<void> {
  const attempt = `${folder}.${process.pid}`;
  mkdirSync(attempt, { recursive: true, mode: 0o700 });
  try {
    const description = { name: "kaname-bench-peer", private: true, dependencies: { [PACKAGE]: PORTKEY_VERSION }, overrides: OVERRIDES };
    writeFileSync(join(attempt, "package.json"), JSON.stringify(description));
    await runNpmInstall(attempt);
    if (!isInstalled(attempt)) throw new Error("npm installed other versions than those asked for");
    rmSync(folder, { recursive: true, force: true });
    renameSync(attempt, folder);
  } finally {
    rmSync(attempt, { recursive: true, force: true });
  }
}

/** Nobody's install scripts are run: the peer's own would apply patches, and the package brings none. */
async function runNpmInstall(folder: string): Promise<void> {
  const flags = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"];
  // npm itself runs on this Node too: under an older one it silently chooses older releases.
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ""}`;
  const env = { ...process.env, PATH: path };
  const npm = spawn("npm", ["install", ...flags], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], timeout: INSTALL_MS_MAX });
  let output = "";
  const keep = (text: Buffer) => {
    output = (output + text.toString()).slice(-OUTPUT_TAIL_CHARACTERS);
  };
  npm.stdout.on("data", keep);
  npm.stderr.on("data", keep);
  const [code]: unknown[] = await once(npm, "close");
  if (code !== 0) throw new Error(`npm install failed: ${output.trim()}`);
}
