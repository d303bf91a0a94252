// The guarantee of routing: nothing above a pool's ceiling is ever admitted there, failover included.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Pool, poolSchema } from "#infrastructure/compute/pool.ts";
import { createRegistry, type Model, modelSchema } from "./registry.ts";
import { planRoute, type RouteFacts, type RouteQuestion } from "./routing.ts";

const runtime = { provider: "openai-compatible", baseUrl: "http://127.0.0.1:1/v1", upstreamModel: "m" };

function modelOn(id: string, ...pools: string[]): Model {
  const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 2 };
  return modelSchema.parse({ id, kind: "base", task: "chat", deployments: pools.map((pool) => ({ pool, runtime, price })) });
}

function factsOf(models: readonly Model[], pools: readonly Pool[], overrides: Partial<RouteFacts> = {}): RouteFacts {
  const registry = createRegistry(models, [], () => undefined);
  return {
    deploymentsOf: registry.deploymentsOf,
    poolOf: (id) => pools.find((pool) => pool.id === id),
    isHealthy: () => true,
    hasFreeSlot: () => true,
    ...overrides,
  };
}

const cloud = poolSchema.parse({ id: "cloud", zone: "public", levelCeiling: 2, maskedLevelCeiling: 3 });
const branch = poolSchema.parse({ id: "branch", zone: "private", levelCeiling: 4 });
const machine = poolSchema.parse({ id: "machine", zone: "embedded", levelCeiling: 5 });
const large = modelOn("large", "cloud");
const small = modelOn("small", "branch", "machine");

const unruled = (maskedLevel: number | undefined) => () => ({ blocked: undefined, isRequired: false, maskedLevel: () => maskedLevel });

function ask(level: number, maskedLevel: number | undefined = undefined): RouteQuestion {
  return { models: [large, small], task: "chat", institutionId: "bank", level, changeAt: unruled(maskedLevel) };
}

describe("planRoute", () => {
  const facts = factsOf([large, small], [cloud, branch, machine]);
  const poolsFor = (question: RouteQuestion, of: RouteFacts = facts) =>
    planRoute(question, of).admitted.map(({ pool, masked }) => (masked ? `${pool.id} masked` : pool.id));

  it("sends an ordinary request to the first model", () => assert.deepEqual(poolsFor(ask(1)), ["cloud", "branch", "machine"]));
  it("masks a name on its way to the cloud", () => assert.deepEqual(poolsFor(ask(3, 1)), ["cloud masked", "branch", "machine"]));
  it("keeps level 3 home where masking is not allowed", () => assert.deepEqual(poolsFor(ask(3)), ["branch", "machine"]));
  it("keeps level 4 home, masked or not", () => assert.deepEqual(poolsFor(ask(4, 1)), ["branch", "machine"]));
  it("admits level 5 only where the ceiling is 5", () => assert.deepEqual(poolsFor(ask(5, 1)), ["machine"]));
  it("refuses what stays too high even masked", () => assert.deepEqual(poolsFor(ask(3, 3)), ["branch", "machine"]));
  it("tries a failing deployment last", () => {
    const failing = factsOf([large, small], [cloud, branch, machine], { isHealthy: (id) => id !== "large@cloud" });
    assert.deepEqual(poolsFor(ask(1), failing), ["branch", "machine", "cloud"]);
  });
  it("prefers the pool of the same model that has a free slot", () => {
    const busy = factsOf([large, small], [cloud, branch, machine], { hasFreeSlot: (pool) => pool.id !== "branch" });
    assert.deepEqual(poolsFor(ask(4), busy), ["machine", "branch"]);
  });
  it("masks where a rule says so, although the ceiling admits the request as it is", () => {
    const changeAt = ({ id }: Pool) => ({ blocked: undefined, isRequired: id === "branch", maskedLevel: () => 1 });
    assert.deepEqual(poolsFor({ ...ask(3), changeAt }), ["cloud masked", "branch masked", "machine"]);
  });
  it("sends nothing where a rule blocks it, masked or not", () => {
    const changeAt = ({ id }: Pool) => ({ blocked: id === "cloud" ? "a rule" : undefined, isRequired: false, maskedLevel: () => 1 });
    assert.deepEqual(poolsFor({ ...ask(1), changeAt }), ["branch", "machine"]);
  });
  it("says why each refused pool was refused", () => {
    const { refused } = planRoute(ask(4, 1), facts);
    assert.deepEqual(
      refused.map(({ pool, reason }) => [pool.id, reason]),
      [["cloud", "level 4 is above the pool's ceilings 2 (as it is) and 3 (masked)"]],
    );
  });
  it("does not offer another institution's pool", () => {
    const foreign = { ...machine, institutions: ["other"] };
    assert.deepEqual(poolsFor(ask(5), factsOf([large, small], [cloud, branch, foreign])), []);
  });
  it("does not offer a model for another task", () => {
    assert.deepEqual(planRoute({ ...ask(1), task: "embedding" }, facts).admitted, []);
  });

  it("never admits a request above a pool's ceiling, whatever the pools, the health and the load", () => {
    const level = fc.integer({ min: 1, max: 5 });
    const pools = fc.array(fc.record({ levelCeiling: level, maskedLevelCeiling: fc.option(level, { nil: undefined }) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        pools,
        level,
        fc.option(level, { nil: undefined }),
        fc.func(fc.boolean()),
        fc.func(fc.constantFrom("nothing", "blocked", "masked")),
        (ceilings, requestLevel, maskedLevel, luck, ruleAt) => {
          const some = ceilings.map((ceiling, index) => ({ ...machine, id: `p${index}`, ...ceiling }));
          const model = modelOn("m", ...some.map(({ id }) => id));
          const changeAt = ({ id }: Pool) => ({
            blocked: ruleAt(id) === "blocked" ? "a rule" : undefined,
            isRequired: ruleAt(id) === "masked",
            maskedLevel: () => maskedLevel,
          });
          const route = planRoute(
            { models: [model], task: "chat", institutionId: "bank", level: requestLevel, changeAt },
            factsOf([model], some, { isHealthy: luck, hasFreeSlot: luck }),
          );
          for (const { pool, masked } of route.admitted) {
            assert.notEqual(ruleAt(pool.id), "blocked");
            if (!masked) {
              assert.ok(requestLevel <= pool.levelCeiling && ruleAt(pool.id) === "nothing");
              continue;
            }
            assert.ok(maskedLevel !== undefined && maskedLevel <= pool.levelCeiling);
            assert.ok(requestLevel <= Math.max(pool.levelCeiling, pool.maskedLevelCeiling ?? 0));
          }
          assert.equal(route.admitted.length + route.refused.length, some.length);
        },
      ),
    );
  });
});
