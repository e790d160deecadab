import { NO } from "./json-bytes.ts";

/** A fixed run of at least four ASCII characters that is compared four at a time; the last word may overlap the one before. */
export class Literal {
  readonly length: number;
  private readonly words: Int32Array;
  private readonly last: number;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    this.words = Int32Array.from({ length: (bytes.length - 1) >> 2 }, (_, word) => bytes.readInt32LE(word * 4));
    this.last = bytes.readInt32LE(bytes.length - 4);
  }

  /** Returns the position behind the text if it stands at `at`, else NO. */
  after(view: DataView, at: number): number {
    const { words } = this;
    for (let word = 0; word < words.length; word++) {
      if (view.getInt32(at + word * 4, true) !== words[word]) return NO;
    }
    const end = at + this.length;
    return view.getInt32(end - 4, true) === this.last ? end : NO;
  }
}
