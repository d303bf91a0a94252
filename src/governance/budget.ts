// What each key may still spend this month: reserved before a call, settled once after it.
import type { Clock } from "#infrastructure/clock.ts";
import { assertHolds } from "#infrastructure/errors.ts";
import type { Caller } from "./caller.ts";

export interface Reservation {
  /** Millionths of the currency unit; the most that the call can cost. */
  readonly micros: number;
  /** Replaces the reservation by the real cost, once. The cost is never above the reservation. */
  settle(costMicros: number): void;
}

export type ReservationDecision =
  | { readonly allowed: true; readonly reservation: Reservation }
  | { readonly allowed: false; readonly reason: string };

export interface Budget {
  /** Reserves `micros` of the caller's monthly limit, or says why not. */
  reserve(caller: Caller, micros: number): ReservationDecision;
}

/** What a key has spent in a month, as the ledger says. */
export interface Spend {
  readonly keyId: string;
  readonly micros: number;
}

interface Account {
  spentMicros: number;
  reservedMicros: number;
}

/** The first moment of the calendar month (UTC) of `moment`. */
export function monthOf(moment: Date): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), 1));
}

/** Budgets that start from what the ledger says was spent since monthOf(now). */
export function createBudget(parts: { readonly clock: Clock; readonly spentThisMonth: readonly Spend[] }): Budget {
  let month = monthOf(parts.clock.now()).getTime();
  let accounts = new Map<string, Account>(
    parts.spentThisMonth.map(({ keyId, micros }) => [keyId, { spentMicros: micros, reservedMicros: 0 }]),
  );

  function accountOf(keyId: string): Account {
    const current = monthOf(parts.clock.now()).getTime();
    if (current !== month) {
      // What is still running keeps its old account and settles there: a call belongs to the month in which it was admitted.
      month = current;
      accounts = new Map();
    }
    let account = accounts.get(keyId);
    if (account === undefined) {
      account = { spentMicros: 0, reservedMicros: 0 };
      accounts.set(keyId, account);
    }
    return account;
  }

  return {
    reserve(caller, micros) {
      const account = accountOf(caller.keyId);
      const limit = caller.budgetMicros;
      if (limit !== undefined && account.spentMicros + account.reservedMicros + micros > limit) {
        return { allowed: false, reason: "The monthly budget of this key cannot cover the most that this call may cost." };
      }
      account.reservedMicros += micros;
      return { allowed: true, reservation: createReservation(account, micros) };
    },
  };
}

function createReservation(account: Account, micros: number): Reservation {
  let open = true;
  return {
    micros,
    settle(costMicros) {
      assertHolds(open, "a reservation is settled once");
      assertHolds(costMicros <= micros, "a call never costs more than was reserved for it");
      open = false;
      account.reservedMicros -= micros;
      account.spentMicros += costMicros;
    },
  };
}
