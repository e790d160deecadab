import { type ApiGroup, type ApiGroupOptions, openStreamOf } from "@augury/net";
import { SPORTS_STREAMS, SPORTS_URL } from "./sports-streams.ts";

export const SPORTS_GROUP: ApiGroup = {
  name: "sports",
  title: "Polymarket sports",
  description: "Live scores of the games that markets are about.",
  streamUrl: SPORTS_URL,
  methods: [],
  streams: SPORTS_STREAMS,
  open: (options: ApiGroupOptions = {}) => {
    const parts = { ...options, url: options.streamUrl ?? SPORTS_URL };
    return {
      client: undefined,
      stream: (name, params, sink) => openStreamOf("polymarket-sports", SPORTS_STREAMS, { name, params, sink }, parts),
      close: () => {},
    };
  },
};
