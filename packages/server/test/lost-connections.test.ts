import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Knex } from "knex";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConnectionBreaker, type Break } from "./killed/connection-breaker.ts";
import { StatementCutter } from "./killed/statement-cutter.ts";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider, succeededAt, type StubAsyncProvider } from "./stub-async-provider.ts";

const MOST_STATEMENTS = 150;
const TASKS = { tickMs: 20, askIntervalMs: 1, fateLooksMs: [0, 20, 30], submissionLeaseMs: 500, submissionTimeoutMs: 500 };

interface Hosts {
  /** Its connections break. */
  breaking: TestHost;
  /** Its do not, and it has workers. */
  other: TestHost;
  service: StubAsyncProvider;
  user: string;
  photos: Awaited<ReturnType<typeof uploadPhotos>>;
}

let test: TestDatabase;
let breaker: ConnectionBreaker;
const cutter = new StatementCutter("database");
const pools: Knex[] = [];
const hosts: TestHost[] = [];

beforeEach(async () => {
  test = await createTestDatabase({ kind: "postgres" });
  breaker = new ConnectionBreaker(String(test.connection));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  for (const pool of pools.splice(0)) await pool.destroy();
  await test.remove();
});

async function openHosts(pool: Knex, withoutFind: boolean): Promise<Hosts> {
  pools.push(pool);
  const service = createStubAsyncProvider({ name: "service", withoutFind });
  const options = { tasks: TASKS, generation: { maxPerUser: MOST_STATEMENTS }, providers: [service] };
  const breaking = await startTestHost({ ...options, database: pool, withoutWorkers: true });
  hosts.push(breaking);
  const other = await startTestHost({ ...options, database: String(test.connection) });
  hosts.push(other);
  const user = await other.user(1_000_000);
  return { breaking, other, service, user, photos: await uploadPhotos(other, user) };
}

/** Once with each (or each second) statement's connection broken, until a request gets through whole. @returns how many statements it has. */
async function atEachStatement(how: Break, request: (statement: number) => Promise<Answer>, { first = 1, stride = 1, isOnce = false, afterwards = async () => {} }: { first?: number; stride?: number; /** Can be done once only. */ isOnce?: boolean; afterwards?: (answer: Answer) => Promise<void> } = {}): Promise<number> {
  for (let statement = first; statement <= MOST_STATEMENTS; statement += stride) {
    const { wasBroken, result } = await breaker.breakAt(statement, how, () => request(statement));
    if (result.status !== 200) expect([result.status, result.body.code, result.headers.get("retry-after")], `broken at statement ${statement}`).toEqual([503, "service_unavailable", "5"]);
    await afterwards(result);
    if (!wasBroken) expect(result.status).toBe(200);
    // Now and then it is a statement of the server's own that is hit, and the request is done.
    if (!wasBroken || (isOnce && result.status === 200)) return statement - 1;
  }
  throw new Error(`It has more than ${MOST_STATEMENTS} statements.`);
}

