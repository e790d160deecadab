const OPCODE_TEXT = 1;
const OPCODE_CLOSE = 8;
const OPCODE_PING = 9;
const OPCODE_PONG = 10;
const FIN = 0x80;
const MASKED = 0x80;

/** Returns a text as one unmasked WebSocket text frame (RFC 6455 section 5.2): what a server sends. */
export function encodeTextFrame(text: string): Uint8Array {
  return encodeFrame(OPCODE_TEXT, Buffer.from(text));
}

export function encodePong(payload: Uint8Array): Uint8Array {
  return encodeFrame(OPCODE_PONG, payload);
}

function encodeFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.alloc(head + length);
  frame[0] = FIN | opcode;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, head);
  return frame;
}

/** What a client may say. */
export interface ClientFrame {
  readonly kind: "text" | "ping" | "close" | "other";
  readonly payload: Uint8Array;
}

/** Takes a client's masked frames apart, however the stream is cut. Clients of the bench send short, unfragmented frames. */
export class ClientFrameReader {
  private waiting: Uint8Array = new Uint8Array(0);

  /** Returns the frames that are whole after these bytes. */
  read(bytes: Uint8Array): ClientFrame[] {
    this.waiting = Buffer.concat([this.waiting, bytes]);
    const frames: ClientFrame[] = [];
    for (let length = this.wholeLength(); length > 0; length = this.wholeLength()) {
      frames.push(decodeFrame(this.waiting.subarray(0, length)));
      this.waiting = this.waiting.slice(length);
    }
    return frames;
  }

  /** Length of the first frame, or 0 while it is not all there. */
  private wholeLength(): number {
    if (this.waiting.length < 2) return 0;
    const { head, payload } = sizesOf(this.waiting);
    return this.waiting.length >= head && this.waiting.length >= head + payload ? head + payload : 0;
  }
}

function sizesOf(frame: Uint8Array): { head: number; payload: number } {
  const mask = (frame[1] & MASKED) === 0 ? 0 : 4;
  const short = frame[1] & 0x7f;
  if (short < 126) return { head: 2 + mask, payload: short };
  if (short === 126) return { head: 4 + mask, payload: ((frame[2] ?? 0) << 8) | (frame[3] ?? 0) };
  // Longer ones are below 4 GB here: the low half is all there is.
  const low = frame.length < 10 ? 0 : new DataView(frame.buffer, frame.byteOffset).getUint32(6);
  return { head: 10 + mask, payload: low };
}

function decodeFrame(frame: Uint8Array): ClientFrame {
  const { head, payload: length } = sizesOf(frame);
  const payload = frame.slice(head, head + length);
  if ((frame[1] & MASKED) !== 0) for (let i = 0; i < length; i++) payload[i] ^= frame[head - 4 + (i & 3)];
  const opcode = frame[0] & 0x0f;
  if (opcode === OPCODE_TEXT) return { kind: "text", payload };
  if (opcode === OPCODE_PING) return { kind: "ping", payload };
  return { kind: opcode === OPCODE_CLOSE ? "close" : "other", payload };
}
