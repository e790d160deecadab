import { formatPrice, formatSize, mirrorPrice, type PriceTicks, type SizeMicros } from "@augury/core";
import { Ladder } from "@augury/sim-kit";

/**
 * A ladder that keeps its levels as the venue prints them, for the token and for its mirror (same array order: a better bid here is a
 * better ask there). Hashing a book at every change would otherwise print every level anew.
 */
export class TextLadder extends Ladder {
  private readonly own: string[] = [];
  private readonly mirrored: string[] = [];
  private ownJoined: string | undefined;
  private mirroredJoined: string | undefined;

  /** Returns `{"price":"0.5","size":"12"},…` without brackets, worst level first. */
  text(mirror: boolean): string {
    if (mirror) {
      this.mirroredJoined ??= this.mirrored.join(",");
      return this.mirroredJoined;
    }
    this.ownJoined ??= this.own.join(",");
    return this.ownJoined;
  }

  override set(price: number, size: number): number {
    const before = super.set(price, size);
    const index = this.indexOf(price);
    if (this.prices[index] === price && before > 0) this.print(index, price, size);
    this.ownJoined = undefined;
    this.mirroredJoined = undefined;
    return before;
  }

  override clear(): void {
    super.clear();
    this.own.length = 0;
    this.mirrored.length = 0;
    this.ownJoined = undefined;
    this.mirroredJoined = undefined;
  }

  protected override insert(index: number, price: number, size: number): void {
    super.insert(index, price, size);
    this.own.splice(index, 0, "");
    this.mirrored.splice(index, 0, "");
    this.print(index, price, size);
  }

  protected override remove(index: number): void {
    super.remove(index);
    this.own.splice(index, 1);
    this.mirrored.splice(index, 1);
  }

  private print(index: number, price: number, size: number): void {
    const sizeText = formatSize(size as SizeMicros);
    this.own[index] = `{"price":"${priceText(price)}","size":"${sizeText}"}`;
    this.mirrored[index] = `{"price":"${priceText(mirrorPrice(price as PriceTicks))}","size":"${sizeText}"}`;
  }
}

/** Returns a price without padding: "0.5", "0.001". Number spelling matters, the hash is over text (polymarket.md section 10). */
export function priceText(price: number): string {
  return formatPrice(price as PriceTicks, 1);
}
