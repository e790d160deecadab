import { HttpBaseUrl } from "@augury/net";
import { z } from "zod";

const NO_USER_INFO = "a URL without user name and password: secrets are named by reference";

function hasNoUserInfo(text: string): boolean {
  // An unparsable URL is the format check's affair.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return !url || (url.username === "" && url.password === "");
}

/** A ws:// or wss:// address. */
export const WsUrl = z
  .url({ protocol: /^wss?$/, error: "a WebSocket address (ws:// or wss://)" })
  .max(512)
  .refine(hasNoUserInfo, NO_USER_INFO);

/** An https:// address, or http:// on this machine; its path is the base that request paths are added to. */
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: "a web address (http:// or https://)" })
  .max(512)
  .refine(hasNoUserInfo, NO_USER_INFO)
  .refine((text) => !URL.canParse(text) || HttpBaseUrl.safeParse(text).success, {
    error: "https (http only on this machine), without query and fragment",
  });
