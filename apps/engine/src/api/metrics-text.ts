import type { BudgetUsage } from "@augury/net";
import { PrometheusText, toMetricName } from "@augury/telemetry";
import type { EngineView } from "./engine-view.ts";

/** Returns the Prometheus exposition of everything the engine counts. */
export function metricsText(view: EngineView): string {
  const out = new PrometheusText();
  const { counters, stages, rings } = view.metrics();
  writeState(out, view);
  const clients = view
    .httpClients()
    .map(({ name, counters: values }) => ({ group: "http", labels: { client: name }, values }));
  for (const { group, labels, values } of [...counters, ...clients])
    for (const [name, value] of Object.entries(values))
      out.counter(
        { name: `augury_${toMetricName(`${group}_${name}`)}_total`, help: `Counted by ${group}: ${name}.` },
        value,
        labels,
      );
  for (const [stage, histogram] of Object.entries(stages)) writeStage(out, stage, histogram);
  for (const { ring, stats } of rings) writeRing(out, ring, stats);
  for (const budget of view.rateBudgets()) writeBudget(out, budget);
  for (const bound of view.bounds()) {
    const labels = { bound: bound.name, unit: bound.unit };
    out.gauge({ name: "augury_bound_max", help: "A stated bound." }, bound.max, labels);
    out.gauge({ name: "augury_bound_used", help: "How much of a bound is in use." }, bound.used, labels);
    if (bound.shed !== undefined)
      out.counter({ name: "augury_bound_shed_total", help: "What a bound shed or refused." }, bound.shed, labels);
  }
  return out.text();
}

function writeState(out: PrometheusText, view: EngineView): void {
  const run = view.run();
  const { killed, ordersOpen, refusals } = view.risk();
  out.gauge({ name: "augury_run_info", help: "The run, in labels." }, 1, {
    run_id: run.runId,
    build_id: run.buildId,
    mode: run.mode,
    topology: run.topology,
  });
  out.gauge({ name: "augury_uptime_seconds", help: "Time since the run began." }, (view.nowUs() - run.startedUs) / 1e6);
  out.counter({ name: "augury_events_total", help: "Events consumed by decision." }, run.events);
  out.gauge({ name: "augury_killed", help: "1 while the kill switch is set." }, killed ? 1 : 0);
  out.gauge({ name: "augury_orders_open", help: "Orders that have not ended." }, ordersOpen);
  for (const [reason, count] of Object.entries(refusals))
    out.counter({ name: "augury_refusals_total", help: "Intents refused, by reason." }, count, { reason });
  writeVenues(out, view);
  writeReference(out, view);
  writeWorkers(out, view);
  writeStorage(out, view);
}

function writeVenues(out: PrometheusText, view: EngineView): void {
  for (const { venue, connected, connections, books, booksTrusted, lastFrameUs } of view.venues()) {
    const labels = { venue };
    out.gauge(
      { name: "augury_venue_connected", help: "1 while every connection is open and fresh." },
      connected ? 1 : 0,
      labels,
    );
    out.gauge({ name: "augury_venue_connections", help: "Connections wanted." }, connections.length, labels);
    out.gauge({ name: "augury_venue_books", help: "Books followed." }, books, labels);
    out.gauge({ name: "augury_venue_books_trusted", help: "Books that may be traded on." }, booksTrusted, labels);
    if (lastFrameUs !== undefined)
      out.gauge(
        { name: "augury_venue_last_frame_timestamp_seconds", help: "When the last frame came." },
        lastFrameUs / 1e6,
        labels,
      );
  }
}

function writeReference(out: PrometheusText, view: EngineView): void {
  const feed = view.reference();
  if (!feed) return;
  out.gauge(
    { name: "augury_reference_connected", help: "1 while every connection of the reference feed is open." },
    feed.connected ? 1 : 0,
  );
  for (const { name, price } of feed.prices) {
    if (!price) continue;
    const labels = { reference: name };
    out.gauge({ name: "augury_reference_price", help: "The newest price of a reference." }, price.micros / 1e6, labels);
    out.gauge(
      { name: "augury_reference_received_timestamp_seconds", help: "When the newest price of a reference came." },
      price.receivedTimeUs / 1e6,
      labels,
    );
  }
}

