import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

export default {
  // The packages of this repository lie above; an app of its own needs no root.
  serverExternalPackages: ["@model-3d/server"],
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
} satisfies NextConfig;
