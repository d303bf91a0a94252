// Visits the texts inside JSON: in its written form, where everything that is not changed stays byte for byte, and as parsed values.

/** What is done with one text: its replacement, or the same text. The label is the member's name, which says what the text is. */
export type ChangeText = (text: string, label?: string) => string;

export interface JsonVisitor {
  /** Strings and numbers that may be replaced. */
  readonly change: ChangeText;
  /** Texts that must stay as they are, such as member names: only looked at. */
  readonly keep: (text: string) => void;
}

// One JSON token: a string, a number, or a mark. The repeats have no choice between them, so this is linear.
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[0-9.eE+-]*|[{}[\]]/gs;

/**
 * JSON text with its string and number values changed. Numbers keep their digits, however many; one that is changed becomes a string.
 * Returns undefined when the text is not a JSON object or array.
 */
export function changeJsonText(text: string, visitor: JsonVisitor): string | undefined {
  if (!isJsonStructure(text)) return undefined;
  let label: string | undefined;
  return text.replace(JSON_TOKEN, (token, index: number) => {
    if (token.length === 1 && "{}[]".includes(token)) return token;
    if (!token.startsWith('"')) {
      const changed = visitor.change(token, label);
      return changed === token ? token : JSON.stringify(changed);
    }
    const value = String(JSON.parse(token));
    if (isMemberName(text, index + token.length)) {
      label = value;
      visitor.keep(value);
      return token;
    }
    const changed = visitor.change(value, label);
    return changed === value ? token : JSON.stringify(changed);
  });
}

function isJsonStructure(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON: the caller treats it as plain text, which loses nothing.
    return false;
  }
}

function isMemberName(text: string, end: number): boolean {
  let index = end;
  while (" \t\r\n".includes(text.charAt(index)) && index < text.length) index += 1;
  return text.charAt(index) === ":";
}

/** Members of a JSON schema whose strings name other parts of the schema: changing them would break it. */
const SCHEMA_REFERENCES: ReadonlySet<string> = new Set([
  "$ref",
  "$id",
  "$schema",
  "$anchor",
  "$dynamicRef",
  "required",
  "type",
  "format",
  "pattern",
  "propertyName",
]);

/** Members of a JSON schema whose numbers are data; all others are limits, which must stay numbers. */
const SCHEMA_VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples", "example"]);

/** A JSON schema with its descriptions and values changed; names, references and limits are kept. */
export function changeJsonSchema(schema: Readonly<Record<string, unknown>>, visitor: JsonVisitor): Record<string, unknown> {
  return changeSchemaMembers(schema, { visitor, member: undefined, isValue: false, depth: 0 });
}

/** Schemas nest a few levels; what is deeper than this is kept, and classified as one text. */
const DEPTH_MAX = 64;

interface SchemaPlace {
  readonly visitor: JsonVisitor;
  readonly member: string | undefined;
  /** Inside const, enum, default or examples. */
  readonly isValue: boolean;
  readonly depth: number;
}

function changeSchemaMember(value: unknown, place: SchemaPlace): unknown {
  if (place.depth > DEPTH_MAX) {
    place.visitor.keep(JSON.stringify(value));
    return value;
  }
  if (typeof value === "string") return changeSchemaText(value, place);
  if (typeof value === "number") return changeSchemaNumber(value, place);
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) return changeSchemaMembers(value, place);
  const items: unknown[] = value;
  return items.map((item) => changeSchemaMember(item, { ...place, depth: place.depth + 1 }));
}

function changeSchemaMembers(members: object, place: SchemaPlace): Record<string, unknown> {
  const changed = (Object.entries(members) satisfies [string, unknown][]).map(([name, member]): [string, unknown] => {
    place.visitor.keep(name);
    return [
      name,
      changeSchemaMember(member, { ...place, member: name, isValue: place.isValue || SCHEMA_VALUES.has(name), depth: place.depth + 1 }),
    ];
  });
  return Object.fromEntries(changed);
}

function changeSchemaText(text: string, { visitor, member, isValue }: SchemaPlace): string {
  if (!isValue && member !== undefined && SCHEMA_REFERENCES.has(member)) {
    visitor.keep(text);
    return text;
  }
  return visitor.change(text, isValue ? member : undefined);
}

function changeSchemaNumber(value: number, { visitor, member, isValue }: SchemaPlace): unknown {
  const text = String(value);
  if (!isValue) {
    visitor.keep(text);
    return value;
  }
  const changed = visitor.change(text, member);
  return changed === text ? value : changed;
}
