// Listens until the process is told to stop, then stops in order.
import { asKanameError, KanameError } from "#infrastructure/errors.ts";
import type { Config } from "./config.ts";
import type { Platform } from "./platform.ts";

/** Starts to listen; gives the address. On SIGINT or SIGTERM the platform is closed and the process ends; a second signal ends it at once. */
export async function listenUntilSignal(platform: Platform, { host, port }: Pick<Config, "host" | "port">): Promise<string> {
  const url = await listen(platform, { host, port });
  closeOnSignal(platform.close);
  return url;
}

/**
 * On SIGINT or SIGTERM closes and ends the process; a second signal ends it at once. The handlers stay for good: a library that ends the
 * process on a signal does so as soon as it is the only one that listens.
 */
export function closeOnSignal(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${asKanameError(error).message}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** Starts to listen; gives the address. Throws `conflict` with one sentence when it cannot, after closing the platform. */
export async function listen(platform: Platform, { host, port }: Pick<Config, "host" | "port">): Promise<string> {
  try {
    return await platform.server.listen({ host, port });
  } catch (error) {
    // What is open would keep the process alive.
    await platform.close();
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw new KanameError(
      "conflict",
      isTaken
        ? `The port ${port} on ${host} is in use; set KANAME_PORT to another.`
        : `Kaname cannot listen on ${host}, port ${port}; set KANAME_HOST and KANAME_PORT to an address of this machine.`,
      { cause: error },
    );
  }
}
