import { createServer, type Socket } from "node:net";

export interface RawRequest {
  readonly socket: Socket;
  /** "GET /path". */
  readonly line: string;
  /** Number of this request on its connection, from 0. */
  readonly onConnection: number;
}

/** A TCP server that counts HTTP requests and lets the test misbehave on the wire: for this folder's tests. Bodies must fit into one packet. */
export async function openRawServer(serve: (request: RawRequest) => void) {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let onConnection = 0;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (data) => {
      const line = data.toString("latin1").split(" HTTP/", 1)[0] as string;
      lines.push(line);
      serve({ socket, line, onConnection: onConnection++ });
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has a port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    /** Requests as they came. */
    lines,
    get connections(): number {
      return sockets.size;
    },
    close(): void {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Answers with JSON and keeps the connection open. */
export function answerJson({ socket }: RawRequest, json = "{}"): void {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`);
}
