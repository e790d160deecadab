import { z } from "zod";

const Slots = (fallback: number) =>
  z
    .int()
    .min(64)
    .max(2 ** 22)
    .refine((n) => (n & (n - 1)) === 0, "a power of two")
    .default(fallback);

export const RingSizes = z.strictObject({ marketSlots: Slots(16_384), rawBytes: Slots(4_194_304) });
