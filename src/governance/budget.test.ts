// Reserved is never below settled, settled once, and the limit holds whatever runs at the same time.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createBudget, type Reservation } from "./budget.ts";
import type { Caller } from "./caller.ts";

function callerWith(budgetMicros: number | undefined): Caller {
  return {
    institutionId: "bank",
    departmentId: "d",
    kind: "application",
    id: "app",
    keyId: "key",
    role: "caller",
    scenarioId: "s",
    budgetMicros,
  };
}

function clockAt(time: { iso: string }) {
  return { now: () => new Date(time.iso), monotonicMs: () => 0 };
}

function mustReserve(decision: ReturnType<ReturnType<typeof createBudget>["reserve"]>): Reservation {
  assert.ok(decision.allowed);
  return decision.reservation;
}

describe("the budget of a key", () => {
  const time = { iso: "2026-11-24T00:00:00Z" };

  it("refuses a call whose worst case it cannot cover", () => {
    const budget = createBudget({ clock: clockAt(time), spentThisMonth: [{ keyId: "key", micros: 60 }] });
    assert.equal(budget.reserve(callerWith(100), 41).allowed, false);
    assert.equal(budget.reserve(callerWith(100), 40).allowed, true);
  });

  it("counts what is reserved but not settled", () => {
    const budget = createBudget({ clock: clockAt(time), spentThisMonth: [] });
    const first = mustReserve(budget.reserve(callerWith(100), 70));
    assert.equal(budget.reserve(callerWith(100), 31).allowed, false);
    first.settle(10);
    assert.equal(budget.reserve(callerWith(100), 90).allowed, true);
  });

  it("does not let a call settle twice, nor above its reservation", () => {
    const budget = createBudget({ clock: clockAt(time), spentThisMonth: [] });
    const reservation = mustReserve(budget.reserve(callerWith(100), 50));
    assert.throws(() => reservation.settle(51), /own checks/);
    reservation.settle(50);
    assert.throws(() => reservation.settle(1), /own checks/);
  });

  it("begins anew with the month", () => {
    const moving = { iso: "2026-11-30T23:59:59Z" };
    const budget = createBudget({ clock: clockAt(moving), spentThisMonth: [{ keyId: "key", micros: 100 }] });
    assert.equal(budget.reserve(callerWith(100), 1).allowed, false);
    moving.iso = "2026-12-01T00:00:00Z";
    assert.equal(budget.reserve(callerWith(100), 100).allowed, true);
  });

  it("is never exceeded by any interleaving of calls", () => {
    const steps = fc.array(fc.record({ reserve: fc.nat(60), share: fc.double({ min: 0, max: 1, noNaN: true }), settleAt: fc.nat(5) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (calls) => {
        const budget = createBudget({ clock: clockAt(time), spentThisMonth: [] });
        const running: { reservation: Reservation; cost: number; settleAt: number }[] = [];
        let spent = 0;
        calls.forEach((call, step) => {
          const decision = budget.reserve(callerWith(100), call.reserve);
          if (decision.allowed)
            running.push({
              reservation: decision.reservation,
              cost: Math.floor(call.reserve * call.share),
              settleAt: step + call.settleAt,
            });
          for (const ended of running.filter(({ settleAt }) => settleAt === step)) {
            ended.reservation.settle(ended.cost);
            spent += ended.cost;
          }
          const reserved = running.filter(({ settleAt }) => settleAt > step).reduce((sum, { reservation }) => sum + reservation.micros, 0);
          assert.ok(spent + reserved <= 100, `${spent} spent and ${reserved} reserved of 100`);
        });
      }),
    );
  });
});
