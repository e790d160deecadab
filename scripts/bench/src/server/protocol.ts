import type { TapeShape } from "../frames/tape.ts";

/** What the bench asks of the replay server. `path` names the connection: the path of its handshake. */
export type ServerCommand =
  | { readonly kind: "pace"; readonly path: string; readonly rate: number; readonly frames: number }
  | { readonly kind: "flood"; readonly path: string; readonly frames: number };

/** What the replay server says. */
export type ServerMessage =
  | { readonly kind: "ready"; readonly port: number }
  /** All frames are with the kernel. `sentUs`: when each was, by the shared clock; of a flood only the first. */
  | { readonly kind: "done"; readonly path: string; readonly sentUs: readonly number[] };

/** The server's only argument, as JSON: what to play. */
export type ServerTape = TapeShape;
