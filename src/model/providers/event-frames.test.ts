// Events are found however the network cuts them, and canonical ones are passed on as the bytes that came.
import assert from "node:assert/strict";
import { test } from "node:test";
import fastCheck from "fast-check";
import { UpstreamFailure } from "../provider.ts";
import { createFrameReader, FRAME_BYTES_MAX } from "./event-frames.ts";

const CANONICAL = 'data: {"a":1}\n\ndata: {"b":"ことば\\n"}\n\ndata: {"c":3}\n\ndata: [DONE]\n\n';
const PAYLOADS = ['{"a":1}', '{"b":"ことば\\n"}', '{"c":3}'];

function readPieces(pieces: readonly Buffer[]): { payloads: string[]; bytes: string; done: boolean } {
  const reader = createFrameReader();
  const payloads: string[] = [];
  let bytes = "";
  for (const piece of pieces) {
    const frames = reader.push(piece);
    if (frames === undefined) continue;
    payloads.push(...frames.payloads.map(String));
    bytes += frames.bytes.toString();
    assert.equal(frames.bytes.toString(), frames.payloads.map((payload) => `data: ${payload.toString()}\n\n`).join(""));
  }
  return { payloads, bytes, done: reader.isDone() };
}

const FORMS = {
  canonical: CANONICAL,
  "CRLF line ends": CANONICAL.replaceAll("\n", "\r\n").replaceAll("\\r\\n", "\\n"),
  "no space after the colon": CANONICAL.replaceAll("data: ", "data:"),
  "comments between": `: ping\n\n${CANONICAL.replaceAll("\n\ndata", "\n\n: ping\n\ndata")}`,
  "comments inside": CANONICAL.replaceAll("data:", ": ping\ndata:"),
  "event and id lines": CANONICAL.replaceAll("data:", "event: message\nid: 7\nretry: 10\ndata:"),
  "blank lines and empty events": CANONICAL.replaceAll("\n\n", "\n\n\n\ndata:\n\nevent: ping\n\n"),
} as const;

for (const [name, text] of Object.entries(FORMS)) {
  test(`${name}: cut at every position, and at every pair of positions, the parts add up to the same`, () => {
    const all = Buffer.from(text);
    const whole = readPieces([all]);
    assert.deepEqual(whole.payloads, PAYLOADS);
    assert.equal(whole.done, true);
    for (let first = 0; first <= all.length; first += 1) {
      assert.deepEqual(readPieces([all.subarray(0, first), all.subarray(first)]), whole);
      for (let second = first; second <= all.length; second += 1) {
        assert.deepEqual(readPieces([all.subarray(0, first), all.subarray(first, second), all.subarray(second)]), whole);
      }
    }
    assert.deepEqual(readPieces([...all].map((byte) => Buffer.from([byte]))), whole);
  });
}

test("data lines of one event are joined by a line feed", () => {
  assert.deepEqual(readPieces([Buffer.from('data: {"a":\ndata: 1}\n\n')]).payloads, ['{"a":\n1}']);
});

test("canonical events are passed on in the very memory that they came in", () => {
  const piece = Buffer.from(CANONICAL);
  const frames = createFrameReader().push(piece);
  assert.ok(frames !== undefined);
  assert.equal(frames.bytes.buffer, piece.buffer);
  assert.equal(frames.bytes.byteOffset, piece.byteOffset);
  assert.ok(frames.payloads.every((payload) => payload.buffer === piece.buffer));
});

test("what follows [DONE] is ignored", () => {
  const reader = createFrameReader();
  reader.push(Buffer.from("data: [DONE]\n\ndata: {}\n\n"));
  assert.equal(reader.isDone(), true);
  assert.equal(reader.push(Buffer.from("data: {}\n\n")), undefined);
});

test("random payloads survive random cuts", () => {
  const payload = fastCheck.string({ unit: "binary", minLength: 1, maxLength: 40 }).map((text) => JSON.stringify(text));
  fastCheck.assert(
    fastCheck.property(
      fastCheck.array(payload, { minLength: 1, maxLength: 8 }),
      fastCheck.array(fastCheck.nat(400), { maxLength: 6 }),
      (payloads, cuts) => {
        const all = Buffer.from(payloads.map((text) => `data: ${text}\n\n`).join(""));
        const edges = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((left, right) => left - right), all.length];
        const pieces = edges.slice(1).map((edge, index) => all.subarray(edges[index], edge));
        assert.deepEqual(readPieces(pieces).payloads, payloads);
      },
    ),
  );
});

test("an event that is too large is refused, in one line or in many, without being gathered first", () => {
  const tooLarge = (pieces: Iterable<Buffer>) => {
    const reader = createFrameReader();
    for (const piece of pieces) reader.push(piece);
  };
  const line = Buffer.alloc(4_096, "x");
  const times = FRAME_BYTES_MAX / line.length + 1;
  assert.throws(() => tooLarge(Array.from({ length: times }, () => line)), UpstreamFailure);
  assert.throws(
    () => tooLarge(Array.from({ length: times }, () => Buffer.concat([Buffer.from("data: "), line, Buffer.from("\n")]))),
    UpstreamFailure,
  );
  assert.throws(() => tooLarge([Buffer.from(`data: ${"x".repeat(FRAME_BYTES_MAX)}\n\n`)]), UpstreamFailure);
});
