import { type Context, Hono } from "hono";
import { DOCS_PATHS, serveDocs } from "./docs/docs-assets.ts";
import type { OpenApiDocument } from "./docs/docs-page.ts";
import type { EngineView } from "./engine-view.ts";
import { openApiDocument } from "./openapi.ts";
import { problem, problemResponse } from "./problem.ts";
import { readInput } from "./request-input.ts";
import type { ApiOptions, Route, RouteContext } from "./route.ts";
import { bookRoutes } from "./routes/book-routes.ts";
import { clientRoutes } from "./routes/client-routes.ts";
import { debugRoutes } from "./routes/debug-routes.ts";
import { healthRoutes } from "./routes/health-routes.ts";
import { ledgerRoutes } from "./routes/ledger-routes.ts";
import { marketRoutes } from "./routes/market-routes.ts";
import { API_VERSION, openApiRoute } from "./routes/openapi-route.ts";
import { operatorRoutes } from "./routes/operator-routes.ts";
import { referenceRoutes } from "./routes/reference-routes.ts";
import { riskRoutes } from "./routes/risk-routes.ts";
import { sourceRoutes } from "./routes/source-routes.ts";
import { tradingRoutes } from "./routes/trading-routes.ts";
import { refuseHost, refuseWrite } from "./write-guard.ts";

const DATA_ROUTES: readonly Route[] = [
  ...healthRoutes,
  ...marketRoutes,
  ...referenceRoutes,
  ...bookRoutes,
  ...tradingRoutes,
  ...operatorRoutes,
  ...ledgerRoutes,
  ...riskRoutes,
  ...sourceRoutes,
  ...clientRoutes,
  ...debugRoutes,
];

/** Every route of the API, `/openapi.json` included: the one table that serving, document and tests read. */
export const API_ROUTES: readonly Route[] = [...DATA_ROUTES, openApiRoute(DATA_ROUTES)];

/**
 * Builds the API over a view of a running engine. Requests are checked by the schemas that the OpenAPI document is made of; failures are
 * problem documents; a thrown error is a 500 that says nothing and goes to `options.onError`.
 */
export function createApi(view: EngineView, options: ApiOptions): Hono {
  const app = new Hono({ strict: false });
  const context: RouteContext = { view, options };
  app.use(async (c, next) => {
    const refusal = refuseHost(c.req.raw, options);
    if (refusal) return problemResponse(refusal.problem, refusal.headers);
    await next();
    c.res.headers.set("x-content-type-options", "nosniff");
    return undefined;
  });
  for (const route of API_ROUTES) app.on(route.method, route.path, (c) => serve(route, c, context));
  // One cast where a document of plain JSON meets the part of it that the page reads.
  serveDocs(app, () => openApiDocument(API_ROUTES, API_VERSION) as unknown as OpenApiDocument);
  for (const path of DOCS_PATHS) app.all(path, () => methodNotAllowed(["GET", "HEAD"]));
  for (const [path, methods] of methodsByPath()) app.all(path, () => methodNotAllowed(methods));
  app.notFound(() => problemResponse(problem("not-found", "see /docs or /openapi.json for what there is")));
  app.onError((error, c) => {
    options.onError?.(error, c.req.path);
    return problemResponse(problem("internal", "the cause is in the engine's log"));
  });
  return app;
}

async function serve(route: Route, c: Context, context: RouteContext): Promise<Response> {
  const { options } = context;
  const refusal = route.write ? refuseWrite(c.req.raw, options) : undefined;
  if (refusal) return problemResponse(refusal.problem, refusal.headers);
  const input = await readInput(route, c.req.raw, c.req.param(), options.bodyBytesMax);
  if (!input.ok) return problemResponse(input.error);
  // The handler's types come from the schemas that have just parsed this input.
  const reply = await route.handle(input.value as never, context);
  if ("problem" in reply) return problemResponse(reply.problem, reply.headers);
  const text = route.mediaType === "application/json" ? JSON.stringify(reply.body) : String(reply.body);
  return new Response(text, {
    status: reply.status,
    headers: { "content-type": route.mediaType, "cache-control": "no-store" },
  });
}

function methodsByPath(): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of API_ROUTES)
    methods.set(path, [...(methods.get(path) ?? []), ...(method === "GET" ? ["GET", "HEAD"] : [method])]);
  return methods;
}

function methodNotAllowed(methods: readonly string[]): Response {
  const allow = methods.join(", ");
  return problemResponse(problem("method-not-allowed", `allowed here: ${allow}`), { allow });
}
