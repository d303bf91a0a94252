// Which models exist and on which pools they run.
import { z } from "zod";

const idPattern = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,127}$/, "letters, digits and . _ : / -, at most 128");
const secretName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "the name of an environment variable");

/** Silence longer than these means that the upstream is lost: model servers keep sending while they generate. */
const firstFrameTimeoutMs = z.int().min(100).max(3_600_000).default(120_000);
const idleTimeoutMs = z.int().min(100).max(3_600_000).default(60_000);

const remote = { upstreamModel: z.string().min(1), firstFrameTimeoutMs, idleTimeoutMs };

const runtimeSchema = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("embedded"),
    /** A name from the weights catalogue, or the path of a GGUF file. */
    weights: z.string().min(1),
    contextTokensMax: z.int().min(128).max(1_048_576).default(4_096),
    /** Conversations that share the model at the same time. */
    sequences: z.int().min(1).max(64).default(2),
    threads: z.int().min(1).max(256).optional(),
  }),
  z.strictObject({
    provider: z.literal("openai-compatible"),
    baseUrl: z.url({ protocol: /^https?$/ }),
    apiKeyVariable: secretName.optional(),
    ...remote,
    /** How the server wants to be told the answer's length limit: older ones know only `max_tokens` and ignore the other. */
    outputLimitParameter: z.enum(["max_completion_tokens", "max_tokens"]).default("max_completion_tokens"),
  }),
  z.strictObject({ provider: z.literal("anthropic"), baseUrl: z.url().optional(), apiKeyVariable: secretName, ...remote }),
  z.strictObject({ provider: z.literal("google"), baseUrl: z.url().optional(), apiKeyVariable: secretName, ...remote }),
  z.strictObject({
    provider: z.literal("azure"),
    baseUrl: z.url(),
    apiKeyVariable: secretName,
    apiVersion: z.string().optional(),
    ...remote,
  }),
  z.strictObject({
    provider: z.literal("bedrock"),
    region: z.string().min(1),
    baseUrl: z.url().optional(),
    apiKeyVariable: secretName,
    ...remote,
  }),
]);
export type Runtime = z.infer<typeof runtimeSchema>;

const priceSchema = z.strictObject({
  /** Currency units for a million tokens; so tokens × price is in millionths of the unit. */
  inputPerMillionTokens: z.number().min(0).max(1_000_000),
  outputPerMillionTokens: z.number().min(0).max(1_000_000),
});
export type Price = z.infer<typeof priceSchema>;

const deploymentSchema = z.strictObject({
  pool: z.string(),
  runtime: runtimeSchema,
  /** Absent: a deployment without a price would let a budget be exceeded unseen, so it must be stated, if need be as 0. */
  price: priceSchema,
});

export const modelSchema = z.strictObject({
  id: idPattern,
  kind: z.enum(["base", "enterprise", "domain"]),
  task: z.enum(["chat", "embedding"]),
  title: z.string().max(200).optional(),
  /** The licence that the weights are used under. */
  license: z.string().max(200).optional(),
  /** The model that this one was tuned from. */
  tunedFrom: idPattern.optional(),
  /** Caps every answer; a caller may ask for less, not for more. */
  outputTokensMax: z.int().min(1).max(1_048_576).default(4_096),
  deployments: z.array(deploymentSchema).min(1).max(32),
});
export type Model = z.infer<typeof modelSchema>;

/** One name that callers use for several models, tried in the order given. */
export const aliasSchema = z.strictObject({ id: idPattern, models: z.array(idPattern).min(1).max(32) });
export type Alias = z.infer<typeof aliasSchema>;

/** A model running on a pool. `id` is `<model>@<pool>`. */
export interface Deployment {
  readonly id: string;
  readonly model: Model;
  readonly poolId: string;
  readonly runtime: Runtime;
  readonly price: Price;
  /** The credential's value, read once from the environment. */
  readonly apiKey: string | undefined;
}

export interface Registry {
  /** The models that `name` stands for (itself, or an alias's models in order); undefined for an unknown name. */
  resolve(name: string): readonly Model[] | undefined;
  deploymentsOf(modelId: string): readonly Deployment[];
  listModels(): readonly Model[];
  listDeployments(): readonly Deployment[];
}

/**
 * A registry over models and aliases that refer to each other rightly (checked where the configuration is read).
 * `readSecret` gives the value of an environment variable, or undefined.
 */
export function createRegistry(
  models: readonly Model[],
  aliases: readonly Alias[],
  readSecret: (name: string) => string | undefined,
): Registry {
  const modelById = new Map(models.map((model) => [model.id, model]));
  const aliasById = new Map(aliases.map((alias) => [alias.id, alias]));
  const deployments = new Map(
    models.map((model) => [
      model.id,
      model.deployments.map((deployment): Deployment => {
        const { runtime } = deployment;
        const variable = "apiKeyVariable" in runtime ? runtime.apiKeyVariable : undefined;
        return {
          id: `${model.id}@${deployment.pool}`,
          model,
          poolId: deployment.pool,
          runtime,
          price: deployment.price,
          apiKey: variable === undefined ? undefined : readSecret(variable),
        };
      }),
    ]),
  );
  return {
    resolve(name) {
      const alias = aliasById.get(name);
      if (alias !== undefined) return alias.models.map((id) => modelById.get(id)).filter((model) => model !== undefined);
      const model = modelById.get(name);
      return model === undefined ? undefined : [model];
    },
    deploymentsOf: (modelId) => deployments.get(modelId) ?? [],
    listModels: () => models,
    listDeployments: () => [...deployments.values()].flat(),
  };
}
