import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listCodeFiles } from "../init/list-code-files.ts";
import type { HostRemedies } from "./host-remedies.ts";
import { publicUrlRemedy } from "./public-url-remedy.ts";

const CALL = /\bmountModel3D\((\w+)\)/;

/** Of an Express app: by the router, or by the module that `init` has made. */
export function expressRemedies(folder: string): HostRemedies {
  const isHost = existsSync(join(folder, "package.json"));
  const files = isHost ? listCodeFiles(folder, { withOurs: true }) : [];
  const module = files.find((file) => /(^|[\\/])model-3d\.\w+$/.test(file));
  const [call] = files.filter((file) => file !== module).flatMap((file) => CALL.exec(readFileSync(join(folder, file), "utf8"))?.[0] ?? []);
  const mountAt = (path: string, note: string) => (call ? `${call}; // ${note}` : `app.use("${path}", model3d.router); // ${note}`);
  return {
    start: "npm start",
    mount({ pathname }) {
      const path = pathname.replace(/\/$/, "") || "/";
      return [mountAt(path, "before a log-in guard, a page for 404 and every other catch-all"), ...(call ? [`// in ${module ?? "its module"}, at mountPath and at app.use: "${path}"`] : [])];
    },
    trustOne: () => ['app.set("trust proxy", 1); // how many proxies stand before this server'],
    readLast: (mountPath) => [mountAt(mountPath || "/", "before any body parser"), "app.use(express.json());"],
    publicUrl: (note) => (isHost ? publicUrlRemedy(folder, ".env", note) : [`publicUrl: "https://shop.example", // an option of createModel3D: ${note}`]),
    move: (mountPath, path) => (call ? [`// in ${module ?? "the module of mountModel3D"}, at mountPath and at app.use: "${path}" in place of "${mountPath}"`] : [`app.use("${path}", model3d.router); // in place of app.use("${mountPath || "/"}", …), and before routes of your own`, `// to createModel3D: mountPath: "${path}"`]),
  };
}
