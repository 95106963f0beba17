import { createTestDatabase } from "@model-3d/test-utils/database";
import { grantCredits } from "../packages/server/src/credits/credit-service.ts";
import { startTestHost } from "../packages/server/test/start-test-host.ts";
import { median } from "./in-turn.ts";
import { sendSteadily, type SendFigures } from "./send-steadily.ts";

const ITEMS = 100;
const USERS = 3_000;
const CONNECTIONS = 8;
/** More than are ever under way, so that nothing waits for a connection in place of the server. */
const CONNECTIONS_WHEN_DUE = 64;
const ROUND_MS = 10_000;
const ROUNDS = 3;
const LOAD = 0.7;
const GOAL_P99_MS = 200;
const CREDITS = 1_000_000;

const END = "-0000-4000-8000-";
/** Each user's own photos, two for each item: the first group of an id says which, the last whose. */
const INSERT_PHOTOS = `insert into stored_files (key, user_id, kind, image_id, view, name, content_type, bytes, sha256, width, height, state, created_at, updated_at)
  select 'bench/' || photo || '/' || owner, ('ffffffff${END}' || lpad(owner::text, 12, '0'))::uuid, 'source_image', (lpad(to_hex(photo), 8, '0') || '${END}' || lpad(owner::text, 12, '0'))::uuid,
    case photo % 2 when 0 then 'front' else 'back' end, 'photo.png', 'image/png', 1000, repeat('0', 64), 1024, 1024, 'stored', now(), now()
  from generate_series(0, :users::integer - 1) as owner, generate_series(0, :photos::integer - 1) as photo`;

const hex = (value: number) => value.toString(16).padStart(8, "0");
const photo = (index: number) => `/api/source-images/${hex(index)}${END}############`;
const items = Array.from({ length: ITEMS }, (_, item) => ({ sourceType: "product", sourceId: `${hex(item)}${END}00000000000c`, name: `Product ${item}`, imageUrls: { front: photo(item * 2), back: photo(item * 2 + 1) } }));

const test = await createTestDatabase({ kind: "postgres" });
await test.database.knex.raw(INSERT_PHOTOS, { users: USERS, photos: ITEMS * 2 });
await test.database.asService(async (trx) => {
  for (let owner = 0; owner < USERS; owner += 1) await grantCredits(trx, { userId: `ffffffff${END}${String(owner).padStart(12, "0")}`, amount: CREDITS, planType: "one_time", reason: "bench" });
});
await test.database.knex.raw("vacuum (analyze)");
const host = await startTestHost({ database: test.connection, withoutWorkers: true });

let started = 0;
/** Each of a user who has none yet. */
async function start(connections: number, perSecond?: number): Promise<SendFigures> {
  const figures = await sendSteadily({
    origin: host.url,
    method: "POST",
    path: "/api/generation-batches",
    headers: { "content-type": "application/json", "x-user": `ffffffff${END}############` },
    body: JSON.stringify({ items }),
    variants: USERS - started,
    from: started,
    connections,
    ...(perSecond !== undefined && { perSecond }),
    durationMs: ROUND_MS,
  });
  started += figures.requests;
  if (figures.failures > 0) throw new Error(`${figures.failures} of ${figures.requests} starts were refused.`);
  return figures;
}

await start(CONNECTIONS);
const rounds: { most: SendFigures; steady: SendFigures }[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const most = await start(CONNECTIONS);
  rounds.push({ most, steady: await start(CONNECTIONS_WHEN_DUE, most.requestsPerSecond * LOAD) });
}
const { rows } = await test.database.knex.raw<{ rows: [{ count: number }] }>("select count(*)::integer as count from generation_batch_items where status = 'WAITING' and held_as is not null");
await host.stop();
await test.remove();
if (rows[0].count !== started * ITEMS) throw new Error(`${started} batches were acknowledged, ${rows[0].count} items wait.`);

const of = (look: (round: (typeof rounds)[number]) => number, digits = 0) => median(rounds.map(look)).toFixed(digits);
console.log(`batches of ${ITEMS} items with two uploads each started at ${LOAD * 100} % of the most (${of(({ steady }) => steady.requestsPerSecond)} of ${of(({ most }) => most.requestsPerSecond)} a second): half within ${of(({ steady }) => steady.p50)} ms, 99 % within ${of(({ steady }) => steady.p99)} ms (goal ${GOAL_P99_MS} ms; ${rounds.map(({ steady }) => steady.p99.toFixed(0)).join(", ")} in ${ROUNDS} rounds)`);
console.log(`with ${CONNECTIONS} always under way: half within ${of(({ most }) => most.p50)} ms, 99 % within ${of(({ most }) => most.p99)} ms`);
