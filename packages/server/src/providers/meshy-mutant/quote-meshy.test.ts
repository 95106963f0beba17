import { describe, expect, it } from "vitest";
import { quoteMeshy, withQuote } from "./quote-meshy.ts";

describe("quoteMeshy", () => {
  it("gives one line without the code before it", () => {
    expect(quoteMeshy("InvalidParameter: image_urls[0] is not\r\n a jpg")).toBe("image_urls[0] is not a jpg");
    expect(quoteMeshy("a\u202eb\u0000c")).toBe("a b c");
    expect(quoteMeshy("x".repeat(100_000))).toHaveLength(200);
  });

  it("keeps addresses, keys and nothing at all back", () => {
    for (const text of ["", "  ", "\n", null, undefined, 7, {}, "see https://internal/trace", "HTTP://X", "data:image/png;base64,AA", "Invalid key msy_abc", "go to www.evil.example"]) expect(quoteMeshy(text)).toBeNull();
    expect(withQuote("It failed.", "http://x")).toBe("It failed.");
    expect(withQuote("It failed.", "No luck.")).toBe("It failed. Meshy says: No luck.");
  });
});
