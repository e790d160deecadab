/** Settings under which the two strategies trade all the time, so that whatever breaks breaks in the middle of an order. */
export const BUSY = {
  "strategies.0.cooldownMs": 100,
  "strategies.1.instruments": { outcome: "both", instrumentsMax: 48 },
  "strategies.1.halfSpreadTicks": 50,
  "strategies.1.requoteTicksMin": 50,
  "strategies.1.refreshMs": 50,
  "risk.ordersPerSecondMax": 2000,
  "paper.latencyUs": 2000,
  "paper.cancelLatencyUs": 2000,
  "paper.ackLatencyUs": 1000,
};
