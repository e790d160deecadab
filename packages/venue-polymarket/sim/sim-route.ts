import type { SimWorld } from "./sim-world.ts";

/** One REST request as a route sees it. */
export interface SimCall {
  readonly world: SimWorld;
  readonly method: string;
  /** As the venue's own host has it: without the sim's "/clob" or "/gamma". */
  readonly path: string;
  /** Values of the route's placeholders. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** Byte for byte as it came; "" for none. */
  readonly body: string;
  readonly nowMs: number;
  /** Whether the request named its host by prefix. Where not, hosts that have a path in common tell by other signs. */
  readonly isHostNamed: boolean;
}

/** What a host answers at one address. `undefined` passes the request on to the next route that fits. */
export interface SimRoute {
  /** As the venue's documentation writes it: "GET /markets/{condition_id}". */
  readonly endpoint: string;
  answer(call: SimCall): Response | undefined | Promise<Response | undefined>;
}

/** One of the venue's REST hosts. Its routes are reached below "/<name>/" and, where no earlier host has the path, at the root. */
export interface SimHost {
  readonly name: string;
  readonly routes: readonly SimRoute[];
}
