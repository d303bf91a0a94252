// What an office file says of itself: its title, its sensitivity labels, and where its parts are.
import type { Archive } from "./read-archive.ts";
import { allNamed, childNamed, readXml } from "./read-xml.ts";

/** How Microsoft's sensitivity labels are kept: MSIP_Label_<guid>_Name (Microsoft Purview, "label metadata in Office files"). */
const LABEL_NAME = /^MSIP_Label_[0-9A-Fa-f-]{36}_Name$/;
const LABELS_MAX = 50;

export function titleOf(archive: Archive): string | undefined {
  const core = archive.text("docProps/core.xml");
  return core === undefined ? undefined : childNamed(readXml(core), "title")?.text.trim() || undefined;
}

export function labelsOf(archive: Archive): string[] {
  const custom = archive.text("docProps/custom.xml");
  if (custom === undefined) return [];
  return readXml(custom)
    .children.filter(({ attributes }) => LABEL_NAME.test(attributes.get("name") ?? ""))
    .flatMap(({ children }) => children.map(({ text }) => text.trim()))
    .filter((label) => label !== "")
    .slice(0, LABELS_MAX);
}

/** The targets of a part's relationships, by id, as paths within the archive. */
export function relationsOf(archive: Archive, part: string): ReadonlyMap<string, string> {
  const slash = part.lastIndexOf("/");
  const folder = part.slice(0, slash + 1);
  const text = archive.text(`${folder}_rels/${part.slice(slash + 1)}.rels`);
  if (text === undefined) return new Map();
  return new Map(
    allNamed(readXml(text), "Relationship").map(({ attributes }) => [
      attributes.get("Id") ?? "",
      new URL(attributes.get("Target") ?? "", `archive:///${folder}`).pathname.slice(1),
    ]),
  );
}