describe("a connection that breaks at any statement (Postgres restarted)", () => {
  it.each([
    ["before it is sent, at a service without a list", "before", true, 1],
    ["before its answer is heard", "after", false, 2],
  ] as const)("start, %s: 503 or done, and tried again with its key one model and one paid task", async (_when, how, withoutFind, first) => {
    const { breaking, other, service, user, photos } = await openHosts(breaker.connect(), withoutFind);
    let [sourceId, key] = ["", ""];
    const post = (host: TestHost) => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: photos, sourceType: "product", sourceId }, headers: { "idempotency-key": key } });
    const statements = await atEachStatement(
      how,
      () => {
        [sourceId, key] = [randomUUID(), randomUUID()];
        return post(breaking);
      },
      {
        first,
        stride: 2,
        afterwards: async (heard) => {
          const again = await until("the key is free or answered", async () => {
            const answer = await post(other);
            return answer.body.code === "idempotency_in_flight" ? null : answer;
          });
          expect(again.status).toBe(200);
          if (heard.status === 200) expect(again.body.modelId).toBe(heard.body.modelId);
          await until("its service has it", async () => {
            const { rows } = await test.database.knex.raw<{ rows: { state: string }[] }>("select state from provider_tasks where model_id = ?", [again.body.modelId]);
            return rows[0]?.state === "open";
          });
          expect(service.tasks.filter(({ request }) => request.modelId === again.body.modelId)).toHaveLength(1);
        },
      },
    );
    expect(statements).toBeGreaterThan(20);
    expect((await other.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
  }, 240_000);

  it("look, list, credits, upload, activate and delete: 503 or done, never 500", async () => {
    const { breaking, other, service, user, photos } = await openHosts(breaker.connect(), false);
    const sourceId = randomUUID();
    const make = async () => {
      const { body } = await other.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: photos, sourceType: "product", sourceId } });
      const task = await until("its service has it", () => service.taskOf(body.modelId));
      service.tell(task.taskId, succeededAt("https://assets.example.com/model.glb"));
      await until("it is made", async () => (await other.call("GET", `/api/generate-3d-model?taskId=${body.modelId}`, { user })).body.status === "SUCCEEDED");
      return String(body.modelId);
    };
    const [first, second] = [await make(), await make()];
    const photo = await discPhoto();
    for (const path of [`/generate-3d-model?taskId=${first}`, `/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`, "/product-3d-models", "/credits", "/credits/ledger"]) {
      expect(await atEachStatement("before", () => breaking.call("GET", `/api${path}`, { user })), path).toBeGreaterThan(0);
    }
    await atEachStatement("before", () => breaking.call("POST", "/api/source-images", { user, body: photoForm("front", photo) }));
    await atEachStatement("before", (statement) => breaking.call("PATCH", "/api/product-3d-models", { user, json: { modelId: statement % 2 ? first : second, action: "set_active" } }));
    await atEachStatement("before", () => breaking.call("DELETE", `/api/product-3d-models?modelId=${second}`, { user }), { isOnce: true });
  }, 240_000);

  it("frees the key of a start whose database went away for good, as soon as it is back (not refused for minutes)", async () => {
    const { breaking, user, photos } = await openHosts(cutter.connect(String(test.connection)), false);
    const request = { user, json: { imageUrls: photos, sourceType: "product", sourceId: randomUUID() }, headers: { "idempotency-key": randomUUID() } };
    // The claim's own transaction: begin, identity, insert, commit.
    for (const statement of [4, 5, 12]) {
      request.headers["idempotency-key"] = randomUUID();
      request.json.sourceId = randomUUID();
      const { result } = await cutter.killAt(statement, () => breaking.call("POST", "/api/generate-3d-model", request));
      expect(result).toMatchObject({ value: { status: 503 } });
      const again = await until("the key is free", async () => {
        const answer = await breaking.call("POST", "/api/generate-3d-model", request);
        return answer.body.code === "idempotency_in_flight" ? null : answer;
      });
      expect(again.status).toBe(200);
    }
  }, 240_000);
});

describe("a database that answers and takes no writes", () => {
  it("is 503 for what writes and 200 for what reads, after a failover to a standby; once it takes them again, so does every connection", async () => {
    const lines: string[] = [];
    const host = await startTestHost({ database: String(test.connection), logger: pino({ level: "error" }, { write: (line: string) => void lines.push(line) }) });
    hosts.push(host);
    const user = await host.user(1000);
    const imageUrls = await uploadPhotos(host, user);
    const { rows } = await test.database.knex.raw<{ rows: [{ name: string }] }>("select current_database() as name");
    const name = `"${rows[0].name}"`;
    await test.database.knex.raw(`alter database ${name} set default_transaction_read_only = on`);
    await test.database.knex.raw("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
    const request = { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() }, headers: { "idempotency-key": randomUUID() } };
    const start = () => host.call("POST", "/api/generate-3d-model", request);
    for (let i = 0; i < 20; i += 1) {
      const { status, body, headers } = await start();
      expect([status, body.code, headers.get("retry-after")]).toEqual([503, "service_unavailable", "5"]);
    }
    expect(lines.some((line) => line.includes("read-only transaction") && line.includes("requestId"))).toBe(true);
    await until("reads are answered", async () => (await host.call("GET", "/api/credits", { user })).status === 200);
    await test.database.knex.transaction(async (trx) => {
      await trx.raw("set transaction read write");
      await trx.raw(`alter database ${name} reset default_transaction_read_only`);
    });
    const again = await until("it takes writes", async () => {
      const answer = await start();
      return answer.status === 200 && answer;
    });
    expect((await start()).body.modelId).toBe(again.body.modelId);
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ held: 10 });
  }, 60_000);

  it.each([
    ["has no room on its disk", "53100"],
    ["has no memory left", "53200"],
    ["has ended an idle session", "57P05"],
    ["ends a deadlock by this request as often as it is begun again", "40P01"],
    ["can't bring it in line with what others write as often as it is begun again", "40001"],
  ])("is 503 where it %s: nothing of the request is kept, and it is done when it is asked again", async (_what, code) => {
    const host = await startTestHost({ database: String(test.connection), withoutWorkers: true });
    hosts.push(host);
    const user = await host.user(1000);
    const imageUrls = await uploadPhotos(host, user);
    const { knex } = test.database;
    await knex.raw(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now' using errcode = '${code}'; end $$`);
    await knex.raw("create trigger refuse before insert on credit_holds for each row execute function refuse()");
    const request = { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() }, headers: { "idempotency-key": randomUUID() } };
    const { status, body, headers } = await host.call("POST", "/api/generate-3d-model", request);
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "service_unavailable", "5"]);
    expect((await host.call("GET", "/api/product-3d-models", { user })).body.models).toEqual([]);
    await knex.raw("drop trigger refuse on credit_holds");
    expect((await host.call("POST", "/api/generate-3d-model", request)).status).toBe(200);
  });
});
