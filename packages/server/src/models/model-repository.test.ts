import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import type { FinalState, SourceType } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violatedConstraint } from "../db/database-error.ts";
import type { Database } from "../db/open-database.ts";
import * as models from "./model-repository.ts";
import { lockSource } from "./source-lock-repository.ts";

describe.each(DATABASE_KINDS)("models on %s", (kind) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await createTestDatabase({ kind });
    database = test.database;
  });
  afterAll(() => test?.remove());

  interface Source {
    userId: string;
    sourceId: string;
    sourceType?: SourceType;
  }
  const newSource = (): Source => ({ userId: randomUUID(), sourceId: randomUUID() });
  const newModel = ({ userId, sourceId, sourceType = "product" }: Source, rest: Partial<models.NewModel> = {}): models.NewModel => {
    const id = randomUUID();
    return { id, userId, sourceType, sourceId, provider: "local", taskId: `task ${id}`, inputImages: { front: "f?1", back: "b'2" }, options: { pbr: true }, warnings: ["small"], ...rest };
  };
  const insert = (source: Source, rest?: Partial<models.NewModel>) => database.asService((trx) => models.insertModel(trx, newModel(source, rest)));
  const finish = (id: string, status: FinalState = "SUCCEEDED") => database.asService((trx) => models.finishModel(trx, id, { status, finishedAt: new Date("2026-01-02T03:04:05.678Z") }));
  const activate = (row: models.ModelRow) =>
    database.asService(async (trx) => {
      await lockSource(trx, row);
      return models.activateModel(trx, row);
    });
  const insertFinished = async (source: Source, status: FinalState = "SUCCEEDED") => {
    const { id } = await insert(source);
    const row = await finish(id, status);
    if (!row) throw new Error("not finished");
    return status === "SUCCEEDED" ? activate(row) : row;
  };

  it("writes and reads a row in full", async () => {
    const source = newSource();
    const row = await insert(source, { createdAt: new Date("2026-01-01T00:00:00.123Z") });
    expect(row).toMatchObject({ ...source, sourceType: "product", status: "PENDING", progress: 0, version: 1, isActive: false, modelUrls: {}, textureUrls: [], inputImages: { front: "f?1", back: "b'2" } });
    expect(row).toMatchObject({ options: { pbr: true }, warnings: ["small"], attempts: 0, taskError: null, thumbnailUrl: null, finishedAt: null, createdAt: new Date("2026-01-01T00:00:00.123Z") });
    expect(await models.findOwnModel(database, source.userId, row.id)).toEqual(row);
    expect(await models.findOwnModelByTask(database, source.userId, row.taskId ?? "")).toEqual(row);
    expect(await models.findOwnModel(database, randomUUID(), row.id)).toBeNull();
    expect(await models.findOwnModelByTask(database, randomUUID(), row.taskId ?? "")).toBeNull();
  });

  it("numbers versions 1 to 50 under 50 parallel inserts, each source and user for itself", async () => {
    const source = newSource();
    const insertAndFinish = () =>
      database.asService(async (trx) => {
        const row = await models.insertModel(trx, newModel(source));
        await models.finishModel(trx, row.id, { status: "FAILED", taskError: "no", finishedAt: new Date() });
        return row.version;
      });
    const versions = await Promise.all(Array.from({ length: 50 }, insertAndFinish));
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect((await insert({ ...source, userId: randomUUID() })).version).toBe(1);
    expect((await insert({ ...source, sourceType: "collection" })).version).toBe(1);
  });

  it("never gives a version again after its deletion", async () => {
    const source = newSource();
    const first = await insertFinished(source, "FAILED");
    expect(await database.asService((trx) => models.removeModel(trx, first.id))).toBe(true);
    expect(await database.asService((trx) => models.removeModel(trx, first.id))).toBe(false);
    expect((await insert(source)).version).toBe(2);
  });

  it("lets a source have one generation in progress, by a unique index that says its name", async () => {
    const source = newSource();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => insert(source)));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(19);
    expect(new Set(refused.map(({ reason }) => violatedConstraint(reason)))).toEqual(new Set([models.ONE_IN_PROGRESS]));
    expect((await insert({ ...source, userId: randomUUID() })).version).toBe(1);
  });

  it("moves forward only, and once into a final state", async () => {
    const { id, userId } = await insert(newSource());
    const advance = (progress: number, status: "PENDING" | "IN_PROGRESS" = "IN_PROGRESS") => database.asService((trx) => models.advanceModel(trx, id, { status, progress }));
    expect(await advance(30)).toMatchObject({ status: "IN_PROGRESS", progress: 30 });
    expect(await advance(30)).toBeNull();
    expect(await advance(20)).toBeNull();
    expect(await advance(40, "PENDING")).toMatchObject({ status: "IN_PROGRESS", progress: 40 });
    const results = await Promise.all([finish(id), finish(id, "FAILED"), finish(id, "EXPIRED"), finish(id)]);
    expect(results.filter((row) => row !== null)).toHaveLength(1);
    expect(await advance(100)).toBeNull();
    expect((await models.findOwnModel(database, userId, id))?.finishedAt).toEqual(new Date("2026-01-02T03:04:05.678Z"));
  });

  it.each([
    ["a final state", "update product_3d_models set status = 'FAILED' where id = ?", "product_3d_models_allowed_move"],
    ["progress", "update product_3d_models set progress = 5 where id = ?", "product_3d_models_progress_kept"],
    ["its version", "update product_3d_models set version = 9 where id = ?", "product_3d_models_identity_kept"],
    ["its owner", "update product_3d_models set user_id = gen_random_uuid() where id = ?", "product_3d_models_identity_kept"],
    ["the end of a final model", "update product_3d_models set finished_at = null where id = ?", "product_3d_models_finished_when_final"],
  ])("keeps %s, also against SQL of whoever has the right to write", async (_what, sql, constraint) => {
    const { id } = await insertFinished(newSource());
    await expect(database.knex.raw(sql, [id])).rejects.toMatchObject({ constraint });
    await expect(database.asService((trx) => trx.raw(sql, [id]))).rejects.toMatchObject({ constraint });
  });

  it("has one active version, which succeeded, through 50 parallel activations", async () => {
    const source = newSource();
    const versions = [await insertFinished(source), await insertFinished(source), await insertFinished(source)];
    const failed = await insertFinished(source, "FAILED");
    await Promise.all(Array.from({ length: 50 }, (_, i) => activate(versions[i % 3] ?? failed)));
    const listed = await models.listVersions(database, source.userId, "product", source.sourceId);
    expect(listed.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect(listed.filter(({ isActive }) => isActive)).toHaveLength(1);
    await expect(activate(failed)).rejects.toMatchObject({ constraint: "product_3d_models_active_succeeded" });
  });

  it("finds the entry: the active version, and what is being made or failed last", async () => {
    const source = newSource();
    const entry = async () => {
      const { model, generation } = await models.findEntry(database, source.userId, "product", source.sourceId);
      return [model?.version ?? null, generation?.version ?? null];
    };
    expect(await entry()).toEqual([null, null]);
    await insertFinished(source, "FAILED");
    expect(await entry()).toEqual([null, 1]);
    await insertFinished(source);
    expect(await entry()).toEqual([2, null]);
    const third = await insert(source);
    expect(await entry()).toEqual([2, 3]);
    await finish(third.id, "EXPIRED");
    expect(await entry()).toEqual([2, 3]);
    await insertFinished(source);
    expect(await entry()).toEqual([4, null]);
  });

  it("finds the entries of many sources in one statement, an empty one for those without models, nobody else's", async () => {
    const source = newSource();
    const others = Array.from({ length: 99 }, () => randomUUID());
    await insertFinished(source);
    await insertFinished({ ...source, userId: randomUUID() });
    const statements: string[] = [];
    const connection = await database.knex.client.acquireConnection();
    await database.knex.client.releaseConnection(connection);
    const send = connection.query.bind(connection);
    connection.query = (text: string, ...rest: unknown[]) => {
      statements.push(text);
      return send(text, ...rest);
    };
    const entries = await models.findEntries(database, source.userId, "product", [source.sourceId, ...others]);
    delete connection.query;
    expect(statements).toHaveLength(1);
    expect(entries.size).toBe(100);
    expect(entries.get(source.sourceId)).toMatchObject({ model: { version: 1, userId: source.userId }, generation: null });
    expect(others.every((id) => entries.get(id)?.model === null)).toBe(true);
  });

  it("pages through all models, newest first, without a gap or a double, also where times are equal", async () => {
    const userId = randomUUID();
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push((await insert({ userId, sourceId: randomUUID() }, { createdAt: new Date(1_760_000_000_000 + Math.floor(i / 4)) })).id);
    await finish(ids[0] ?? "", "FAILED");
    const found: models.ModelRow[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof models.listPage>> = await models.listPage(database, userId, { limit: 5, ...(cursor !== null && { cursor }) });
      found.push(...page.rows);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids));
    expect(found).toHaveLength(12);
    expect(found.map(({ createdAt }) => createdAt.getTime())).toEqual(found.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a));
    expect((await models.listPage(database, userId, { limit: 5, status: "FAILED" })).rows.map(({ id }) => id)).toEqual([ids[0]]);
    for (const malformed of ["", "abc", "W10", Buffer.from('["1","x"]').toString("base64url"), Buffer.from(`["1 or 1=1","${userId}"]`).toString("base64url")]) {
      await expect(models.listPage(database, userId, { limit: 5, cursor: malformed })).rejects.toThrow(models.InvalidCursorError);
    }
  });

  it("finds unfinished models that nobody has heard of, the longest silent first", async () => {
    const userId = randomUUID();
    const old = await insert({ userId, sourceId: randomUUID() }, { createdAt: new Date("2001-01-02") });
    const older = await insert({ userId, sourceId: randomUUID() }, { createdAt: new Date("2001-01-01") });
    const ended = await insert({ userId, sourceId: randomUUID() }, { createdAt: new Date("2001-01-01") });
    await finish(ended.id, "FAILED");
    const find = () => database.asService((trx) => models.findUnfinished(trx, { updatedBefore: new Date("2002-01-01"), limit: 10 }));
    expect((await find()).map(({ id }) => id)).toEqual([older.id, old.id]);
    expect(await database.asService((trx) => models.countAttempt(trx, older.id))).toMatchObject({ attempts: 1 });
    expect((await find()).map(({ id }) => id)).toEqual([old.id]);
  });

  it("stores the task of a submission once, and files after the end", async () => {
    const { id } = await insert(newSource(), { taskId: null });
    const store = (taskId: string) => database.asService((trx) => models.storeTaskId(trx, id, taskId));
    expect(await store("t1")).toMatchObject({ taskId: "t1" });
    expect(await store("t2")).toBeNull();
    await finish(id);
    const files = { modelUrls: { glb: "model.glb" }, thumbnailUrl: "thumbnail.png", textureUrls: [{ base_color: "base.png" }] };
    expect(await database.asService((trx) => models.storeModelFiles(trx, id, files))).toMatchObject({ ...files, status: "SUCCEEDED", progress: 100 });
    expect(await database.asService((trx) => models.lockModelByTask(trx, "local", "t1"))).toMatchObject({ id });
    await expect(insert(newSource(), { taskId: "t1" })).rejects.toMatchObject({ constraint: "product_3d_models_one_task" });
  });

  it("counts and finds what succeeded", async () => {
    const source = newSource();
    const first = await insertFinished(source);
    const second = await insertFinished(source);
    await insertFinished(source, "FAILED");
    const newest = (exceptId?: string) => database.asService((trx) => models.newestSucceeded(trx, source.userId, "product", source.sourceId, exceptId));
    expect((await newest())?.id).toBe(second.id);
    expect((await newest(second.id))?.id).toBe(first.id);
    expect(await database.asService((trx) => models.countSucceeded(trx, source.userId, "product", source.sourceId))).toBe(2);
  });
});
