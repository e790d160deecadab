import { HttpBaseUrl, isLoopback } from "@augury/net";
import { UsageError } from "../usage-error.ts";
import type { CommandGroup, Entry, Provider } from "./command-group.ts";

/** What decides where an entry's group lives. */
export interface AddressQuestion {
  readonly provider: Pick<Provider, "name">;
  readonly group: Pick<CommandGroup, "name">;
  readonly kind: Entry["kind"];
  /** The value of --base-url. */
  readonly flag: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Addresses {
  readonly baseUrl: string | undefined;
  readonly streamUrl: string | undefined;
}

/**
 * Returns the addresses to use instead of the venue's own: the flag, else the group's variable (POLYMARKET_CLOB_URL,
 * POLYMARKET_USER_STREAM_URL), else the provider's (KALSHI_URL, KALSHI_STREAM_URL).
 */
export function entryAddresses({ provider, group, kind, flag, env }: AddressQuestion): Addresses {
  const baseUrl = (kind === "method" ? flag : undefined) ?? fromEnv(env, provider.name, group.name, "URL");
  const streamUrl = (kind === "stream" ? flag : undefined) ?? fromEnv(env, provider.name, group.name, "STREAM_URL");
  if (baseUrl !== undefined && !HttpBaseUrl.safeParse(baseUrl).success)
    throw new UsageError(
      `an address must be https (http only on this machine) without user, query and fragment, was "${baseUrl}"`,
    );
  if (streamUrl !== undefined && !isStreamUrl(streamUrl))
    throw new UsageError(`a stream's address must be wss (ws only on this machine), was "${streamUrl}"`);
  return { baseUrl, streamUrl };
}

/** Returns a line to print where keys would sign for another machine than the venue's own; `undefined` where they do not. */
export function foreignHostNote({ baseUrl, streamUrl }: Addresses, kind: Entry["kind"]): string | undefined {
  const address = kind === "method" ? baseUrl : streamUrl;
  if (address === undefined) return undefined;
  const { hostname, host } = new URL(address);
  return isLoopback(hostname) ? undefined : `note: your keys sign for ${host}, which is not the venue's own address`;
}

/** Returns the names of the variables that may hold a group's address, the strongest first. */
export function addressVariables(provider: string, group: string, suffix: "URL" | "STREAM_URL"): string[] {
  const of = (...words: string[]) => [...words, suffix].join("_").toUpperCase().replaceAll("-", "_");
  return group === "" ? [of(provider)] : [of(provider, group), of(provider)];
}

function fromEnv(env: AddressQuestion["env"], provider: string, group: string, suffix: "URL" | "STREAM_URL") {
  const name = addressVariables(provider, group, suffix).find((one) => (env[one] ?? "") !== "");
  return name === undefined ? undefined : env[name];
}

function isStreamUrl(text: string): boolean {
  return HttpBaseUrl.safeParse(text.replace(/^ws(s?):/, "http$1:")).success && /^wss?:/.test(text);
}
