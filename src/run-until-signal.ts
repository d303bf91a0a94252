// Listens until the process is told to stop, then stops in order.
import { KanameError } from "#infrastructure/errors.ts";
import type { Config } from "./config.ts";
import type { Platform } from "./platform.ts";

/** Starts to listen; gives the address. On SIGINT or SIGTERM the platform is closed and the process ends; a second signal ends it at once. */
export async function listenUntilSignal(platform: Platform, { host, port }: Pick<Config, "host" | "port">): Promise<string> {
  const url = await listen(platform, { host, port });
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    platform.close().then(
      () => process.exit(0),
      (error: unknown) => {
        platform.log.error("stopping failed", {}, error);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return url;
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
      isTaken ? `The port ${port} on ${host} is in use; set KANAME_PORT to another.` : `Kaname cannot listen on ${host}, port ${port}.`,
      { cause: error },
    );
  }
}
