import { readSecret } from "@augury/engine";
import type { HandshakeHeaders } from "@augury/net";
import { KalshiSigner } from "@augury/signing";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext } from "../doctor-context.ts";
import { type Finding, fail, skip } from "../finding.ts";
import { tryHandshake } from "../probe-socket.ts";

/** Whether the venues' WebSockets open, with the key where one is needed. */
export const sockets: DoctorCheck = {
  name: "sockets",
  summary: "the WebSocket handshakes",
  needsConfig: true,
  run: async (context) => Promise.all([tryPolymarket(context), tryKalshi(context)]),
};

async function tryPolymarket(context: DoctorContext): Promise<Finding> {
  const { polymarket } = configOf(context).venues;
  if (!polymarket?.enabled) return skip("Polymarket is not enabled");
  return tryHandshake(context, { host: "Polymarket market channel", url: polymarket.marketWs });
}

async function tryKalshi(context: DoctorContext): Promise<Finding> {
  const { kalshi } = configOf(context).venues;
  if (!kalshi?.enabled) return skip("Kalshi is not enabled");
  const headers = kalshiHeaders(context);
  if (headers === undefined)
    return skip("Kalshi's WebSocket opens only with a key, and none is configured or readable");
  if (typeof headers === "string") return fail(`Kalshi WebSocket: ${headers}`, "replace the private key");
  return tryHandshake(context, { host: "Kalshi WebSocket", url: kalshi.ws, headers });
}

/** The signed headers, why the key is no use, or `undefined` without a key. */
function kalshiHeaders(context: DoctorContext): HandshakeHeaders | string | undefined {
  const { kalshi } = configOf(context).venues;
  if (!kalshi?.credentials) return undefined;
  const keyId = readSecret(kalshi.credentials.keyId, context.env);
  const privateKey = readSecret(kalshi.credentials.privateKey, context.env);
  if (!keyId.ok || !privateKey.ok) return undefined;
  const signer = KalshiSigner.fromPem(keyId.value, privateKey.value);
  if (!signer.ok) return signer.error.message;
  return signer.value.headers(context.machine.nowMs(), "GET", new URL(kalshi.ws).pathname);
}
