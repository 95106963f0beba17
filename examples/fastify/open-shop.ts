import { createModel3D, type Model3D, type Model3DOptions } from "@model-3d/server";
import { fastifyRequestOf, toFastifyPlugin } from "@model-3d/server/fastify";
import Fastify, { type FastifyInstance } from "fastify";

/** A shop on Fastify with model-3d under `/api`. */
export async function openShop(options: Omit<Model3DOptions, "authenticate"> = {}): Promise<{ fastify: FastifyInstance; model3d: Model3D }> {
  const fastify = Fastify({ forceCloseConnections: true });
  const model3d = await createModel3D({
    ...options,
    authenticate: (request) => {
      const userId = fastifyRequestOf(request)?.headers["x-user"];
      return typeof userId === "string" ? { userId } : null;
    },
  });
  await model3d.start();
  await fastify.register(toFastifyPlugin(model3d));
  // Before Fastify waits for its connections: streams of events would stay.
  fastify.addHook("preClose", () => model3d.stop());
  fastify.post("/orders", async (request) => ({ ordered: request.body }));
  return { fastify, model3d };
}
