import type { VenueError } from "@augury/model";
import { type HandshakeHeaders, toRefusalError } from "@augury/net";
import type { DoctorContext } from "./doctor-context.ts";
import { type Finding, fail, fine } from "./finding.ts";

/** A WebSocket whose handshake is tried. */
export interface SocketQuestion {
  readonly host: string;
  readonly url: string;
  /** Signed headers; never printed. */
  readonly headers?: HandshakeHeaders;
}

const PAYLOAD_BYTES_MAX = 1024 * 1024;
/** A handshake that never ends is cut off a moment after the socket's own limit. */
const SLACK_MS = 250;

/** Opens a socket and closes it again; nothing is subscribed to. */
export async function tryHandshake(context: DoctorContext, question: SocketQuestion): Promise<Finding> {
  const { host, url, headers = {} } = question;
  const started = performance.now();
  const outcome = await shake(context, { ...question, headers });
  if (outcome === "opened") return fine(`${host}: ${url} opens in ${Math.round(performance.now() - started)} ms`);
  if (typeof outcome === "string")
    return fail(`${host}: ${url}: ${outcome}`, "check this machine's network, proxy and firewall, and the address");
  return fail(`${host}: ${url}: ${outcome.message} (${outcome.code})`, fixOf(outcome));
}

function shake(
  { openSocket, timeoutMs }: DoctorContext,
  { url, headers }: Required<SocketQuestion>,
): Promise<"opened" | string | VenueError> {
  return new Promise((done) => {
    const timer = setTimeout(() => {
      socket.terminate();
      done(`no handshake within ${timeoutMs} ms`);
    }, timeoutMs + SLACK_MS);
    const settle = (outcome: "opened" | string | VenueError) => {
      clearTimeout(timer);
      done(outcome);
    };
    const request = { url, headers, handshakeTimeoutMs: timeoutMs, payloadBytesMax: PAYLOAD_BYTES_MAX };
    const signed = Object.keys(headers).length > 0;
    const socket = openSocket(request, {
      opened: () => {
        settle("opened");
        socket.close();
      },
      message: () => {},
      beat: () => {},
      refused: (status) => settle(toRefusalError({ status, signed })),
      ended: ({ text }) => settle(text === "" ? "the connection was dropped" : text),
    });
  });
}

function fixOf({ code }: VenueError): string {
  if (code === "auth") return "check the key id, the private key and this machine's clock";
  if (code === "blocked") return "the venue refuses this address: run from a place that its terms allow";
  if (code === "not_found") return "check the address in the configuration";
  return "try again later";
}
