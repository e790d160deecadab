import { expect, test } from "bun:test";
import { isHtml, readBlock } from "./block-page.ts";

const CLOUDFLARE = new Headers({ server: "cloudflare", "cf-ray": "8c0-FRA" });
const PLAIN = new Headers();

test("readBlock: default: Cloudflare's numbers, as text and as page", () => {
  const codes = ([text, headers]: [string, Headers]) => readBlock(text, headers)?.code;
  expect(codes(["error code: 1015", PLAIN])).toBe("cloudflare_1015");
  expect(codes(["error code: 1020", PLAIN])).toBe("cloudflare_1020");
  expect(codes(["<title>Access denied | venue | Cloudflare</title> Error 1020", PLAIN])).toBe("cloudflare_1020");
  expect(codes(['<span class="cf-error-code">1015</span>', CLOUDFLARE])).toBe("cloudflare_1015");
  expect(codes(["<h1>Error&nbsp;1010</h1>", CLOUDFLARE])).toBe("cloudflare_1010");
});

test("readBlock: behavior: too many requests is no ban", () => {
  expect(readBlock("error code: 1015", PLAIN)?.kind).toBe("rate_limited");
  expect(readBlock("error code: 1020", PLAIN)?.kind).toBe("blocked");
});

test("readBlock: behavior: a region, by Cloudflare's number or the venue's words, in JSON as well", () => {
  for (const text of [
    "error code: 1009",
    '{"error":"Trading restricted in your region, please refer to available regions - https://docs.venue.test/geoblock"}',
    "<html>This service is not available in your country</html>",
  ]) {
    expect(readBlock(text, PLAIN)).toMatchObject({ kind: "blocked", code: "geoblock" });
  }
});

test("readBlock: behavior: a challenge", () => {
  const challenge = { kind: "blocked", code: "cloudflare_challenge" };
  expect(readBlock("<title>Just a moment...</title>", PLAIN)).toMatchObject(challenge);
  expect(readBlock("", new Headers({ "cf-mitigated": "challenge" }))).toMatchObject(challenge);
});

test("readBlock: behavior: what is none: numbers in a venue's JSON, its own faults, pages of others", () => {
  for (const text of [
    '{"error":"internal error 1020"}',
    "error code: 521",
    "<html><title>503 Service Temporarily Unavailable</title></html>",
    "error code: 1016",
    "",
  ]) {
    expect(readBlock(text, CLOUDFLARE)).toBeUndefined();
  }
  expect(readBlock("<p>Error 1020</p>", PLAIN)).toBeUndefined();
});

test("isHtml: default: by type or by the first tag", () => {
  expect(isHtml("", "text/html; charset=utf-8")).toBe(true);
  expect(isHtml("\n <!DOCTYPE html>", "application/json")).toBe(true);
  expect(isHtml('{"html":"<html>"}', "application/json")).toBe(false);
});
