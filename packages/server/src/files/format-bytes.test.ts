import { expect, it } from "vitest";
import { formatBytes } from "./format-bytes.ts";

it("says a size in the unit that people would, and never more than it is", () => {
  expect([0, 1023, 1024, 20 * 1024 ** 2, 20 * 1024 ** 2 + 700_000, 20 * 1024 ** 3, 1.55 * 1024 ** 3, 1024 ** 4].map(formatBytes)).toEqual(["0 bytes", "1023 bytes", "1 KB", "20 MB", "20 MB", "20 GB", "1.5 GB", "1 TB"]);
});
