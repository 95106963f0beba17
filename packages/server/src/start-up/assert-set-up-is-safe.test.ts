import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { afterAll, describe, expect, it } from "vitest";
import { createModel3D } from "../create-model-3d.ts";
import { resolveModel3DOptions, type Model3DOptions } from "../model-3d-options.ts";
import { createLocalProvider } from "../providers/local/create-local-provider.ts";
import { createMeshyProvider } from "../providers/meshy/create-meshy-provider.ts";
import { resolveAcceptedRisks, type AcceptedRisks } from "./accepted-risks.ts";
import { findUnsafe } from "./assert-set-up-is-safe.ts";

const SECRET = randomBytes(32).toString("base64url");
const meshy = (...webhookSecrets: string[]) => createMeshyProvider({ apiKey: "msy_0123456789abcdef", webhookSecrets });
const LOGIN = { login: "shop", isSuperuser: false };

function unsafe(given: Partial<Model3DOptions>, { providers = [createLocalProvider()], login = LOGIN }: Partial<Parameters<typeof findUnsafe>[0]> = {}): string[] {
  return findUnsafe({ options: resolveModel3DOptions({ authenticate: () => null, production: true, ...given }), providers, login });
}

/** What is unsafe, the beginning of its line, and the name by which it is taken on. */
const CASES: readonly [string, () => string[], RegExp, keyof AcceptedRisks, (acceptRisks: AcceptedRisks, production: boolean) => string[]][] = (
  [
    ["a superuser as login", /^The database login "postgres" is a superuser\./, "loginMayDoAnything", {}, { login: { login: "postgres", isSuperuser: true } }],
    ["Meshy without a webhook's secret", /^Meshy's webhook has no secret.*MESHY_WEBHOOK_SECRET/, "newsComesByAskingOnly", {}, { providers: [meshy()] }],
    ["a public address by http", /^`publicUrl` is http:\/\/shop\.example: .*Use https/, "linksTravelOpenly", { publicUrl: "http://shop.example" }, {}],
    ["a short secret for links", /^One of `linkSecrets` can be guessed.*openssl rand/, "linksMayBeForged", { linkSecrets: [SECRET, "0123456789abcdef"] }, {}],
    ["a long secret for links that anybody guesses", /^One of `linkSecrets` can be guessed/, "linksMayBeForged", { linkSecrets: ["changeme".repeat(5)] }, {}],
  ] as const
).map(([what, line, risk, options, facts]) => [what, () => unsafe(options as never, facts as never), line, risk, (acceptRisks, production) => unsafe({ ...(options as object), acceptRisks, production }, facts as never)]);

const folder = mkdtempSync(join(tmpdir(), "model-3d-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a set-up for production", () => {
  it.each(CASES)("is refused with %s, in one line that says what to do; taken by a name that says what that means, and in development", (_what, find, line, risk, findWith) => {
    const lines = find();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
    expect(lines[0]).not.toContain("\n");
    expect(lines[0]).toContain(risk);
    expect(findWith({ [risk]: true }, true)).toEqual([]);
    expect(findWith({}, false)).toEqual([]);
  });

  it("is taken when it is safe, with Meshy told of by webhook or not asked for, and on this machine", () => {
    expect(unsafe({ publicUrl: "https://shop.example", linkSecrets: [SECRET] }, { providers: [meshy("0123456789abcdef")] })).toEqual([]);
    expect(unsafe({ tasks: { news: { webhooks: false } } }, { providers: [meshy()] })).toEqual([]);
    for (const publicUrl of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) expect(unsafe({ publicUrl })).toEqual([]);
    expect(unsafe({}, { login: null as never })).toEqual([]);
  });

  it("knows each risk by its name only", () => {
    expect(() => resolveAcceptedRisks({ everything: true } as never)).toThrow(/^model-3d: `acceptRisks` has no `everything`; it takes loginMayDoAnything, /);
    expect(() => resolveAcceptedRisks({ linksTravelOpenly: "yes" } as never)).toThrow(/must be true or false/);
  });
});

describe("the program", () => {
  it("does not start with an unsafe set-up, says everything at once, and closes what it had opened", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    const start = (options: Partial<Model3DOptions>) => createModel3D({ authenticate: () => null, database: test.connection, storage: { kind: "folder", directory: join(folder, randomUUID()) }, providers: [createLocalProvider()], production: true, ...options });
    const error = await start({ publicUrl: "http://shop.example", linkSecrets: ["0123456789abcdef"] }).then(() => null, (thrown: unknown) => thrown as Error);
    expect(error?.message.split("\n")).toEqual([
      "model-3d does not start, since its set-up is not safe:",
      expect.stringMatching(/^- The database login "postgres" is a superuser/),
      expect.stringMatching(/^- `publicUrl` is http/),
      expect.stringMatching(/^- One of `linkSecrets`/),
    ]);
    expect(JSON.stringify(error)).not.toContain("0123456789abcdef");
    const model3d = await start({ acceptRisks: { loginMayDoAnything: true }, publicUrl: "https://shop.example", linkSecrets: [SECRET] });
    await model3d.stop();
    await test.remove();
  });

  it("does not start in development either with a role that reads rows of others", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    await test.database.knex.raw("alter table product_3d_models no force row level security");
    const start = createModel3D({ authenticate: () => null, database: test.connection, storage: { kind: "folder", directory: join(folder, randomUUID()) }, providers: [createLocalProvider()], production: false });
    await expect(start).rejects.toThrow(/row level security is not on and forced on product_3d_models/);
    await test.remove();
  });
});
