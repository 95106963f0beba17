import { randomBytes, randomUUID } from "node:crypto";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProviderError } from "../src/index.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubProvider } from "./stub-provider.ts";

const KEY = `key/${randomBytes(12).toString("base64")}`;
const LINK_SECRET = randomBytes(24).toString("base64");
const PASSWORD = "p@ss word/9%";
const lines: string[] = [];
let host: TestHost;
let test: Awaited<ReturnType<typeof createTestDatabase>>;
const login = `shop_${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  await test.database.knex.raw(`create role ${login} superuser login password '${PASSWORD}'`);
  const url = new URL(String(test.connection));
  [url.username, url.password] = [login, encodeURIComponent(PASSWORD)];
  host = await startTestHost({
    database: url.href,
    linkSecrets: [LINK_SECRET],
    provider: { ...createStubProvider(), secrets: () => [KEY] },
    logger: pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }),
    authenticate: (request) => {
      const user = request.get("x-user");
      // What a driver's or a service's error may look like.
      if (user === "broken") throw Object.assign(new Error(`connect ${url.href} with ${PASSWORD}`, { cause: { config: { headers: { authorization: `Bearer ${LINK_SECRET}` } } } }), { hint: `key=${KEY}` });
      return user ? { userId: user } : null;
    },
  });
});
afterAll(async () => {
  await host.stop();
  await test.database.knex.raw(`drop owned by ${login} cascade; drop role ${login}`);
  await test.remove();
});

const SECRETS = [KEY, encodeURIComponent(KEY), LINK_SECRET, PASSWORD, encodeURIComponent(PASSWORD)];

function expectNone(text: string): void {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
}

it("a provider's key in its own error reaches neither the model, nor the ledger, nor the host's events, nor the log", async () => {
  const user = await host.user();
  const sourceId = randomUUID();
  host.provider.always = (run) => run.fail(new ProviderError(`https://api.example/v1?key=${encodeURIComponent(KEY)} refused ${KEY}`, { actor: "provider", retryable: false, code: "refused", cause: new Error(KEY) }));
  await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } });
  const failed = await until("it has failed", async () => {
    const { body } = await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user });
    return body.generation?.status === "FAILED" ? body.generation : null;
  });
  expect(failed.task_error).toBe("https://api.example/v1?[hidden] refused [hidden]");
  const { rows } = await test.database.knex.raw("select (select json_agg(t) from product_3d_models t)::text || (select json_agg(t) from host_events t)::text || (select json_agg(t) from credit_ledger t)::text || (select json_agg(t) from model_events t)::text as text");
  expect(rows[0].text).toContain("[hidden]");
  expectNone(rows[0].text);
  expectNone(lines.join(""));
});

it("the password of the database, a secret of links and a key in an error of the host's reach neither the answer nor the log, which still says what happened", async () => {
  const before = lines.length;
  const answer = await host.call("GET", "/api/credits", { user: "broken" });
  expect([answer.status, answer.body.code]).toEqual([500, "internal_error"]);
  const logged = lines.slice(before).join("");
  expect(logged).toContain("A request failed");
  expect(logged).toContain("connect postgres://[hidden]@");
  expectNone(logged + JSON.stringify(answer.body));
});
