import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below those that a system gives to connections by itself, any of which may be another program's a moment later (Linux from 32,768, IANA from 49,152). */
const [FIRST, END] = [15_000, 32_000];
const MOST_TRIES = 50;

/** A port of this machine on which nobody listens, for a program that is told where to listen. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`Of ${MOST_TRIES} ports from ${FIRST} on, none is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
