// Before a host's own program, of whatever version: says which port the system has given it, so that nobody has to guess a free one before it is bound.
import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:net";

subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  const address = (message as { server: Server }).server.address();
  if (typeof address === "object" && address !== null) console.log(`listens on ${address.port}`);
});
