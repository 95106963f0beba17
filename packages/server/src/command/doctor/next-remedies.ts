import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listCodeFiles } from "../init/list-code-files.ts";
import type { HostRemedies } from "./host-remedies.ts";
import { publicUrlRemedy } from "./public-url-remedy.ts";

const ROOTS = ["app", "src/app", "pages", "src/pages"];
const CATCH_ALL = /\/\[{1,2}\.\.\.\w+\]{1,2}(?:\/route)?\.[jt]sx?$/;
/** What stands before all routes; its older name, too. */
const BEFORE_ROUTES = ["proxy", "middleware"].flatMap((name) => ["ts", "js"].flatMap((ending) => [`${name}.${ending}`, `src/${name}.${ending}`]));

interface Route {
  file: string;
  path: string;
}

/** Of a Next app: routes are files, and what they answer is said by `mountPath` once more. */
export function nextRemedies(folder: string): HostRemedies {
  const routes = findRoutes(folder);
  const module = listCodeFiles(folder, { withOurs: true }).find((file) => readFileSync(join(folder, file), "utf8").includes("createModel3D("))?.replaceAll("\\", "/");
  const routeAt = (path: string) => routes.find((route) => route.path === path) ?? routes[0];
  const sayMountPath = (path: string) => `// in ${module ?? "the file that calls createModel3D"}: mountPath: "${path}"`;
  return {
    start: "npm run dev # on the server: npm run build && npm start",
    mount(url) {
      const path = url.pathname.replace(/\/$/, "");
      const [other] = routes;
      const own = routes.find((route) => route.path === path);
      if (!own && other) return [`npx model-3d doctor --url ${url.origin}${other.path} # there ${other.file} answers`];
      if (!own) return path === "" ? ["npx model-3d init", `npx model-3d doctor --url ${url.origin}/api/model-3d`] : [`npx model-3d init --mount ${path} # makes the route; what is there stays as it is`];
      const before = BEFORE_ROUTES.find((file) => existsSync(join(folder, file)));
      return [sayMountPath(path), ...(before ? [`// in ${before}: export const config = { matcher: ["/((?!${path.slice(1)}/).*)"] };`] : []), "# after that, on the server: npm run build && npm start; why a route fails is said by Next where it runs"];
    },
    trustOne: () => [`// in ${routeAt("")?.file ?? "the route"}, how many proxies stand before this server: export default toPagesHandler(openModel3D, { trustProxy: 1 });`],
    readLast(mountPath) {
      const route = routeAt(mountPath);
      const isPage = route === undefined || !/\/route\.\w+$/.test(route.file);
      return [`// in ${route?.file ?? `pages${mountPath}/[...path].js`}:`, isPage ? "export const config = { api: { bodyParser: false, responseLimit: false, externalResolver: true } };" : "export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toRouteHandlers(openModel3D);"];
    },
    publicUrl: (note) => publicUrlRemedy(folder, ".env.local", note),
    move: (mountPath, path) => [`npx model-3d init --mount ${path} # makes the route; take out ${routeAt(mountPath)?.file ?? `the one at ${mountPath}`}`, sayMountPath(path)],
  };
}

/** Files of the host's that hand everything below them to model-3d. */
function findRoutes(folder: string): Route[] {
  return ROOTS.filter((root) => existsSync(join(folder, root))).flatMap((root) =>
    readdirSync(join(folder, root), { recursive: true, encoding: "utf8" }).flatMap((name) => {
      const file = `${root}/${name.replaceAll("\\", "/")}`;
      if (!CATCH_ALL.test(file) || !readFileSync(join(folder, file), "utf8").includes("@model-3d/server")) return [];
      // A folder in brackets groups files, and is no part of an address.
      return [{ file, path: file.slice(root.length).replace(CATCH_ALL, "").replace(/\/\([^)/]*\)/g, "") }];
    }),
  );
}
