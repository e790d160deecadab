export { isLoopback, toApiOptions } from "./api-options.ts";
export { API_ROUTES, createApi } from "./create-api.ts";
export * from "./engine-view.ts";
export type { ApiOptions } from "./route.ts";
export { type QueryableRow, selectRows } from "./row-query.ts";
export { type ApiServeError, type ApiServer, serveApi } from "./serve-api.ts";
