// Values between JavaScript and PostgreSQL's text form, the same for both engines.
import { assertHolds } from "../errors.ts";
import type { SqlValue } from "./database.ts";

/** The text form of a parameter; the server knows from the statement which type it is. */
export function toParameter(value: SqlValue): string | null {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`;
  if (typeof value === "object") return `{${value.map(toArrayElement).join(",")}}`;
  return String(value);
}

function toArrayElement(element: string | number): string {
  return typeof element === "number" ? String(element) : `"${element.replace(/["\\]/g, "\\$&")}"`;
}

type Parse = (text: string) => unknown;

const parseBytes: Parse = (text) => {
  assertHolds(text.startsWith("\\x"), "the session's bytea_output is hex");
  return Buffer.from(text.slice(2), "hex");
};

const parseSafeInteger: Parse = (text) => {
  const value = Number(text);
  assertHolds(Number.isSafeInteger(value), "an int8 that is read lies within ±(2^53 − 1)");
  return value;
};

/** `2026-11-24 12:06:01.123456+00`; microseconds are cut to milliseconds, as a Date holds no more. */
const parseInstant: Parse = (text) => {
  assertHolds(text.endsWith("+00"), "the session's time zone is UTC and its date style ISO");
  const instant = new Date(`${text.slice(0, -3).replace(" ", "T")}Z`);
  assertHolds(!Number.isNaN(instant.getTime()), "a timestamptz that is read lies in the years 0001 to 9999");
  return instant;
};

/** By the fixed object ids of pg_type: the type, the type of its array, and how one value is read. All others stay text. */
const TYPES: readonly { readonly id: number; readonly arrayId: number; readonly parse: Parse }[] = [
  { id: 16, arrayId: 1000, parse: (text) => text === "t" }, // bool
  { id: 17, arrayId: 1001, parse: parseBytes }, // bytea
  { id: 20, arrayId: 1016, parse: parseSafeInteger }, // int8
  { id: 21, arrayId: 1005, parse: Number }, // int2
  { id: 23, arrayId: 1007, parse: Number }, // int4
  { id: 25, arrayId: 1009, parse: String }, // text
  { id: 26, arrayId: 1028, parse: Number }, // oid
  { id: 114, arrayId: 199, parse: JSON.parse }, // json
  { id: 700, arrayId: 1021, parse: Number }, // float4
  { id: 701, arrayId: 1022, parse: Number }, // float8
  { id: 1043, arrayId: 1015, parse: String }, // varchar
  { id: 1184, arrayId: 1185, parse: parseInstant }, // timestamptz
  { id: 1700, arrayId: 1231, parse: String }, // numeric: more digits than a number holds
  { id: 2950, arrayId: 2951, parse: String }, // uuid
  { id: 3802, arrayId: 3807, parse: JSON.parse }, // jsonb
];

const PARSERS: ReadonlyMap<number, Parse> = new Map(
  TYPES.flatMap(({ id, arrayId, parse }): [number, Parse][] => [
    [id, parse],
    [arrayId, (text) => parseArray(text, parse)],
  ]),
);

/** Reads a value of the type `typeId` (pg_type.oid) from its text form. */
export function fromColumn(typeId: number, text: string | null): unknown {
  if (text === null) return null;
  const parse = PARSERS.get(typeId);
  return parse === undefined ? text : parse(text);
}

/** One element of an array literal: in quotes with backslash escapes, or bare. */
const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}"]+)/gsy;

/** Reads an array of one dimension, https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function parseArray(text: string, parse: Parse): unknown[] {
  assertHolds(text.startsWith("{") && text.endsWith("}"), "an array that is read starts at 1");
  const elements: unknown[] = [];
  let position = 1;
  while (position < text.length - 1) {
    ELEMENT.lastIndex = position;
    const match = ELEMENT.exec(text);
    assertHolds(match !== null, "an array that is read has one dimension");
    const [whole, quoted, bare] = match;
    if (bare === "NULL") elements.push(null);
    else elements.push(parse(quoted === undefined ? (bare ?? "") : quoted.replace(/\\(.)/gs, "$1")));
    position += whole.length + 1;
  }
  return elements;
}
