// Imports only go down the ladder, carry the layer's name, and never run in a circle.
import { type Check, type Import, type Offence, productionSources, type RepositoryFile, type Source, sourcesIn } from "./repository.ts";

/** From the bottom rung upwards. */
const LAYERS: readonly string[] = ["infrastructure", "model", "governance", "service", "application"];

export const directionCheck: Check = {
  rule: "imports only go down the ladder",
  find: (files) => productionSources(files).flatMap(upwards),
};

export const layerNameCheck: Check = {
  rule: "an import carries the layer's name across layers and is relative inside one",
  find: (files) => sourcesIn(files, "src/").flatMap((source) => source.imports.flatMap((imported) => misnamed(source, imported))),
};

export const cycleCheck: Check = { rule: "no file imports itself through others", find: findCycles };

export const specifierCheck: Check = {
  rule: "every import names its module as a plain string",
  find: (files) =>
    productionSources(files).flatMap((source) =>
      source.imports
        .filter((imported) => imported.specifier === undefined)
        .map(({ line }) => ({ path: source.path, line, what: "imports a computed name" })),
    ),
};

function upwards({ path, imports }: Source): readonly Offence[] {
  const from = rungOf(path);
  if (from === undefined) return [{ path, line: 1, what: "stands in a folder that is no layer" }];
  return imports.flatMap(({ target, inRepository, line }) => {
    const isBelow = (rungOf(target) ?? Number.POSITIVE_INFINITY) <= from;
    return isBelow || !inRepository ? [] : [{ path, line, what: `imports ${target}, which stands above it` }];
  });
}

/** The height of a file on the ladder; the files right under src/ stand above all, a file outside src/ nowhere. */
function rungOf(path: string): number | undefined {
  const [head, folder, inside] = path.split("/");
  if (head !== "src") return undefined;
  if (inside === undefined) return LAYERS.length;
  const rung = LAYERS.indexOf(folder ?? "");
  return rung === -1 ? undefined : rung;
}

function misnamed(source: Source, imported: Import): readonly Offence[] {
  const { specifier, target, inRepository, form, line } = imported;
  if (specifier === undefined || !inRepository || form === "worker") return [];
  const here = folderOf(source.path);
  const there = folderOf(target);
  const relative = specifier.startsWith(".");
  if (here === there && !relative)
    return [{ path: source.path, line, what: `imports ${specifier} from inside the same layer: write a relative path` }];
  if (here !== there && relative)
    return [{ path: source.path, line, what: `imports ${specifier} across layers: write #${target.replace(/^src\//, "")}` }];
  return [];
}

/** `src/governance`, `src` or `test`: what an import's name depends on. */
function folderOf(path: string): string {
  const [head = "", folder, inside] = path.split("/");
  return head === "src" && inside !== undefined ? `src/${folder}` : head;
}

function findCycles(files: readonly RepositoryFile[]): readonly Offence[] {
  const sources = productionSources(files);
  const importsOf = new Map(sources.map((source) => [source.path, source.imports.filter((imported) => imported.form !== "worker")]));
  const finished = new Set<string>();
  const offences: Offence[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    for (const { target, line } of importsOf.get(path) ?? []) {
      const start = trail.indexOf(target);
      if (start !== -1) offences.push({ path, line, what: `closes a circle: ${[...trail.slice(start), target].join(" → ")}` });
      else if (!finished.has(target)) visit(target, [...trail, target]);
    }
    finished.add(path);
  };
  for (const { path } of sources) if (!finished.has(path)) visit(path, [path]);
  return offences;
}
