import { expect, test } from "bun:test";
import fc from "fast-check";
import { API_ROUTES, createApi } from "../create-api.ts";
import { FakeView } from "../fake-view.ts";
import { DOCS_PATHS, DOCS_POLICY } from "./docs-assets.ts";
import { docsPage, type OpenApiDocument } from "./docs-page.ts";
import { schemaRows, typeText } from "./schema-rows.ts";

const app = createApi(new FakeView(), { rowsMax: 9, levelsMax: 9, bodyBytesMax: 99, origins: [], metrics: true });

async function page(): Promise<string> {
  return (await app.request("/docs")).text();
}

/** Counts the elements that a selector finds. */
async function count(html: string, selector: string): Promise<number> {
  let found = 0;
  await new HTMLRewriter()
    .on(selector, { element: () => void found++ })
    .transform(new Response(html))
    .text();
  return found;
}

test("/docs: behavior: every route has a section, a link, and where it only reads a form", async () => {
  const html = await page();
  const reads = API_ROUTES.filter(({ method }) => method === "GET");
  expect(await count(html, "section.operation")).toBe(API_ROUTES.length);
  expect(await count(html, "nav li a")).toBe(API_ROUTES.length);
  expect(await count(html, "form.try")).toBe(reads.length);
  for (const { path } of reads) expect(html).toContain(`data-path="${path.replaceAll(/:(\w+)/g, "{$1}")}"`);
});

test("/docs: behavior: every link leads to a place on the page or to this engine", async () => {
  const html = await page();
  const ids = new Set<string>();
  const links: string[] = [];
  await new HTMLRewriter()
    .on("[id]", { element: (element) => void ids.add(element.getAttribute("id") ?? "") })
    .on("[href], [src]", {
      element: (element) => void links.push(element.getAttribute("href") ?? element.getAttribute("src") ?? ""),
    })
    .transform(new Response(html))
    .text();
  const inside = links.filter((link) => link.startsWith("#"));
  expect(inside.filter((link) => !ids.has(link.slice(1)))).toEqual([]);
  for (const link of links.filter((one) => !one.startsWith("#")))
    expect({ link, status: (await app.request(link)).status }).toEqual({ link, status: 200 });
});

test("/docs: behavior: a strict policy, and nothing on the page that it would refuse", async () => {
  for (const path of DOCS_PATHS) {
    const { status, headers } = await app.request(path);
    expect([path, status, headers.get("content-security-policy")]).toEqual([path, 200, DOCS_POLICY]);
  }
  const html = await page();
  expect(DOCS_POLICY).not.toMatch(/unsafe|https?:|\*/);
  expect(await count(html, "script:not([src]), style, [style], [onclick]")).toBe(0);
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
});

test("/docs: error: it is read only", async () => {
  for (const path of DOCS_PATHS) {
    const { status, headers } = await app.request(path, { method: "POST" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  }
});

test("docsPage: behavior: whatever a text says, it stays text", async () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("<script>x</script>", '"><img onerror=1>', "`</code>`"));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (name, description, summary) => {
      const html = await docsPage(documentOf(name, description, summary));
      expect(await count(html, "script")).toBe(1);
      expect(await count(html, "img, [onerror]")).toBe(0);
    }),
    { numRuns: 100 },
  );
});

function documentOf(name: string, description: string, summary: string): OpenApiDocument {
  const schema = { type: "object", properties: { [name]: { type: "string", description, enum: [name] } } };
  const content = { "application/json": { schema } };
  const parameter = {
    name,
    in: "query",
    required: true,
    description,
    schema: { type: "string", examples: [name] },
  } as const;
  const operation = {
    operationId: "one",
    tags: [summary],
    summary,
    description,
    parameters: [parameter],
    responses: { 200: { description, content } },
  };
  return {
    info: { title: summary, version: name, description },
    paths: { "/one": { get: operation, post: operation } },
  };
}

test("schemaRows: default: fields by their path, through lists and unions with null", () => {
  const schema = {
    type: "object",
    properties: {
      orders: { type: "array", items: { type: "object", properties: { side: { enum: ["buy", "sell"] } } } },
      best: { anyOf: [{ type: "object", properties: { price: { type: "number", minimum: 0 } } }, { type: "null" }] },
      counts: { type: "object", additionalProperties: { type: "integer" } },
    },
  };
  expect(schemaRows(schema).map(({ path, type }) => `${path}: ${type}`)).toEqual([
    "orders: list of objects",
    'orders[].side: "buy" or "sell"',
    "best: object or null",
    "best.price: number, from 0",
    "counts: object",
    "counts.{name}: whole number",
  ]);
});

test("typeText: behavior: every schema of the API has words of its own", async () => {
  const json = (await (await app.request("/openapi.json")).json()) as OpenApiDocument;
  const schemas = Object.values(json.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ parameters }) => parameters.map(({ schema }) => schema)),
  );
  expect(schemas.map(typeText).filter((text) => /undefined|any value/.test(text))).toEqual([]);
});
