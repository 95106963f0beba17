// `npm run simulator`: a Meshy for the demo, without an account. Prints the line that starts the demo with it; flags after `--` are the simulator's own.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { childEnvironment, ensureInstalled, NODE, ROOT } from "./ensure-installed.mjs";

/** Meshy's four minutes in about a quarter of one. */
const SPEED = "16";
const PORT = "4010";
const DEMO_PORT = process.env.PORT || "3000";
const SECRET_BYTES = 12;

ensureInstalled();
const secret = process.env.MESHY_WEBHOOK_SECRET || `whs_${randomBytes(SECRET_BYTES).toString("hex")}`;
const webhook = `http://127.0.0.1:${DEMO_PORT}/api/webhooks/meshy`;
const args = ["--port", PORT, "--speed", SPEED, "--webhook", webhook, "--webhook-secret", secret, ...process.argv.slice(2)];
const simulator = spawn(NODE, ["packages/meshy-simulator/bin/meshy-simulator.mjs", ...args], { cwd: ROOT, env: childEnvironment(), stdio: ["ignore", "pipe", "inherit"] });

let head = "";
simulator.stdout.on("data", (chunk) => {
  process.stdout.write(chunk);
  if (head === null) return;
  head += chunk;
  const [, url] = /Meshy is simulated at (\S+)\n(?:.*\n)*.*user .*\n/.exec(head) ?? [];
  if (!url) return;
  head = null;
  const variables = [`MESHY_BASE_URL=${url}`, `MESHY_WEBHOOK_SECRET=${secret}`, ...(process.env.PORT ? [`PORT=${DEMO_PORT}`] : [])];
  console.log(`\n  Start the demo in another terminal:\n\n  ${variables.join(" ")} npm start\n`);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    // Ctrl-C reaches the simulator by itself, since it shares the terminal; other signals come to this process only.
    if (signal !== "SIGINT" || !process.stdin.isTTY) simulator.kill("SIGTERM");
  });
}
// npm's shell dies of a signal without passing it on; nobody would be left to end the simulator.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) simulator.kill("SIGTERM");
}, 500).unref();
simulator.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
