/** Who refused, as far as a body tells. `code` is the number that Cloudflare prints ("cloudflare_1020") or "geoblock" for a region. */
export interface Block {
  readonly kind: "rate_limited" | "blocked";
  readonly code: string;
  readonly hint: string;
}

const REGION =
  /geo-?block|geo-?restrict|restricted (in|from) your (region|country|location)|not available in your (region|country|location)|(region|country|jurisdiction) is (restricted|blocked|not supported)/i;
/** How Cloudflare prints its numbers: "error code: 1020", "Error 1015", `cf-error-code">1009<`. */
const NUMBER = /(?:error(?:\s|&nbsp;)*(?:code)?[:\s]*|cf-error-code"?>\s*)(1\d{3})\b/i;
const CHALLENGE = /<title>\s*(just a moment|attention required)|challenge-platform|cf-chl-|__cf_chl/i;

/** polymarket.md section 16 names 1015; 1200 is its queue being full. */
const LIMITED = new Set(["1015", "1200"]);
/** Address, agent or rule banned. Other numbers are faults between Cloudflare and the venue: the status says enough of those. */
const BANNED = new Set(["1005", "1006", "1007", "1008", "1010", "1012", "1020", "1106"]);
const COUNTRY_BANNED = "1009";

/**
 * Returns what a refusal says, or `undefined` when the text is none: Cloudflare's numbered pages, its challenge, or a message about the
 * region. The body decides, not the status: the same page comes with 403, 429, 503 and even 200. Pages are never JSON; a message about
 * the region may be.
 */
export function readBlock(text: string, headers: Headers): Block | undefined {
  const page = /^\s*[{["]/.test(text) ? "" : text;
  const number = isFromCloudflare(page, headers) ? (NUMBER.exec(page)?.[1] ?? "") : "";
  if (LIMITED.has(number)) return limited(`cloudflare_${number}`, "Cloudflare limits this address: send less");
  if (number === COUNTRY_BANNED || REGION.test(text))
    return blocked("geoblock", "the venue does not serve this region; reading may still work");
  if (BANNED.has(number))
    return blocked(`cloudflare_${number}`, "Cloudflare refuses this address or client: try another network");
  if (headers.get("cf-mitigated") === "challenge" || CHALLENGE.test(page))
    return blocked("cloudflare_challenge", "Cloudflare wants a browser here: slow down or try another network");
  return undefined;
}

function limited(code: string, hint: string): Block {
  return { kind: "rate_limited", code, hint };
}

function blocked(code: string, hint: string): Block {
  return { kind: "blocked", code, hint };
}

function isFromCloudflare(page: string, headers: Headers): boolean {
  if (/cloudflare/i.test(headers.get("server") ?? "") || headers.has("cf-ray")) return true;
  return /cloudflare|^error code: 1\d{3}/i.test(page);
}

/** Returns whether a body is a page for people. */
export function isHtml(text: string, contentType: string): boolean {
  return contentType.includes("text/html") || /^\s*(<!doctype html|<html)/i.test(text.slice(0, 200));
}
