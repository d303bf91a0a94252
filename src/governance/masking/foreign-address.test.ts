// Values are put back into texts and into addresses of allowed hosts, never into an address that leads elsewhere.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { createAnswerRestorer } from "./restore.ts";
import { createVault } from "./vault.ts";

describe("a token inside an address", () => {
  const vault = createVault({ key: randomBytes(32) });
  const token = vault.tokenFor("EMAIL", "taro@example.com");
  const allowedHosts = ["bank.example"];

  function restored(pieces: readonly string[]): string {
    const restorer = createAnswerRestorer(vault, { allowedHosts });
    const chunkOf = (content: string, finish: "stop" | null) => ({
      id: "c",
      object: "chat.completion.chunk" as const,
      created: 1,
      model: "m",
      choices: [{ index: 0, delta: { content }, finish_reason: finish }],
    });
    return [...pieces.map((piece) => chunkOf(piece, null)), chunkOf("", "stop")]
      .map((chunk) => restorer.restoreChunk(chunk).choices[0]?.delta.content ?? "")
      .join("");
  }

  for (const [what, before, after] of [
    ["an image from elsewhere", "![x](https://evil.example/p.png?d=", ")"],
    ["a link elsewhere", "[more](http://evil.example/a/b/", ")"],
    ["a link without a scheme", '<img src="//evil.example/', '">'],
    ["a bare address", "see https://evil.example/?q=", " now"],
    ["a host that the token would name", "https://", ".evil.example/"],
    ["a host that only looks allowed", "https://bank.example.evil.com/", ""],
    ["a user name before an allowed host", "https://bank.example@evil.example/", ""],
  ] as const) {
    it(`stays a token in ${what}, however the answer is cut`, () => {
      const text = before + token + after;
      assert.equal(restored([text]), text);
      for (let cut = 1; cut < text.length; cut += 1) assert.equal(restored([text.slice(0, cut), text.slice(cut)]), text);
      assert.equal(restored([...text]), text);
    });
  }

  for (const [what, before, after] of [
    ["a link of an allowed host", "[more](https://crm.bank.example/customers?mail=", ")"],
    ["a link inside the site", "[more](/customers/", ")"],
    ["the words of a link", "[", "](https://evil.example/)"],
    ["a sentence after an address", "https://evil.example/ is not for ", ""],
    ["a fraction", "and // or ", ""],
  ] as const) {
    it(`is put back in ${what}`, () => {
      assert.equal(restored([...(before + token + after)]), `${before}taro@example.com${after}`);
    });
  }
});
