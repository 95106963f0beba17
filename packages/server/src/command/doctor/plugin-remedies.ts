import type { HostRemedies } from "./host-remedies.ts";
import type { Framework } from "./read-framework.ts";

const ELSEWHERE = (path: string) => (path === "/api" ? [] : [`// to createModel3D: mountPath: "${path}"`]);
const BY_ADDRESS = "{ address: (request) => request.headers.get(\"x-real-ip\") ?? undefined }";

interface Plugin {
  mount(path: string, note: string): string;
  trust: string;
}

const PLUGINS: Readonly<Record<Exclude<Framework, "express" | "next">, Plugin>> = {
  fastify: {
    // Hooks of the root come before every route, also of a plugin that was registered earlier.
    mount: () => 'await fastify.register(toFastifyPlugin(model3d)); // of "@model-3d/server/fastify"; hooks that refuse or read bodies belong into a plugin of their own',
    trust: 'Fastify({ trustProxy: "10.0.0.0/8" }) // the address, or the network, of the proxy that stands before this server',
  },
  hono: {
    mount: (path, note) => `app.all("${path}/*", toHonoHandler(model3d)); // of "@model-3d/server/hono"; ${note}`,
    trust: `toHonoHandler(model3d, ${BY_ADDRESS.replaceAll("request.headers.get(", "request.req.header(")}) // a header that the proxy itself always writes`,
  },
  nest: {
    mount: (path, note) => `Model3DModule.forRoot({ authenticate, mountPath: "${path}" }) // of "@model-3d/server/nest", among the imports of your AppModule; ${note}`,
    trust: 'app.set("trust proxy", 1); // of a NestExpressApplication; on Fastify: new FastifyAdapter({ trustProxy: "10.0.0.0/8" }), with the address or the network of your proxy',
  },
};

/** Of hosts that have the router by an adapter: it follows `mountPath`, an option of `createModel3D`. */
export function pluginRemedies(framework: Exclude<Framework, "express" | "next">): HostRemedies {
  const { mount, trust } = PLUGINS[framework];
  const place = (path: string, note: string) => [mount(path, note), ...(framework === "nest" ? [] : ELSEWHERE(path))];
  return {
    start: "npm start",
    mount: ({ pathname }) => place(pathname.replace(/\/$/, ""), "before what answers everything, such as a guard"),
    trustOne: () => [trust],
    readLast: (mountPath) => place(mountPath, "before what reads bodies, such as a hook or a middleware"),
    publicUrl: (note) => [`publicUrl: "https://shop.example", // an option of ${framework === "nest" ? "Model3DModule.forRoot" : "createModel3D"}: ${note}`],
    move: (mountPath, path) => place(path, `in place of ${mountPath || "/"}`),
  };
}
