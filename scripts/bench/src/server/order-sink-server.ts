/** A process that takes orders as both venues would: it notes when each POST was complete, and answers at once. Nothing rests with it. */
import type { Socket } from "bun";
import { sharedUs } from "../measure/shared-clock.ts";
import type { ArrivedOrder, SinkMessage } from "./sink-protocol.ts";

interface Connection {
  text: string;
}

const ID = `0x${"1".repeat(64)}`;
const PLACED = { success: true, errorMsg: "", orderID: ID, status: "unmatched", makingAmount: "", takingAmount: "" };
const PLACED_AT_KALSHI = { order_id: "7a1c2f8e", fill_count: "0.00", remaining_count: "0.00", ts_ms: 1 };
/** By how a request begins; what a client asks before it trades is answered too. */
const ANSWERS: readonly (readonly [string, string])[] = [
  ["POST /order ", answerOf(PLACED)],
  ["POST /trade-api/v2/portfolio/events/orders ", answerOf(PLACED_AT_KALSHI)],
  ["POST /v1/heartbeats ", answerOf({ heartbeat_id: ID })],
  ["GET /data/", answerOf({ data: [], next_cursor: "LTE=", limit: 100, count: 0 })],
  ["GET /version", answerOf({ version: 2 })],
  ["GET /tick-size", answerOf({ minimum_tick_size: 0.0001 })],
  ["GET /neg-risk", answerOf({ neg_risk: false })],
];
const ORDERS = 2;
const NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

let orders: ArrivedOrder[] = [];
let connections = 0;
const say = (message: SinkMessage) => process.send?.(message);

const listener = Bun.listen<Connection>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open: (socket) => {
      connections++;
      socket.setNoDelay(true);
      socket.data = { text: "" };
    },
    data: (socket, bytes) => receive(socket, bytes.toString("latin1"), sharedUs()),
    error: () => {},
  },
});

function receive(socket: Socket<Connection>, text: string, atUs: number): void {
  socket.data.text += text;
  for (let length = lengthOf(socket.data.text); length > 0; length = lengthOf(socket.data.text)) {
    const request = socket.data.text.slice(0, length);
    socket.data.text = socket.data.text.slice(length);
    const at = ANSWERS.findIndex(([begin]) => request.startsWith(begin));
    socket.write(ANSWERS[at]?.[1] ?? NOT_FOUND);
    if (at >= 0 && at < ORDERS) orders.push({ atUs, contracts: contractsOf(request) });
  }
}

/** Length of the request that begins the text, or 0 while it is not all there. */
function lengthOf(text: string): number {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return 0;
  const length = end + 4 + Number(/content-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length >= length ? length : 0;
}

/** A Polymarket BUY takes so many micros, a Kalshi order counts contracts. */
function contractsOf(request: string): number {
  const taken = /"takerAmount":"(\d+)"/.exec(request)?.[1];
  return taken === undefined ? Number(/"count":"([\d.]+)"/.exec(request)?.[1] ?? Number.NaN) : Number(taken) / 1e6;
}

function answerOf(body: object): string {
  const json = JSON.stringify(body);
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
}

process.on("message", () => {
  say({ kind: "taken", takings: { orders, connections } });
  orders = [];
  connections = 0;
});
process.on("disconnect", () => process.exit(0));
say({ kind: "ready", port: listener.port });
