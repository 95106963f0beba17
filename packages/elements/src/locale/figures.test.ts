import { expect } from "@open-wc/testing";
import { de } from "./de.ts";
import { formatNumber } from "./format-number.ts";
import { formatTime } from "./format-time.ts";
import { registerLocale } from "./locale.ts";

const TIME = "2026-03-02T09:30:00Z";

describe("figures", () => {
  it("are written as the texts around them are, in English where English stands in", () => {
    registerLocale("de", de);
    expect(["de", "de-AT", "en", "fr", "fr-CA", "hi", ""].map((lang) => formatNumber(1234567.5, lang))).to.deep.equal([
      "1.234.567,5", "1\u00a0234\u00a0567,5", "1,234,567.5", "1,234,567.5", "1,234,567.5", "1,234,567.5", "1,234,567.5",
    ]);
    expect(formatTime(TIME, "fr")).to.equal(formatTime(TIME, "en"));
    expect(formatTime(TIME, "fr")).not.to.equal(formatTime(TIME, "de"));
  });

  it("are written all the same where a page has made its language up", () => {
    registerLocale("x", de);
    for (const lang of ["x", "12", "en_US_POSIX!"]) {
      expect(formatNumber(1.5, lang)).to.match(/^1[.,]5$/);
      expect(formatTime(TIME, lang)).to.include("2026");
    }
  });
});
