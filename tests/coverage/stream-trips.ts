import type { ApiGroup, ApiGroupOptions } from "@augury/net";
import { nameOf } from "./api-entries.ts";
import type { RoundTrip } from "./round-trip.ts";
import { type Substitutes, substitute } from "./substitutes.ts";

/** Bound of one stream; what is there answers in milliseconds. */
const CONNECTED_MS_MAX = 10_000;

/** Opens every stream of a group with its own example, one after the other, until it is connected or a message came. */
export async function openStreams(
  provider: string,
  group: ApiGroup,
  options: ApiGroupOptions,
  known: Substitutes,
): Promise<RoundTrip[]> {
  const opened = group.open(options);
  const trips: RoundTrip[] = [];
  for (const { name, example } of group.streams) {
    const full = nameOf({ provider, group: group.name, name });
    trips.push({ name: full, ...(await connect(opened, name, substitute(example, known))) });
  }
  opened.close();
  return trips;
}

async function connect(
  opened: ReturnType<ApiGroup["open"]>,
  name: string,
  params: unknown,
): Promise<Omit<RoundTrip, "name">> {
  const { promise, resolve } = Promise.withResolvers<Omit<RoundTrip, "name">>();
  const fits = { outcome: "fits", detail: "" } as const;
  const timer = setTimeout(() => resolve({ outcome: "absent", detail: "it did not connect" }), CONNECTED_MS_MAX);
  const stream = opened.stream(name, params, {
    message: () => resolve(fits),
    status: (text) => {
      if (text === "connected") resolve(fits);
    },
    ended: (error) => resolve({ outcome: "absent", detail: error?.message ?? "closed" }),
  });
  if (!stream.ok) resolve({ outcome: "refused", detail: stream.error.message });
  const outcome = await promise;
  clearTimeout(timer);
  if (stream.ok) await stream.value.close();
  return outcome;
}
