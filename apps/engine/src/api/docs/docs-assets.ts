import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hono } from "hono";
import { docsPage, type OpenApiDocument } from "./docs-page.ts";

/** The page may load what this engine serves and nothing else, and nobody may frame it. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ASSETS = {
  "docs.css": "text/css; charset=utf-8",
  "docs.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
} as const;

/** Serves the human page of the API at /docs, with everything that it loads. */
export function serveDocs(app: Hono, document: () => OpenApiDocument): void {
  let page: Promise<string> | undefined;
  app.get("/docs", async () => {
    page ??= docsPage(document());
    return new Response(await page, { headers: headersOf("text/html; charset=utf-8") });
  });
  for (const [name, type] of Object.entries(ASSETS)) {
    let bytes: Buffer | undefined;
    app.get(`/docs/${name}`, () => {
      bytes ??= readFileSync(join(import.meta.dir, name));
      return new Response(new Uint8Array(bytes), { headers: headersOf(type) });
    });
  }
}

/** The paths that {@link serveDocs} answers. */
export const DOCS_PATHS: readonly string[] = ["/docs", ...Object.keys(ASSETS).map((name) => `/docs/${name}`)];

function headersOf(type: string): Record<string, string> {
  return {
    "content-type": type,
    "content-security-policy": DOCS_POLICY,
    "referrer-policy": "no-referrer",
    // Belongs to this build of the engine: asked for anew, answered from here.
    "cache-control": "no-cache",
  };
}
