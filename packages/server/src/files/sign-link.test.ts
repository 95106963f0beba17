import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError } from "../http/api-error.ts";
import { LINK_STEP_MS, signLink, verifyLink, type LinkToSign } from "./sign-link.ts";

const SECRET = "a secret of enough length";
const OLD_SECRET = "an older secret, still in use";
const NOW = new Date("2026-03-01T12:00:00.000Z");
const PATH = "/model-files/1/model.glb";
const later = (ms: number) => new Date(NOW.getTime() + ms);
const HOUR_MS = 60 * 60 * 1000;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return "let through";
}

describe("a signed link", () => {
  const link: LinkToSign = { path: PATH, expiresAt: later(HOUR_MS), scope: "hash-1" };
  const query = signLink(SECRET, link);

  it("opens what it was made for, until it expires", () => {
    expect(verifyLink([SECRET], { path: PATH, query, scope: "hash-1" }, NOW)).toEqual({ expiresAt: later(HOUR_MS), params: {} });
    expect(refusal(() => verifyLink([SECRET], { path: PATH, query, scope: "hash-1" }, later(HOUR_MS - 1)))).toBe("let through");
    expect(refusal(() => verifyLink([SECRET], { path: PATH, query, scope: "hash-1" }, later(HOUR_MS)))).toBe("link_invalid");
  });

  it("opens nothing else", () => {
    const attempts = {
      "another file": { path: "/model-files/2/model.glb", query, scope: "hash-1" },
      "new content": { path: PATH, query, scope: "hash-2" },
      "no scope": { path: PATH, query },
      "no query": { path: PATH, query: "", scope: "hash-1" },
      "no signature": { path: PATH, query: query.replace(/&?signature=[^&]*/, ""), scope: "hash-1" },
      "empty signature": { path: PATH, query: query.replace(/signature=[^&]*/, "signature="), scope: "hash-1" },
      "later expiry": { path: PATH, query: query.replace(/expires=(\d+)/, (_, at) => `expires=${Number(at) + 900}`), scope: "hash-1" },
      "expiry in another spelling": { path: PATH, query: query.replace(/expires=/, "expires=0"), scope: "hash-1" },
      "one more parameter": { path: PATH, query: `${query}&download=1`, scope: "hash-1" },
      "doubled parameter": { path: PATH, query: `${query}&expires=9999999999`, scope: "hash-1" },
      "1 MB signature": { path: PATH, query: `expires=1&signature=${"a".repeat(1_000_000)}`, scope: "hash-1" },
    };
    for (const [name, attempt] of Object.entries(attempts)) expect(refusal(() => verifyLink([SECRET], attempt, NOW)), name).toBe("link_invalid");
  });

  it("is refused with any of its parameters doubled, before or after the genuine one, with the same value or another (whoever reads the first, or the last, reads what was signed)", () => {
    const saved = signLink(SECRET, { ...link, params: { download: "mug.glb" } });
    for (const [name, value] of new URLSearchParams(saved)) {
      for (const other of [value, "9999999999"]) {
        const more = new URLSearchParams([[name, other]]).toString();
        for (const doubled of [`${more}&${saved}`, `${saved}&${more}`]) expect(refusal(() => verifyLink([SECRET], { path: PATH, query: doubled, scope: "hash-1" }, NOW)), doubled).toBe("link_invalid");
      }
    }
    expect(refusal(() => verifyLink([SECRET], { path: PATH, query: saved, scope: "hash-1" }, NOW))).toBe("let through");
  });

  it("takes any secret in use and none that is not", () => {
    const old = signLink(OLD_SECRET, link);
    expect(refusal(() => verifyLink([SECRET, OLD_SECRET], { path: PATH, query: old, scope: "hash-1" }, NOW))).toBe("let through");
    expect(refusal(() => verifyLink([SECRET], { path: PATH, query: old, scope: "hash-1" }, NOW))).toBe("link_invalid");
    expect(refusal(() => verifyLink([], { path: PATH, query, scope: "hash-1" }, NOW))).toBe("link_invalid");
    expect(refusal(() => verifyLink([""], { path: PATH, query, scope: "hash-1" }, NOW))).toBe("link_invalid");
  });

  it("binds its parameters", () => {
    const saved = signLink(SECRET, { path: PATH, expiresAt: later(HOUR_MS), params: { download: "mug.glb" } });
    expect(verifyLink([SECRET], { path: PATH, query: saved }, NOW).params).toEqual({ download: "mug.glb" });
    expect(refusal(() => verifyLink([SECRET], { path: PATH, query: saved.replace("mug", "virus") }, NOW))).toBe("link_invalid");
    expect(refusal(() => verifyLink([SECRET], { path: PATH, query: saved.replace(/download=[^&]*&/, "") }, NOW))).toBe("link_invalid");
  });

  it("refuses secrets and parameters that cannot work", () => {
    expect(() => signLink("short", link)).toThrow(RangeError);
    expect(() => signLink(SECRET, { ...link, params: { expires: "1" } })).toThrow(RangeError);
  });
});

