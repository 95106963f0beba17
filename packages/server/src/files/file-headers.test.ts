import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dispositionOf } from "./file-headers.ts";

/** RFC 6266 and RFC 8187: a quoted string of plain characters, then the name in UTF-8 by percent signs. */
const FORM = /^inline; filename="([\w. -]+)"; filename\*=UTF-8''((?:[\w.!~-]|%[\dA-F]{2})+)$/;

const nameIn = (header: string) => decodeURIComponent(FORM.exec(header)?.[2] ?? "");

describe("the name of a file that is saved", () => {
  it.each([
    ["quotes", 'a".html"; filename="b.exe', /^a_?".html"; filename="b.exe$/, "a_.html__ filename__b.exe"],
    ["a line break, which would begin another header", "a\r\nSet-Cookie: x=1.glb", /^a__Set-Cookie: x=1\.glb$/, "a__Set-Cookie_ x_1.glb"],
    ["a mark that turns the direction of writing, so that a program looks like a model", "model\u202Eblg.exe", /^model_blg\.exe$/, "model_blg.exe"],
    ["folders", "../../etc/passwd", /^_[_.]+_etc_passwd$|^_\w*/, "__.._etc_passwd"],
    ["backslashes", "..\\boot.ini", /^_/, "__boot.ini"],
    ["letters of every script", "стул 椅子.glb", /^стул 椅子\.glb$/, "____ __.glb"],
    ["half a character, which no encoding takes", "a\ud800.glb", /^a\ufffd\.glb$/, "a_.glb"],
    ["nothing", "", /^file$/, "file"],
    ["a percent sign", "100%.glb", /^100%\.glb$/, "100_.glb"],
  ])("is safe with %s", (_what, given, name, ascii) => {
    const header = dispositionOf(given);
    expect(nameIn(header)).toMatch(name);
    expect(FORM.exec(header)?.[1]).toBe(ascii);
  });

  it("keeps its ending when it has 300 characters", () => {
    const name = nameIn(dispositionOf(`${"ü".repeat(296)}.glb`));
    expect(Array.from(name)).toHaveLength(150);
    expect(name.endsWith(".glb")).toBe(true);
  });

  it("is one header in the standard's form, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (given) => {
        const header = dispositionOf(given);
        expect(header).toMatch(FORM);
        expect(nameIn(header)).not.toMatch(/[\p{Cc}\p{Cf}/\\]/u);
        expect(header.length).toBeLessThan(2_100);
      }),
    );
  });
});
