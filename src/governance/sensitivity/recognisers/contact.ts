// Recognisers of e-mail addresses of persons, and of the addresses of machines.
import type { Recogniser } from "../recogniser.ts";
import contact from "../words/contact.json" with { type: "json" };

const FILE_NAME_END = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|mp4|py|md|json|service|socket|timer|target)$/i;

const ROLES = new Set(contact.roleMailbox.en);
const PLACEHOLDER =
  /^(?:your|my|user|name|example|someone|foo|xxx+)[._-]?(?:name|mail|email|address|id)?@(?:example|domain|company|yourdomain|your-domain|xxx+|mail|email)\./i;

/** An address of a person: not a mailbox that a bank publishes for a role, not a file name, not the placeholder of a form. */
function isPersonalAddress(value: string): boolean {
  if (FILE_NAME_END.test(value) || PLACEHOLDER.test(value)) return false;
  const local = value.slice(0, Math.max(0, value.search(/[@([ ]/))).toLowerCase();
  return !local.split(/[._+-]/).every((part) => ROLES.has(part));
}

// Loopback, unspecified, masks, the private ranges as such and public resolvers say nothing of anybody's network.
const NOBODYS = /^(?:127\.|0\.|255\.|10\.0\.0\.0$|172\.16\.0\.0$|192\.168\.0\.0$|8\.8\.[48]\.[48]$|1\.[01]\.[01]\.1$|9\.9\.9\.9$)/;

/** Four numbers up to 255, none with a zero in front. */
function isIPv4(value: string): boolean {
  const parts = value.split(".");
  return parts.length === 4 && parts.every((part) => Number(part) <= 255 && String(Number(part)) === part);
}

/** What an address of the web may have in brackets. */
function isIPv6(value: string): boolean {
  return /^[0-9A-Fa-f:.]+$/.test(value) && URL.canParse(`http://[${value}]/`);
}

function isMachineAddress(value: string): boolean {
  const plain = value.replace(/[[\]()]/g, "");
  return isIPv4(plain) && !NOBODYS.test(plain);
}

export const CONTACT_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "EMAIL",
    why: "an e-mail address",
    signal: "atSign",
    views: ["plain", "joined", "spoken", "lookalike"],
    // What follows "//user:" is the password of a connection string.
    pattern:
      /(?<![A-Za-z0-9_+@À-ÿ]|\/\/[A-Za-z0-9._%-]{0,64}:)[A-Za-z0-9_+À-ÿ][A-Za-z0-9._%+'À-ÿ-]{0,63}@(?:[A-Za-z0-9À-ÿぁ-ヶ一-鿿-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-]|\.[A-Za-z0-9])/dg,
    accepts: isPersonalAddress,
    against: ["messageId"],
    near: { before: 16, after: 0 },
    confidence: 0.98,
    examples: [
      "メールは«taro.yamada@example.co.jp»です",
      "«Ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ»",
      "<«o'neil+tag@mail.example.org»>",
      "...«taro@example.com».",
      "«sales.tanaka@example.com»",
      "«hanako@例え.jp»、«josé@example.es»",
      "mail: «taro.yamada [at] example [dot] com»",
      "mail me: «taro at example dot com».",
      "«hanako(at)example.co.jp»まで",
    ],
    counterExamples: [
      "@example.com",
      "taro@localhost",
      "icon@2x.png",
      "package@1.2.3",
      "look at example.com",
      "info [at] example [dot] com",
      "info@example.co.jp",
      "customer-service@example.com",
      "your.name@example.com",
      "git@github.com",
      "Message-ID: <20261124.ab@mail.example.com>",
    ],
  },
  {
    type: "IP_ADDRESS",
    why: "an Internet address of four bytes, and not a version or a section",
    signal: "twoDigits",
    views: ["plain", "joined", "lookalike"],
    // Addresses that end in .0.0 are versions unless a network's length follows.
    pattern:
      /(?<![0-9A-Za-z.]|[A-Za-z]\/(?=\d{1,3}\.0\.))(?!\d{1,3}\.\d{1,3}\.0\.0(?!\/))\d{1,3}(?:(?:\.|\[\.\]|\(\.\))\d{1,3}){3}(?![0-9A-Za-z]|\.\d|-[a-z])/dg,
    accepts: isMachineAddress,
    against: ["versionNumber"],
    near: { before: 14, after: 3 },
    confidence: 0.9,
    examples: [
      "サーバー «10.20.30.40» に接続",
      "ip=«203.0.113.7»:8080",
      "from «192.168.1[.]15»",
      '"client":"«172.16.4.9»"',
      "«10.20.0.0»/16",
    ],
    counterExamples: [
      "version 10.15.7.1",
      "v1.2.3.4",
      "127.0.0.1",
      "Chrome/120.0.0.0",
      "1.2.3.4.5",
      "300.1.1.1",
      "第1.2.3.4条",
      "netmask 255.255.255.0",
      "バージョン 4.18.2.11",
    ],
  },
  {
    type: "IP_ADDRESS",
    why: "an Internet address of four bytes that is spelled out or written in hexadecimal",
    signal: "twoDigits",
    pattern:
      /(?<![0-9A-Za-z.])(?:\d{1,3}(?: ?(?:dot|点|點|ドット|\(dot\)|\[dot\]) ?\d{1,3}){3}|0x[0-9A-F]{2}(?:\.0x[0-9A-F]{2}){3})(?![0-9A-Za-z]|\.\d)/dgi,
    accepts: (value) => /^0x/i.test(value) || isMachineAddress(value.replace(/[^0-9]{1,8}/g, ".")),
    confidence: 0.85,
    examples: ["server at «10 dot 138 dot 27 dot 68»", "«0xCB.0x00.0x71.0x5C»", "«192ドット168ドット4ドット20»"],
    counterExamples: ["1 dot 2", "10 dot 400 dot 27 dot 68"],
  },
  {
    type: "IP_ADDRESS",
    why: "an Internet address of sixteen bytes",
    signal: "twoDigits",
    views: ["plain", "lookalike"],
    pattern: /(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f:]{0,34}(?:::|(?::[0-9A-Fa-f]{1,4}){6}))[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{2,35}(?![0-9A-Za-z:])/dg,
    accepts: (value) => isIPv6(value) && /\d/.test(value) && value.replaceAll(":", "").length >= 6,
    confidence: 0.92,
    examples: ["host «2001:db8:85a3::8a2e:370:7334»", "«fe80:0:0:0:1ff:fe23:4567:890a»", "[«2001:db8::ff00:42:8329»]:443"],
    counterExamples: ["12:34:56", "00:1A:2B:3C:4D:5E", "std::string", "::1", "2026-11-24 12:34:56:789", "ab::cd"],
  },
];
