import type { VenueError } from "@augury/model";
import { type HandshakeHeaders, type SocketEnd, toRefusalError } from "@augury/net";
import type { DoctorContext } from "./doctor-context.ts";
import { type Finding, fail, fine } from "./finding.ts";

/** What is said first on a socket, and how it is known that it was heard. */
export interface SocketGreeting {
  /** May hold a key; never printed. */
  readonly frames: readonly string[];
  readonly isAnswer: (text: string) => boolean;
  /** Says that the greeting was refused, by how the socket was closed. */
  readonly refusalOf: (end: SocketEnd) => VenueError | undefined;
}

/** A WebSocket whose handshake is tried. */
export interface SocketQuestion {
  readonly host: string;
  readonly url: string;
  /** Signed headers; never printed. */
  readonly headers?: HandshakeHeaders;
  /** Left out: the handshake is enough. */
  readonly greeting?: SocketGreeting;
}

const PAYLOAD_BYTES_MAX = 1024 * 1024;
/** A handshake that never ends is cut off a moment after the socket's own limit. */
const SLACK_MS = 250;

/** Opens a socket, greets, and closes it again; without a greeting nothing is subscribed to. */
export async function tryHandshake(context: DoctorContext, question: SocketQuestion): Promise<Finding> {
  const { greeting, host, url } = question;
  const started = performance.now();
  const outcome = await shake(context, question);
  const does = greeting ? "takes the key" : "opens";
  if (outcome === "opened") return fine(`${host}: ${url} ${does} in ${Math.round(performance.now() - started)} ms`);
  if (typeof outcome === "string")
    return fail(`${host}: ${url}: ${outcome}`, "check this machine's network, proxy and firewall, and the address");
  return fail(`${host}: ${url}: ${outcome.message} (${outcome.code})`, fixOf(outcome));
}

function shake(
  { openSocket, timeoutMs }: DoctorContext,
  { greeting, headers = {}, url }: SocketQuestion,
): Promise<"opened" | string | VenueError> {
  return new Promise((done) => {
    const timer = setTimeout(() => {
      socket.terminate();
      done(`no ${isOpen ? "answer" : "handshake"} within ${timeoutMs} ms`);
    }, timeoutMs + SLACK_MS);
    let isOpen = false;
    const settle = (outcome: "opened" | string | VenueError) => {
      clearTimeout(timer);
      done(outcome);
    };
    const end = () => {
      settle("opened");
      socket.close();
    };
    const request = { url, headers, handshakeTimeoutMs: timeoutMs, payloadBytesMax: PAYLOAD_BYTES_MAX };
    const signed = Object.keys(headers).length > 0;
    const socket = openSocket(request, {
      opened: () => {
        isOpen = true;
        if (!greeting) end();
        for (const frame of greeting?.frames ?? []) socket.send(frame);
      },
      message: (bytes) => {
        if (greeting?.isAnswer(new TextDecoder().decode(bytes))) end();
      },
      beat: () => {},
      refused: (status) => settle(toRefusalError({ status, signed })),
      ended: (ended) => {
        const { code, text } = ended;
        const refusal = isOpen ? greeting?.refusalOf(ended) : undefined;
        settle(refusal ?? (text === "" ? `the connection was dropped${isOpen ? ` (code ${code})` : ""}` : text));
      },
    });
  });
}

function fixOf({ code, hint }: VenueError): string {
  if (hint !== undefined) return hint;
  if (code === "auth") return "check the key id, the private key and this machine's clock";
  if (code === "blocked") return "the venue refuses this address: run from a place that its terms allow";
  if (code === "not_found") return "check the address in the configuration";
  return "try again later";
}
