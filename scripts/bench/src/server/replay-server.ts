/** A process that plays one tape to its clients, on command from the bench: so that no client shares its thread with the server. */
import { renderPolymarket } from "../frames/tape.ts";
import { FramedTape } from "./framed-tape.ts";
import type { ServerCommand, ServerMessage, ServerTape } from "./protocol.ts";
import { ReplayConnection } from "./replay-connection.ts";

const tape = new FramedTape(renderPolymarket(JSON.parse(process.argv[2] ?? "{}") as ServerTape));
const connections = new Map<string, ReplayConnection>();
const say = (message: ServerMessage) => process.send?.(message);

const server = Bun.listen<ReplayConnection | undefined>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open: (socket) => {
      socket.setNoDelay(true);
      socket.data = new ReplayConnection(
        socket,
        tape,
        (connection) => void connections.set(connection.path, connection),
      );
    },
    data: (socket, bytes) => socket.data?.receive(bytes),
    drain: (socket) => socket.data?.drain(),
    close: (socket) => {
      const { data } = socket;
      if (data && connections.get(data.path) === data) connections.delete(data.path);
    },
    error: () => {},
  },
});

process.on("message", async (command: ServerCommand) => {
  const connection = connections.get(command.path);
  if (!connection) throw new Error(`no client has connected to ${command.path}`);
  const sentUs =
    command.kind === "pace"
      ? await connection.pace(command.rate, command.frames)
      : await connection.flood(command.frames);
  say({ kind: "done", path: command.path, sentUs });
});
process.on("disconnect", () => process.exit(0));
say({ kind: "ready", port: server.port });
