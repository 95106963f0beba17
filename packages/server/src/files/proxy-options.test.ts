import { describe, expect, it } from "vitest";
import { PROXY_DEFAULTS, resolveProxyOptions } from "./proxy-options.ts";

describe("resolveProxyOptions", () => {
  it("fills in what was not said", () => {
    expect(resolveProxyOptions({ hosts: undefined as never, maxBytes: 5 })).toEqual({ ...PROXY_DEFAULTS, maxBytes: 5 });
    expect(resolveProxyOptions({ hosts: ["assets.example.com", "127.0.0.1"], allowOrigin: null, cacheControl: "private, max-age=60" })).toMatchObject({ hosts: ["assets.example.com", "127.0.0.1"], allowOrigin: null });
  });

  it("refuses hosts that are none, exactly as written", () => {
    for (const host of ["", "*", "*.example.com", "https://example.com", "example.com:8443", "example.com/", "Example.com", "example.com.", "u@example.com", "localhost", "0x7f.1", "exa mple.com", "bücher.example"]) {
      expect(() => resolveProxyOptions({ hosts: [host] }), host).toThrow("`proxy.hosts`");
    }
  });

  it("refuses what no header or limit can be", () => {
    for (const cacheControl of ["", "a\r\nset-cookie: b=c", "ü"]) expect(() => resolveProxyOptions({ cacheControl })).toThrow("`proxy.cacheControl`");
    for (const allowOrigin of ["", "shop.example", "https://shop.example/", "https://*.example", "null\r\n"]) expect(() => resolveProxyOptions({ allowOrigin }), allowOrigin).toThrow("`proxy.allowOrigin`");
    for (const name of ["maxBytes", "concurrency", "concurrencyPerUser"]) for (const value of [0, -1, 1.5, Number.NaN]) expect(() => resolveProxyOptions({ [name]: value })).toThrow(`\`proxy.${name}\``);
  });
});