function writeWorkers(out: PrometheusText, view: EngineView): void {
  for (const { worker, state, heartbeatAgeMs, restarts } of view.workers()) {
    out.gauge({ name: "augury_worker_up", help: "1 while the worker runs." }, state === "running" ? 1 : 0, { worker });
    out.counter({ name: "augury_worker_restarts_total", help: "Restarts of the worker." }, restarts, { worker });
    if (heartbeatAgeMs !== undefined)
      out.gauge(
        { name: "augury_worker_heartbeat_age_seconds", help: "Time since the last heartbeat." },
        heartbeatAgeMs / 1000,
        { worker },
      );
  }
}

function writeStorage(out: PrometheusText, view: EngineView): void {
  const { healthy, rowsWritten, rowsQueued, rowsShed } = view.storage();
  out.gauge({ name: "augury_storage_healthy", help: "1 while storage accepts batches." }, healthy ? 1 : 0);
  out.counter({ name: "augury_storage_rows_written_total", help: "Rows written." }, rowsWritten);
  out.gauge({ name: "augury_storage_rows_queued", help: "Rows waiting for their batch." }, rowsQueued);
  out.counter({ name: "augury_storage_rows_shed_total", help: "Rows given up." }, rowsShed);
}

function writeBudget(out: PrometheusText, { source, allowances, waiting, rejected }: BudgetUsage): void {
  out.gauge({ name: "augury_rate_waiting", help: "Calls that wait for their rate budget." }, waiting, { source });
  out.counter(
    { name: "augury_rate_refused_total", help: "Calls that their rate budget refused; nothing was sent." },
    rejected,
    { source },
  );
  for (const { name, capacity, left, pace, blockedMs, granted, throttled } of allowances) {
    const labels = { source, allowance: name };
    out.gauge({ name: "augury_rate_capacity", help: "Tokens that an allowance holds when full." }, capacity, labels);
    out.gauge({ name: "augury_rate_left", help: "Tokens left in an allowance." }, left, labels);
    out.gauge({ name: "augury_rate_pace", help: "Share of the refill in use; below 1 after a 429." }, pace, labels);
    out.gauge(
      { name: "augury_rate_blocked_seconds", help: "Time that a Retry-After has left." },
      blockedMs / 1000,
      labels,
    );
    out.counter({ name: "augury_rate_granted_total", help: "Tokens given." }, granted, labels);
    out.counter({ name: "augury_rate_throttled_total", help: "429s on calls that drew on it." }, throttled, labels);
  }
}

type Metrics = ReturnType<EngineView["metrics"]>;

function writeStage(out: PrometheusText, stage: string, histogram: Metrics["stages"][string]): void {
  const { p50, p99, p999, max } = histogram.summary();
  out.histogramUs({ name: "augury_stage_latency_seconds", help: "Latency per stage." }, histogram, { stage });
  const quantile = { name: "augury_stage_latency_quantile_seconds", help: "Quantiles since the start, within 1.6 %." };
  for (const [q, value] of [
    ["0.5", p50],
    ["0.99", p99],
    ["0.999", p999],
    ["1", max],
  ] as const)
    out.gauge(quantile, value / 1e6, { stage, quantile: q });
}

function writeRing(out: PrometheusText, ring: string, stats: Metrics["rings"][number]["stats"]): void {
  const labels = { ring };
  out.gauge({ name: "augury_ring_capacity_slots", help: "Slots of the ring." }, stats.capacity, labels);
  out.gauge({ name: "augury_ring_lag_slots", help: "Slots published and not yet consumed." }, stats.lag, labels);
  out.gauge({ name: "augury_ring_watermark_slots", help: "Highest lag seen." }, stats.watermark, labels);
  out.counter(
    { name: "augury_ring_full_total", help: "How often a producer found too little room." },
    stats.fullEvents,
    labels,
  );
  out.counter(
    { name: "augury_ring_dropped_slots_total", help: "Slots shed by the channel's rule." },
    stats.dropped,
    labels,
  );
}
