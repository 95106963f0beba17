import { describe, expect, it } from "vitest";
import { ALLOWED_MOVES, canMove, ERRORS, FINAL_STATES, generateRequestSchema, HOST_EVENT_TYPES, hostEventSchema, isFinalState, MODEL_STATES, STREAM_EVENT_TYPES, streamEventSchema, VIEWS } from "./index.ts";

const ID = "5D0D2F0E-6B7C-4F0A-9B55-0D3E5B7C1A01";

describe("states", () => {
  it("lets nothing leave a final state, and lets every other state fail, expire or succeed", () => {
    for (const state of MODEL_STATES) {
      const final = (FINAL_STATES as readonly string[]).includes(state);
      expect(isFinalState(state)).toBe(final);
      for (const to of MODEL_STATES) if (final) expect(canMove(state, to)).toBe(false);
      if (!final) for (const to of FINAL_STATES) expect(canMove(state, to)).toBe(true);
    }
  });

  it("never goes back from work to waiting", () => {
    expect(ALLOWED_MOVES.IN_PROGRESS).not.toContain("PENDING");
  });
});

describe("errors", () => {
  it("gives every code a status of an error and words that tell what to do", () => {
    for (const [code, entry] of Object.entries(ERRORS)) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(entry.status).toBeGreaterThanOrEqual(400);
      expect(entry.message.length).toBeGreaterThan(20);
    }
  });
});

describe("generate request", () => {
  const request = { imageUrls: { front: "https://example.com/f.jpg", back: "https://example.com/b.jpg" }, sourceType: "product", sourceId: ID };

  it("takes all six views", () => {
    const imageUrls = Object.fromEntries(VIEWS.map((view) => [view, `https://example.com/${view}.jpg`]));
    expect(generateRequestSchema.parse({ ...request, imageUrls }).imageUrls).toEqual(imageUrls);
  });

  it("takes two views and folds the id to lower case", () => {
    expect(generateRequestSchema.parse(request).sourceId).toBe(ID.toLowerCase());
  });

  it.each([
    ["no front", { ...request, imageUrls: { back: "https://example.com/b.jpg" } }, "imageUrls.front"],
    ["an id that is no UUID", { ...request, sourceId: "42" }, "sourceId"],
    ["an unknown source type", { ...request, sourceType: "planet" }, "sourceType"],
    ["an unknown key", { ...request, isAdmin: true }, ""],
    ["a polygon count of nothing", { ...request, options: { targetPolycount: 0 } }, "options.targetPolycount"],
  ])("refuses %s and names the field", (_name, body, path) => {
    const result = generateRequestSchema.safeParse(body);
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });
});

describe("events", () => {
  it("lists exactly the types that the schema knows", () => {
    expect(streamEventSchema.options.map((option) => option.shape.type.value)).toEqual([...STREAM_EVENT_TYPES]);
    expect(hostEventSchema.options.map((option) => option.shape.type.value)).toEqual([...HOST_EVENT_TYPES]);
  });
});
