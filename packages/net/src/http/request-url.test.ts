import { expect, test } from "bun:test";
import fc from "fast-check";
import { buildUrl, describeUrl } from "./request-url.ts";

test("buildUrl: behavior: never leaves its base, whatever the path", () => {
  const anyPath = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom("a", "..", ".", "%2e", "%2E.", "//", "@evil.test", ":80", "\\", "?", "#"), {
        maxLength: 6,
      })
      .map((parts) => `/${parts.join("/")}`),
  );
  fc.assert(
    fc.property(anyPath, (path) => {
      const url = buildUrl("https://venue.test/v2", path);
      if (!url.ok) return;
      expect(url.value.origin).toBe("https://venue.test");
      expect(url.value.pathname.startsWith("/v2/")).toBe(true);
      expect(url.value.search + url.value.hash + url.value.username).toBe("");
      expect(url.value.pathname.split("/")).toHaveLength(`/v2${path}`.split("/").length);
    }),
  );
});

test("buildUrl: behavior: encoded values stay encoded", () => {
  const url = buildUrl("https://venue.test", `/markets/${encodeURIComponent("a/b?c")}`);
  expect(url.ok && url.value.href).toBe("https://venue.test/markets/a%2Fb%3Fc");
});

test("describeUrl: behavior: secrets of the query are hidden, ids are not, and it is bounded", () => {
  const url = new URL(
    "https://venue.test/x?token_id=1&CMC_PRO_API_KEY=s&x_cg_demo_api_key=s&key=s&signature=s&limit=5",
  );
  expect(describeUrl(url)).toBe(
    "https://venue.test/x?token_id=1&CMC_PRO_API_KEY=[redacted]&x_cg_demo_api_key=[redacted]&key=[redacted]&signature=[redacted]&limit=5",
  );
  expect(describeUrl(new URL(`https://venue.test/x?ids=${"1,".repeat(1000)}`)).length).toBeLessThan(310);
});
