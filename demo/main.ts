import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createModel3D, type Model3D } from "@model-3d/server";
import { createShop } from "./server/create-shop.ts";
import { COLLECTIONS, PRODUCTS } from "./server/products.ts";
import { readSettings, type DemoSettings } from "./server/read-settings.ts";
import { createSignIn, WELCOME_CREDITS } from "./server/sign-in.ts";

async function listen(server: Server, { port, host }: DemoSettings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") throw new Error(`Port ${port} is taken. Stop what uses it, or choose another one: PORT=${port + 1} npm start`);
    if (error.code === "EACCES") throw new Error(`Port ${port} may not be used by this account. Choose one above 1023: PORT=3000 npm start`);
    throw error;
  });
}

/** A key that is refused, an account without credits or a simulator that does not run is told at the start, not by the first generation that fails. */
async function warnOfHealth(providers: DemoSettings["providers"]): Promise<void> {
  for (const { health } of providers) {
    const answer = await health().catch((error: unknown) => String(error));
    if (answer !== "ok") console.warn(`  The generator is not ready: ${answer}\n`);
  }
}

/** Claims the port before anything is opened, so that a taken one costs nothing. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const server = createServer((_request, response) => response.writeHead(503, { "Retry-After": "2" }).end("The demo is starting; reload in a moment."));
  await listen(server, settings);
  let model3d: Model3D | null = null;
  try {
    await mkdir(settings.dataDirectory, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`The folder ${settings.dataDirectory} can't be written (${error.code}). Set DATA_DIR to one that can.`);
    });
    const signIn = createSignIn();
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : settings.port;
    model3d = await createModel3D({
      database: settings.databaseUrl ?? { folder: `${settings.dataDirectory.replace(/\/$/, "")}/database` },
      storage: { kind: "folder", directory: settings.storageDirectory },
      authenticate: signIn.authenticate,
      authorizeOperator: signIn.authorizeOperator,
      providers: settings.providers,
      metrics: true,
      exports: { productName: ({ sourceId }) => [...PRODUCTS, ...COLLECTIONS].find((item) => item.sourceId === sourceId)?.title ?? null },
      files: { allowedOrigins: [...new Set([settings.publicUrl, `http://127.0.0.1:${port}`, `http://localhost:${port}`])] },
    });
    const { credits } = model3d;
    signIn.onFirstVisit(async (userId) => {
      await credits.grant({ userId, amount: WELCOME_CREDITS, planType: "one_time", reason: "welcome to the demo", actor: "demo", once: true });
    });
    server.removeAllListeners("request");
    server.on("request", createShop({ model3d, signIn, madeBy: settings.generator.madeBy }));
    await model3d.start();
    const shown = process.env.PUBLIC_URL ? settings.publicUrl : `http://${settings.host}:${port}`;
    const webhook = settings.generator.describeWebhook(shown);
    const lines = [`model-3d is running: ${shown}`, "", `Database: ${settings.databaseUrl ? "Postgres" : "embedded"} · Generator: ${settings.generator.name} · Stop with Ctrl-C`, ...(webhook === null ? [] : [`Webhooks: ${webhook}`])];
    console.log(`\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n`);
    void warnOfHealth(settings.providers);
  } catch (error) {
    server.close();
    server.closeAllConnections();
    await model3d?.stop();
    throw error;
  }
  const running = model3d;
  const stop = async () => {
    server.close();
    await running.stop();
    server.closeAllConnections();
  };
  let stopping: Promise<void> | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

main().catch((error: unknown) => {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
