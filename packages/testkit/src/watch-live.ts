import type { LiveNews, LivePort } from "@augury/model";

/** Told of each named point of an order's life as it is reached: a test may end the process there. */
export type AtPoint = (point: string) => void;

/** Returns a port that tells when the core asks its adapter for something, and when it has. All else is the adapter's own. */
export function watchPort<Payload>(port: LivePort<Payload>, at: AtPoint): LivePort<Payload> {
  const watched: Partial<LivePort<Payload>> = {
    post: watchCall(at, "post", "posting", port.post),
    ...(port.postMany && { postMany: watchCall(at, "batch", "batching", port.postMany) }),
    ...(port.amend && { amend: watchCall(at, "amend", "amending", port.amend) }),
    ...(port.decrease && { decrease: watchCall(at, "decrease", "decreasing", port.decrease) }),
    cancel: watchCall(at, "cancel", "canceling", port.cancel),
    lookUp: watchCall(at, "look up", "looking up", port.lookUp),
    snapshot: watchCall(at, "compare", "comparing", port.snapshot),
  };
  // What a port computes anew each time it is read stays so.
  return Object.assign(Object.create(port) as LivePort<Payload>, watched);
}

/** Returns news that tell when something is heard, and when it has been taken in. */
export function watchNews(news: LiveNews, at: AtPoint): LiveNews {
  const watch = <Args extends readonly unknown[]>(what: string, call: (...args: Args) => void) =>
    watchCall(at, `hear ${what}`, `heard ${what}`, call);
  return {
    get openCount() {
      return news.openCount;
    },
    onPosted: watch("posted", (...told) => news.onPosted(...told)),
    onAmended: watch("amended", (...told) => news.onAmended(...told)),
    onFacts: (...told) => news.onFacts(...told),
    onLookedUp: watch("looked up", (...told) => news.onLookedUp(...told)),
    onStream: watch("stream", (...told) => news.onStream(...told)),
    onSnapshot: watch("compared", (...told) => news.onSnapshot(...told)),
  };
}

/** Returns a call that tells the point before it and the one behind it. */
export function watchCall<Args extends readonly unknown[]>(
  at: AtPoint,
  before: string,
  after: string,
  call: (...args: Args) => void,
): (...args: Args) => void {
  return (...args) => {
    at(before);
    call(...args);
    at(after);
  };
}
