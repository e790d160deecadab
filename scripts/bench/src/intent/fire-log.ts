import { FIRES_MAX, fireSum } from "./trigger-rule.ts";

/** Memory in which a design notes its fires, whatever thread it decides in. */
export interface FireLogHandle {
  readonly words: SharedArrayBuffer;
  readonly times: SharedArrayBuffer;
}

const FIRED = 0;
const PUBLISHED = 1;
const EVERY = 2;

/** Every fire of a run: when its frame was received, when its intent was published, and the checksum over all of them. */
export class FireLog {
  private readonly words: Int32Array;
  private readonly times: Float64Array;

  constructor(readonly handle: FireLogHandle) {
    this.words = new Int32Array(handle.words);
    this.times = new Float64Array(handle.times);
  }

  static create(): FireLog {
    return new FireLog({
      words: new SharedArrayBuffer(64),
      times: new SharedArrayBuffer((1 + 2 * FIRES_MAX) * 8),
    });
  }

  /** Begins a run in which one in `every` price pairs fires. */
  begin(every: number): void {
    this.words[FIRED] = 0;
    this.times[0] = 0;
    Atomics.store(this.words, EVERY, every);
    Atomics.store(this.words, PUBLISHED, 0);
  }

  get every(): number {
    return this.words[EVERY];
  }

  /** Fires decided so far; those published may be one fewer. */
  get fired(): number {
    return this.words[FIRED];
  }

  /** Fires whose intent is out. */
  get published(): number {
    return Atomics.load(this.words, PUBLISHED);
  }

  get checksum(): number {
    return this.times[0];
  }

  /** Notes that the strategy wants an order, because of a frame received at `receivedUs`. */
  fire(instrument: number, price: number, receivedUs: number): void {
    const fire = this.words[FIRED];
    if (fire >= FIRES_MAX) throw new RangeError(`a run fires at most ${FIRES_MAX} times`);
    this.times[0] += fireSum(fire, instrument, price);
    this.times[1 + fire * 2] = receivedUs;
    this.words[FIRED] = fire + 1;
  }

  /** Notes that the last fire's intent was published at `nowUs`. */
  publish(nowUs: number): void {
    const fire = this.words[FIRED] - 1;
    this.times[2 + fire * 2] = nowUs;
    Atomics.store(this.words, PUBLISHED, fire + 1);
  }

  receivedUs(fire: number): number {
    return this.times[1 + fire * 2];
  }

  publishedUs(fire: number): number {
    return this.times[2 + fire * 2];
  }
}
