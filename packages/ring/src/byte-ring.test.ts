import { expect, test } from "bun:test";
import fc from "fast-check";
import { ByteRingConsumer, ByteRingProducer, createByteRing } from "./byte-ring.ts";
import { createDoorbell } from "./doorbell.ts";

test("ByteRing: behavior: records come out whole and in order; a full ring drops the newest and counts it", () => {
  const record = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(fc.oneof(record, fc.constant(null)), { maxLength: 80 }), (steps) => {
      const handle = createByteRing(1024, createDoorbell());
      const producer = new ByteRingProducer(handle);
      const consumer = new ByteRingConsumer(handle);
      const kept: Uint8Array[] = [];
      let dropped = 0;
      let tag = 0;
      for (const bytes of steps) {
        if (bytes === null) {
          const out = consumer.shift();
          const expected = kept.shift();
          expect(out?.bytes).toEqual(expected);
        } else if (producer.push(++tag, tag * 10, bytes)) kept.push(bytes);
        else dropped++;
      }
      expect(producer.dropped).toBe(dropped);
      for (const bytes of kept) expect(consumer.shift()?.bytes).toEqual(bytes);
      expect(consumer.shift()).toBeUndefined();
    }),
  );
});
