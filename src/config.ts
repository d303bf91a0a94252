// The only reader of the environment: one schema, all problems reported at once.
import { join } from "node:path";
import { z } from "zod";
import { KanameError } from "#infrastructure/errors.ts";

const PORT_MAX = 65_535;

const environmentSchema = z.object({
  /** The folder that holds everything Kaname writes. */
  KANAME_DATA_DIR: z.string().min(1).default(".kaname"),
  /** Where model weights are; absent, in the data folder. Servers may share it. */
  KANAME_WEIGHTS_DIR: z.string().min(1).optional(),
  /** PostgreSQL; absent, the embedded engine in the data folder. */
  KANAME_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" }).optional(),
  KANAME_CONFIG: z.string().min(1).default("kaname.yaml"),
  KANAME_HOST: z.string().min(1).default("127.0.0.1"),
  KANAME_PORT: z.coerce.number().int().min(0).max(PORT_MAX).default(8080),
  KANAME_LOG_LEVEL: z.enum(["info", "warn", "error", "silent"]).default("info"),
  /** Where the command line finds a running server, and the key it uses. */
  KANAME_URL: z.url().default("http://127.0.0.1:8080"),
  KANAME_API_KEY: z.string().optional(),
  HTTPS_PROXY: z.string().optional(),
  HTTP_PROXY: z.string().optional(),
  NO_PROXY: z.string().optional(),
});

export interface Config {
  readonly dataFolder: string;
  readonly weightsFolder: string;
  readonly databaseUrl: string | undefined;
  readonly configurationFile: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly serverUrl: string;
  readonly apiKey: string | undefined;
  /** What programs that Kaname starts (pip) get as their environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly proxy: { readonly httpsProxy?: string; readonly httpProxy?: string; readonly noProxy?: string };
  /** The value of an environment variable that holds a secret, read when it is asked for; undefined when unset or empty. */
  readonly readSecret: (name: string) => string | undefined;
}

/** Reads the environment. Throws `invalid_request` with every problem in one sentence. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const result = environmentSchema.safeParse(environment);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new KanameError("invalid_request", `The environment is not valid: ${problems.join("; ")}.`);
  }
  const values = result.data;
  return {
    dataFolder: values.KANAME_DATA_DIR,
    weightsFolder: values.KANAME_WEIGHTS_DIR ?? join(values.KANAME_DATA_DIR, "weights"),
    databaseUrl: values.KANAME_DATABASE_URL,
    configurationFile: values.KANAME_CONFIG,
    host: values.KANAME_HOST,
    port: values.KANAME_PORT,
    logLevel: values.KANAME_LOG_LEVEL,
    serverUrl: values.KANAME_URL,
    apiKey: values.KANAME_API_KEY,
    environment,
    proxy: {
      ...(values.HTTPS_PROXY === undefined ? {} : { httpsProxy: values.HTTPS_PROXY }),
      ...(values.HTTP_PROXY === undefined ? {} : { httpProxy: values.HTTP_PROXY }),
      ...(values.NO_PROXY === undefined ? {} : { noProxy: values.NO_PROXY }),
    },
    readSecret: (name) => environment[name] || undefined,
  };
}