describe("property: signed links", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  const links = fc.record({ path: text, scope: fc.option(text, { nil: undefined }), life: fc.integer({ min: 1, max: 10 * HOUR_MS }), params: fc.dictionary(fc.stringMatching(/^[a-d]{1,3}$/), text, { maxKeys: 3 }) });

  it("what was signed is let through, as text, as parameters and as a record", () => {
    fc.assert(
      fc.property(links, ({ path, scope, life, params }) => {
        const query = signLink(SECRET, { path, scope, params, expiresAt: later(life) });
        for (const form of [query, new URLSearchParams(query), Object.fromEntries(new URLSearchParams(query))]) {
          expect(verifyLink([OLD_SECRET, SECRET], { path, scope, query: form }, NOW).params).toEqual(params);
        }
      }),
    );
  });

  it("is equal within a quarter of an hour, and lives for at least as long as asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LINK_STEP_MS }), fc.integer({ min: 1, max: LINK_STEP_MS }), (a, b) => {
        const sign = (ms: number) => signLink(SECRET, { path: PATH, expiresAt: later(ms) });
        expect(sign(a)).toBe(sign(b));
        expect(verifyLink([SECRET], { path: PATH, query: sign(a) }, NOW).expiresAt.getTime()).toBeGreaterThanOrEqual(later(a).getTime());
        expect(sign(a)).not.toBe(sign(a + LINK_STEP_MS));
      }),
    );
  });

  it("two different links never share a signature, however their parts are cut", () => {
    fc.assert(
      fc.property(links, links, (a, b) => {
        const signature = (link: typeof a) => new URLSearchParams(signLink(SECRET, { ...link, expiresAt: later(HOUR_MS) })).get("signature");
        const same = a.path === b.path && a.scope === b.scope && JSON.stringify(Object.entries(a.params).sort()) === JSON.stringify(Object.entries(b.params).sort());
        expect(signature(a) === signature(b)).toBe(same);
      }),
    );
  });

  it("one changed character is one refused link, and junk never raises anything else", () => {
    const query = signLink(SECRET, { path: PATH, expiresAt: later(HOUR_MS) });
    fc.assert(
      fc.property(fc.nat(query.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        const changed = query.slice(0, at) + character + query.slice(at + 1);
        const equal = JSON.stringify([...new URLSearchParams(changed)]) === JSON.stringify([...new URLSearchParams(query)]);
        expect(refusal(() => verifyLink([SECRET], { path: PATH, query: changed }, NOW))).toBe(equal ? "let through" : "link_invalid");
      }),
    );
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (junk) => refusal(() => verifyLink([SECRET], { path: PATH, query: junk }, NOW)) === "link_invalid"));
  });
});
