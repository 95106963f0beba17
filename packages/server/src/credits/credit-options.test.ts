import { describe, expect, it } from "vitest";
import { resolveCreditOptions } from "./credit-options.ts";

/** As a host without types, or with a cast, would write it. */
const resolve = (options: unknown) => () => resolveCreditOptions(options as Parameters<typeof resolveCreditOptions>[0]);

describe("options of credits", () => {
  it.each([
    [{ price: [{ provder: "local", credits: 0 }] }, "`credits.price[0]` has no `provder`; it takes kind, provider, sourceType, options, credits."],
    [{ price: [{ credits: 5, options: { textureResolutoin: "8k" } }] }, "`credits.price[0].options` has no `textureResolutoin`; it takes "],
    [{ limits: { users: { day: 5 } } }, "`credits.limits` has no `users`; it takes user, host."],
    [{ limits: { user: { week: 5 } } }, "`credits.limits.user` has no `week`; it takes day, month."],
    [{ whenInsuficient: "allow" }, "`credits` has no `whenInsuficient`; it takes costPerGeneration, price, lowAt, whenInsufficient, limits, ledger, ledgerTimeoutMs."],
  ])("a misspelt name makes nothing free and lifts no limit: %j is refused", (options, message) => {
    expect(resolve(options)).toThrow(TypeError);
    expect(resolve(options)).toThrow(`model-3d: ${message}`);
  });

  it.each([
    [{ price: [{ kind: "again", credits: 5 }] }, '`credits.price[0].kind` must be "generation" or "regeneration".'],
    [{ price: [{ sourceType: "planet", credits: 5 }] }, '`credits.price[0].sourceType` must be "product" or "collection".'],
    [{ price: [{ provider: 7, credits: 5 }] }, "`credits.price[0].provider` must be the name of a provider."],
    [{ price: [{ credits: 5 }, 7] }, "`credits.price[1]` must be an object with `credits`."],
    [{ price: [{ options: { targetPolycount: "many" }, credits: 5 }] }, "`credits.price[0].options.targetPolycount` can never be asked for"],
    [{ limits: { user: 5 } }, "`credits.limits.user` must be an object"],
    [{ limits: 5 }, "`credits.limits` must be an object"],
  ])("a value that can mean nothing is refused: %j", (options, message) => {
    expect(resolve(options)).toThrow(`model-3d: ${message}`);
  });

  it("takes every name there is", () => {
    const options = { costPerGeneration: 3, price: [{ kind: "regeneration", provider: "meshy", sourceType: "product", options: { texture: true, pbr: undefined }, credits: 1 }], lowAt: 2, whenInsufficient: "allow", limits: { user: { day: 1, month: 2 }, host: { day: 3, month: 4 } }, ledgerTimeoutMs: 500 };
    expect(resolve(options)()).toEqual({ ...options, ledger: null });
    expect(resolve({ costPerGeneration: undefined, limits: { user: undefined }, price: undefined })()).toMatchObject({ costPerGeneration: 10, price: null });
  });
});
