import type { ApiEntry } from "./api-entries.ts";
import type { Mention } from "./sheet-mentions.ts";

/**
 * Returns whether an entry is what a sheet mentions: the same provider, method (where one is written) and path. Placeholders match each
 * other and the value that an example has in their place; "…" and "*" at an end stand for whatever is left out there.
 */
export function covers(entry: ApiEntry, { part, method, path }: Mention): boolean {
  if (entry.provider !== part.provider) return false;
  if (entry.kind === "stream") return entry.endpoint.includes(path.replace(/^…/, ""));
  const [entryMethod = "", entryPath = ""] = entry.endpoint.split(" ");
  return (method === undefined || method === entryMethod) && pathPattern(path).test(plain(entryPath));
}

function pathPattern(path: string): RegExp {
  const isPrefix = /[…*]$/.test(path);
  const isSuffix = path.startsWith("…");
  const body = plain(path.replaceAll(/[…*]/g, ""))
    .split("/")
    .map((segment) => (segment.startsWith("{") ? "[^/]+" : segment.replaceAll(/[.+?^$()[\]\\]/g, "\\$&")))
    .join("/");
  return new RegExp(`${isSuffix ? "" : "^"}${body}${isPrefix ? "" : "$"}`);
}

function plain(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}
