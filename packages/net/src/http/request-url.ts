import { err, ok, type Result } from "@augury/core";
import { isSecretName, REDACTED } from "@augury/telemetry";
import { z } from "zod";
import type { Query, QueryValue } from "./http-request.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Returns whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** A REST base address: https, or http on this machine (the simulated venues); no credentials, query or fragment in it. */
export const HttpBaseUrl = z.url({ protocol: /^https?$/ }).refine(isSafeBase, {
  error: "must be https (http only on this machine), without user, query and fragment",
});

function isSafeBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  return (protocol === "https:" || isLoopback(hostname)) && username + password + search + hash === "";
}

/** Returns the address of `path` under `base`, or the rule that the path breaks: it must stay under the base, letter for letter. */
export function buildUrl(base: string, path: string, query: Query = {}): Result<URL, string> {
  const url = new URL(base);
  const prefix = url.pathname.replace(/\/+$/, "");
  if (!path.startsWith("/") || /[?#\\\s]/.test(path)) {
    return err("a request path must begin with a slash and carry no query, fragment or blank");
  }
  url.pathname = prefix + path;
  // A dot segment has been resolved by now, and the request would go elsewhere than its caller thinks.
  if (path.split("/").some(isDotSegment)) return err("a request path must have no dot segments");
  url.search = encodeQuery(query);
  return ok(url);
}

function isDotSegment(segment: string): boolean {
  const plain = segment.replaceAll(/%2e/gi, ".");
  return plain === "." || plain === "..";
}

function encodeQuery(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of listOf(value)) params.append(name, String(one));
  return params.toString();
}

function listOf(value: QueryValue | readonly QueryValue[] | undefined): readonly QueryValue[] {
  if (value === undefined) return [];
  return typeof value === "object" ? value : [value];
}

const SHOWN_MAX = 300;

/** Returns an address for messages: secrets in its query hidden, cut to a bound. */
export function describeUrl(url: URL): string {
  const shown = [...url.searchParams].map(([name, value]) => `${name}=${isSecretParam(name) ? REDACTED : value}`);
  const text = `${url.origin}${url.pathname}${shown.length > 0 ? `?${shown.join("&")}` : ""}`;
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** In a query a bare "key" or "sig" is one, too. */
function isSecretParam(name: string): boolean {
  return isSecretName(name) || /^(key|sig|auth|access)$/i.test(name);
}
