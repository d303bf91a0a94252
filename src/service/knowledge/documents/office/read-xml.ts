// A part of an office file as a small tree of elements, by their names without prefixes. No entity is expanded.
import { SaxesParser } from "saxes";
import { KanameError } from "#infrastructure/errors.ts";

export interface XmlElement {
  readonly name: string;
  /** By name, and where none has that name by the name without its prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** The element's own text. */
  text: string;
}

const DEPTH_MAX = 200;
/** A sheet of a million cells. */
const ELEMENTS_MAX = 5_000_000;

/** The root element. Throws `invalid_request` for what is no XML, has entities of its own, or is deeper or larger than any document. */
export function readXml(text: string): XmlElement {
  const root: XmlElement = { name: "", attributes: new Map(), children: [], text: "" };
  const open: XmlElement[] = [root];
  let elements = 0;
  const parser = new SaxesParser();
  parser.on("doctype", () => {
    throw refused("The file declares a document type of its own: it was not read.");
  });
  parser.on("opentag", ({ name, attributes }) => {
    elements += 1;
    if (elements > ELEMENTS_MAX || open.length > DEPTH_MAX) throw refused("The file has more or deeper parts than any document.");
    const own = attributesOf(attributes);
    const element: XmlElement = { name: localName(name), attributes: own, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("error", (error) => {
    throw error;
  });
  try {
    parser.write(text).close();
  } catch (error) {
    throw error instanceof KanameError ? error : refused("The file is damaged: a part of it is no XML.", error);
  }
  return root.children[0] ?? root;
}

/** Every element of that name below, in order, none within another of them. */
export function allNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : allNamed(child, name)));
}

/** The child of that name. */
export function childNamed(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

function attributesOf(given: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const entries = Object.entries(given);
  return new Map([...entries.map(([key, value]): [string, string] => [localName(key), value]), ...entries]);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function refused(sentence: string, cause?: unknown): KanameError {
  return new KanameError("invalid_request", sentence, { cause });
}
