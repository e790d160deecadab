import { timeText } from "../number-text.ts";
import { open, type SimCall } from "./sim-call.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** Descriptions by shard (kalshi.md section 3). All simulated markets are on shard 0. */
export const SHARDS = ["default", "combos", "crypto and commodities", "sports"];

export const EXCHANGE_ROUTES = [
  open("GET /exchange/status", ({ venue: { pause } }) => {
    const state = {
      exchange_active: pause !== "exchange",
      trading_active: pause === "none",
      intra_exchange_transfers_active: pause === "none",
    };
    const shards = SHARDS.map((description, exchange_index) => ({ exchange_index, description, ...state }));
    return { ...state, exchange_estimated_resume_time: null, exchange_index_statuses: shards };
  }),
  open("GET /exchange/schedule", schedule),
  open("GET /exchange/user_data_timestamp", ({ venue }) => ({
    as_of_time: timeText(venue.faults.readTimeMs() * 1000),
  })),
];

function schedule({ nowMs }: SimCall): object {
  const allDay = [{ open_time: "00:00", close_time: "00:00" }];
  const pause = [
    { open_time: "00:00", close_time: "03:00" },
    { open_time: "05:00", close_time: "00:00" },
  ];
  const days = Object.fromEntries(DAYS.map((day) => [day, day === "thursday" ? pause : allDay]));
  const dayMs = 86_400_000;
  return {
    schedule: {
      standard_hours: [{ start_time: "2026-01-01T00:00:00Z", end_time: "2027-01-01T00:00:00Z", ...days }],
      maintenance_windows: [
        {
          start_datetime: timeText((nowMs + 7 * dayMs) * 1000),
          end_datetime: timeText((nowMs + 7 * dayMs + 7_200_000) * 1000),
        },
      ],
    },
  };
}
