// The operational log: JSON lines on standard error. Never prompt text, never secrets: only ids, counts, kinds and durations.
import { pino } from "pino";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields, error?: unknown): void;
  error(event: string, fields?: LogFields, error?: unknown): void;
}

/** A Log that writes to standard error from `level` upwards ("info", "warn", "error" or "silent"). */
export function createLog(level: string): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (event, fields) => logger.info({ ...fields }, event),
    warn: (event, fields, error) => logger.warn({ ...fields, ...describe(error) }, event),
    error: (event, fields, error) => logger.error({ ...fields, ...describe(error) }, event),
  };
}

/** An error as log fields: its stack and those of its causes, which hold code places and no payloads. */
function describe(error: unknown): LogFields {
  if (error === undefined) return {};
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined;
  return { error: error.stack ?? error.message, cause };
}
