// Whether a place in an answer lies inside an address that leads outside: a value put back there would leave with it.

/** Characters before the place that are read; a longer address counts as a foreign one. */
export const ADDRESS_CHARACTERS_MAX = 512;

const ADDRESS_BEFORE = /(?:[a-z][a-z0-9+.-]{0,15}:)?\/\/(?<rest>[^\s"'<>()[\]「」（）、。]{0,480})$/i;
const HOST_END = /[/?#\\]/;

/** `before` is what stands before the place. Hosts of `allowedHosts`, and what is below them, are not foreign. */
export function standsInForeignAddress(before: string, allowedHosts: readonly string[]): boolean {
  if (!before.includes("//")) return false;
  const rest = ADDRESS_BEFORE.exec(before)?.groups?.rest;
  if (rest === undefined) return false;
  const end = rest.search(HOST_END);
  // The host itself is still being written: a value in its name would go to whoever serves that name.
  if (end === -1) return true;
  const host = rest.slice(0, end).toLowerCase().replace(/:\d+$/, "");
  return !allowedHosts.some((allowed) => host === allowed || host.endsWith(`.${allowed}`));
}
