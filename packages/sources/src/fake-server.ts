/** A request as it reached the wire. */
export interface SeenRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
}

/** A source's host on this machine: records what arrives and answers request number `at` (from 0) as told. For tests. */
export class FakeServer implements Disposable {
  readonly seen: SeenRequest[] = [];
  private readonly server: Bun.Server<undefined>;

  constructor(answer: (request: SeenRequest, at: number) => Response) {
    this.server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url, headers }) => {
        const { pathname, searchParams } = new URL(url);
        const request = { path: pathname, query: Object.fromEntries(searchParams), headers };
        this.seen.push(request);
        return answer(request, this.seen.length - 1);
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  [Symbol.dispose](): void {
    this.server.stop(true);
  }
}

/** HTTP settings under which repetitions come at once. */
export const QUICK_HTTP = { retry: { initialMs: 1, maxMs: 1000 } } as const;
