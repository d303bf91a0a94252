// Turns come one at a time, in order, and the line has an end.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTurns } from "./turns.ts";

const patient = { waitingMax: 10, waitMsMax: 60_000 };

describe("turns", () => {
  it("come in the order of arrival, and only one is taken at a time", async () => {
    const turns = createTurns(patient);
    const order: string[] = [];
    async function user(name: string): Promise<void> {
      const end = await turns.take();
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      end();
    }
    await Promise.all(["a", "b", "c"].map(user));
    assert.deepEqual(order, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("pass to those who wait before a newcomer", async () => {
    const turns = createTurns(patient);
    const order: string[] = [];
    const endFirst = await turns.take();
    const waiting = turns.take().then((end) => {
      order.push("waiting");
      end();
    });
    endFirst();
    const newcomer = turns.take().then(() => order.push("newcomer"));
    await Promise.all([waiting, newcomer]);
    assert.deepEqual(order, ["waiting", "newcomer"]);
  });

  it("are refused as overloaded when the line is full, and given again once it is not", async () => {
    const turns = createTurns({ ...patient, waitingMax: 1 });
    const end = await turns.take();
    const waiting = turns.take();
    await assert.rejects(turns.take(), { kind: "overloaded" });
    end();
    (await waiting)();
    (await turns.take())();
  });

  it("are refused as overloaded when the wait is too long, without holding up those behind", async () => {
    const turns = createTurns({ ...patient, waitMsMax: 1 });
    const end = await turns.take();
    const behind = turns.takePatiently();
    await assert.rejects(turns.take(), { kind: "overloaded" });
    end();
    (await behind)();
    (await turns.take())();
  });

  it("end once: ending again does not end the next one's turn", async () => {
    const turns = createTurns({ ...patient, waitingMax: 0 });
    const end = await turns.take();
    end();
    await turns.take();
    end();
    await assert.rejects(turns.take(), { kind: "overloaded" });
  });
});
