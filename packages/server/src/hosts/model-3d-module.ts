import type { IncomingMessage } from "node:http";
import type { DynamicModule, FactoryProvider, ModuleMetadata } from "@nestjs/common";
import { HttpAdapterHost } from "@nestjs/core";
import { createModel3D, type Model3D } from "../create-model-3d.ts";
import type { Model3DOptions } from "../model-3d-options.ts";
import { keepHostRequest } from "./host-request.ts";
import { toNodeHandler, type NodeHandler } from "./to-node-handler.ts";

/** What is injected for it is the host's `Model3D`: `@Inject(MODEL_3D) model3d: Model3D`. */
export const MODEL_3D = Symbol.for("model-3d");
const OPTIONS = Symbol("model-3d options");
const LIFE = Symbol("model-3d life");

export interface Model3DModuleOptions extends Pick<ModuleMetadata, "imports">, Pick<FactoryProvider<Model3DOptions>, "inject" | "useFactory"> {
  /** Leaves the workers to other processes: this one only answers requests. Default false. */
  withoutWorkers?: boolean;
}

/**
 * model-3d as a module of Nest 12, on Express or Fastify: mounted under its `mountPath` before Nest's own readers of bodies, started with the
 * application and stopped with it (`enableShutdownHooks`, or `app.close()`).
 *
 * @example
 * @Module({ imports: [Model3DModule.forRoot({ authenticate: (request) => userOf(request.headers.cookie) })] })
 * export class AppModule {}
 * // with what other modules provide:
 * Model3DModule.forRootAsync({ imports: [AuthModule], inject: [Sessions], useFactory: (sessions: Sessions) => ({ authenticate: (request) => sessions.find(request) }) })
 * // elsewhere
 * constructor(@Inject(MODEL_3D) private readonly model3d: Model3D) {}
 */
export class Model3DModule {
  static forRoot(options: Model3DOptions): DynamicModule {
    return Model3DModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory, withoutWorkers = false }: Model3DModuleOptions): DynamicModule {
    const providers: FactoryProvider[] = [
      { provide: OPTIONS, inject, useFactory },
      { provide: MODEL_3D, inject: [OPTIONS, HttpAdapterHost], useFactory: open },
      { provide: LIFE, inject: [MODEL_3D], useFactory: (model3d: Model3D) => lifeOf(model3d, withoutWorkers) },
    ];
    return { module: Model3DModule, global: true, imports, providers, exports: [MODEL_3D] };
  }
}

/** While the application is being made, so that what Nest itself puts before its routes comes behind. */
async function open(options: Model3DOptions, { httpAdapter }: HttpAdapterHost): Promise<Model3D> {
  const model3d = await createModel3D(options);
  const isExpress = httpAdapter.getType() === "express";
  httpAdapter.use(model3d.mountPath, isExpress ? model3d.router : toMiddleware(model3d));
  return model3d;
}

/** Fastify has said on the request itself which address it comes from, and has a list of them only where it was told of proxies. */
function toMiddleware(model3d: Model3D): NodeHandler {
  const handle = toNodeHandler(model3d);
  return (request: IncomingMessage & { ips?: unknown }, response, next) => {
    keepHostRequest(request, { request, isAddressSettled: request.ips !== undefined });
    handle(request, response, next);
  };
}

function lifeOf(model3d: Model3D, withoutWorkers: boolean) {
  return {
    onApplicationBootstrap: () => (withoutWorkers ? undefined : model3d.start()),
    // Before the server waits for its connections: streams of events would stay.
    beforeApplicationShutdown: () => model3d.stop(),
  };
}
