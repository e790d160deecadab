const SEQ = '"seq":';
/** Sequence numbers of ten digits: they keep their width for as long as any bench runs. */
const FIRST = 1_000_000_000;
const DIGITS = 10;
const ZERO = 0x30;

/** A frame in bytes. A Kalshi frame's sequence number can be written anew, so that it can be played for ever without a gap. */
export class PlayedFrame {
  readonly bytes: Uint8Array;
  private readonly at: number;

  constructor(text: string) {
    this.bytes = Buffer.from(text.replace(/"seq":\d+/, `${SEQ}${FIRST}`));
    const seq = text.indexOf(SEQ);
    this.at = seq < 0 ? -1 : seq + SEQ.length;
  }

  /** Writes the `number`-th sequence number, from 0; does nothing to a frame without one. */
  stamp(number: number): void {
    if (this.at < 0) return;
    for (let digit = DIGITS - 1, rest = FIRST + number; digit >= 0; digit--) {
      this.bytes[this.at + digit] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
}
