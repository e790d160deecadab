import { html } from "hono/html";
import { badge, breakable, type Operation, operationSection, type PlacedOperation, sentence } from "./operation.ts";

/** The document that the page shows. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Returns the human page of an OpenAPI document. It reads without its script; the script sends the forms and filters the list. */
export async function docsPage({ info, paths }: OpenApiDocument): Promise<string> {
  const groups = Map.groupBy(placed(paths), ({ operation }) => operation.tags[0] ?? "");
  const page = html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <meta name="color-scheme" content="light dark" />
  <title>${info.title} API</title>
  <link rel="stylesheet" href="/docs/docs.css" />
  <link rel="icon" href="/docs/icon.svg" type="image/svg+xml" />
  <script src="/docs/docs.js" defer></script>
</head>
<body>
  <a class="skip" href="#main">To the routes</a>
  <header>
    <h1>${info.title} <small>API ${info.version}</small></h1>
    <p class="elsewhere"><a href="/openapi.json">openapi.json</a> <a href="/status">status</a> <a href="/metrics">metrics</a></p>
  </header>
  <nav aria-label="Routes">
    <details open>
      <summary>Routes</summary>
      <input class="filter" type="search" placeholder="Filter routes" aria-label="Filter routes" hidden />
      ${[...groups].map(([tag, list]) => navGroup(tag, list))}
    </details>
  </nav>
  <main id="main">
    <div class="intro"><p>${sentence(info.description)}</p></div>
    ${[...groups].map(([tag, list]) => html`<h2 id="${slug(tag)}">${tag}</h2>${list.map(operationSection)}`)}
  </main>
</body>
</html>
`;
  return String(await page);
}

function placed(paths: OpenApiDocument["paths"]): PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function navGroup(tag: string, list: readonly PlacedOperation[]) {
  return html`<h2><a href="#${slug(tag)}">${tag}</a></h2>
  <ul>${list.map(({ method, path, operation }) => html`<li><a href="#${operation.operationId}" title="${operation.summary}">${method === "GET" ? "" : badge(method)}${breakable(path)}</a></li>`)}</ul>`;
}

function slug(tag: string): string {
  return `tag-${tag.replaceAll(/[^a-z0-9]+/gi, "-")}`;
}
