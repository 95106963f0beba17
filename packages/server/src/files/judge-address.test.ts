import { describe, expect, it } from "vitest";
import { isLoopbackAddress, isPublicAddress } from "./judge-address.ts";

const INSIDE: Record<string, string[]> = {
  "this host": ["0.0.0.0", "0.1.2.3", "::"],
  loopback: ["127.0.0.1", "127.255.255.254", "::1"],
  private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd00:ec2::254", "fec0::1"],
  "link-local": ["169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0"],
  carrier: ["100.64.0.1", "100.100.100.200", "100.127.255.255"],
  benchmark: ["198.18.0.1", "198.19.255.255", "2001:2::1"],
  documentation: ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
  protocol: ["192.0.0.8", "192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1", "2620:4f:8000::1", "100::1"],
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1"],
  reserved: ["240.0.0.1", "255.255.255.255", "4000::1", "5f00::1"],
  "host agents": ["168.63.129.16"],
  mapped: ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "::ffff:0:127.0.0.1"],
  compatible: ["::127.0.0.1", "::8.8.8.8"],
  NAT64: ["64:ff9b::7f00:1", "64:ff9b:1::a00:1"],
  "6to4": ["2002:7f00:1::", "2002:a00:1::1"],
  Teredo: ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ORCHID: ["2001:10::1", "2001:20::1"],
  "no address": ["", "localhost", "1.2.3", "0x7f.0.0.1", "127.1", "2130706433", "1.2.3.4.5", "[::1]", "1::2::3"],
};

describe("isPublicAddress", () => {
  for (const [kind, addresses] of Object.entries(INSIDE)) {
    it(`is false for ${kind}`, () => {
      for (const address of addresses) expect(isPublicAddress(address), address).toBe(false);
    });
  }

  it("is true for public ones, up to the edges of the others", () => {
    for (const address of ["8.8.8.8", "93.184.215.14", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.0", "169.253.255.255", "168.63.129.15", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888"]) {
      expect(isPublicAddress(address), address).toBe(true);
    }
  });
});

describe("isLoopbackAddress", () => {
  it("is true for this machine in its plain spellings only", () => {
    for (const address of ["127.0.0.1", "127.9.9.9", "::1"]) expect(isLoopbackAddress(address), address).toBe(true);
    for (const address of ["10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "0.0.0.0", "localhost", ""]) expect(isLoopbackAddress(address), address).toBe(false);
  });
});
