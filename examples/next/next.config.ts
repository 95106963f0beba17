import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

export default {
  // The packages of this repository lie above; an app of its own needs no root.
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
} satisfies NextConfig;
