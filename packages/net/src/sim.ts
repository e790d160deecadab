/** Simulated time and sockets for the tests of packages that build on this one; never imported by production code. */
export * from "./fake-socket.ts";
export * from "./sim-scheduler.ts";
