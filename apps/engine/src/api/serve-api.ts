import { err, ok, type Result } from "@augury/core";
import type { Hono } from "hono";

export interface ApiServer {
  /** "http://127.0.0.1:8080", with the port that was really taken. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting and ends the open connections; resolves when the port is free. */
  stop(): Promise<void>;
}

/** Why the API could not be served, in one line that says what to do. */
export interface ApiServeError {
  readonly code: "port_in_use" | "not_allowed" | "failed";
  readonly message: string;
}

/** Bytes that the server itself takes of any body; the routes' own bound is far below. */
const BODY_BYTES_MAX = 1024 * 1024;
const IDLE_SECONDS = 30;

/** Serves an API on `host` and `port` (0 = any free port). Never falls back to another port: the address is part of the configuration. */
export function serveApi(app: Hono, host: string, port: number): Result<ApiServer, ApiServeError> {
  try {
    const server = Bun.serve({
      hostname: host,
      port,
      reusePort: false,
      idleTimeout: IDLE_SECONDS,
      maxRequestBodySize: BODY_BYTES_MAX,
      development: false,
      fetch: (request) => app.fetch(request),
    });
    const name = host.includes(":") ? `[${host}]` : host;
    const taken = server.port ?? port;
    return ok({ url: `http://${name}:${taken}`, port: taken, stop: () => server.stop(true) });
  } catch (cause) {
    return err(serveError(cause, host, port));
  }
}

function serveError(cause: unknown, host: string, port: number): ApiServeError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE")
    return {
      code: "port_in_use",
      message: `${host}:${port} is in use: stop the other program or set api.port (AUGURY_API_PORT)`,
    };
  if (code === "EACCES")
    return {
      code: "not_allowed",
      message: `no permission to listen on ${host}:${port}: choose an api.port above 1023`,
    };
  return {
    code: "failed",
    message: `cannot listen on ${host}:${port} (${code ?? "unknown error"}): check api.host and api.port`,
  };
}
