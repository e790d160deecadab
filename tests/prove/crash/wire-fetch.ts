import type { FetchFunction } from "@augury/net";

type Init = Parameters<FetchFunction>[1];

/**
 * HTTP/1.1 over a connection per request, which tells each moment of it: what leaves is with the system when its moment is told. For a
 * server on this machine, with answers of known length.
 */
export function wireFetch(at: (point: string) => void, kindOf: (method: string, url: URL) => string): FetchFunction {
  return (address, init) => {
    const url = new URL(address);
    const kind = kindOf(init.method, url);
    return new Promise((resolve, reject) => {
      const answer = new WireAnswer();
      const fail = (why: string) => reject(Object.assign(new Error(why), { code: "ECONNRESET" }));
      const connecting = Bun.connect({
        hostname: url.hostname,
        port: Number(url.port),
        socket: {
          open: (socket) => send(socket, partsOf(url, init), (moment) => at(`${kind} ${moment}`)),
          data: (socket, bytes) => {
            if (answer.isEmpty) at(`${kind} answer begun`);
            answer.add(bytes);
            if (!answer.isWhole) return;
            at(`${kind} answer read`);
            resolve(answer.toResponse());
            socket.end();
          },
          close: () => fail("closed"),
          error: () => fail("broken"),
        },
      });
      connecting.catch(() => fail("refused"));
      init.signal.addEventListener("abort", () => reject(init.signal.reason), { once: true });
    });
  };
}

interface Wire {
  write(bytes: Uint8Array): number;
  flush(): void;
}

function send(
  socket: Wire,
  { body, head }: { readonly head: Uint8Array; readonly body: Uint8Array },
  told: (moment: string) => void,
) {
  const write = (bytes: Uint8Array) => {
    if (socket.write(bytes) !== bytes.length) throw new Error("a small request fits the system's buffer");
    socket.flush();
  };
  told("connected");
  write(head.subarray(0, 1));
  told("first byte");
  write(head.subarray(1));
  told("head");
  if (body.length > 0) {
    const half = body.length >> 1;
    write(body.subarray(0, half));
    told("half body");
    write(body.subarray(half));
  }
  told("sent");
}

function partsOf(url: URL, { body = "", headers, method }: Init) {
  const bytes = new TextEncoder().encode(body);
  const lines = [`${method} ${url.pathname}${url.search} HTTP/1.1`, `host: ${url.host}`, "connection: close"];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  lines.push(`content-length: ${bytes.length}`, "", "");
  return { head: new TextEncoder().encode(lines.join("\r\n")), body: bytes };
}

/** What came so far of an answer. */
class WireAnswer {
  private bytes = Buffer.alloc(0);
  private bodyStart = 0;
  private bodyBytes = 0;
  private lines: string[] = [];

  get isEmpty(): boolean {
    return this.bytes.length === 0;
  }

  get isWhole(): boolean {
    return this.bodyStart > 0 && this.bytes.length >= this.bodyStart + this.bodyBytes;
  }

  add(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    const end = this.bodyStart > 0 ? -1 : this.bytes.indexOf("\r\n\r\n");
    if (end < 0) return;
    this.bodyStart = end + 4;
    this.lines = this.bytes.subarray(0, end).toString("latin1").split("\r\n");
    this.bodyBytes = Number(this.headers().get("content-length") ?? 0);
  }

  toResponse(): Response {
    const status = Number(this.lines[0]?.split(" ")[1]);
    const body = this.bytes.subarray(this.bodyStart, this.bodyStart + this.bodyBytes);
    return new Response(body, { status, headers: this.headers() });
  }

  private headers(): Headers {
    const headers = new Headers();
    for (const line of this.lines.slice(1)) {
      const at = line.indexOf(":");
      headers.append(line.slice(0, at), line.slice(at + 1).trim());
    }
    return headers;
  }
}
