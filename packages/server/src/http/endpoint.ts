import type { Request, Response } from "express";
import type { ErrorCode } from "@model-3d/contract";
import type { z } from "zod";
import type { RateLimitGroup } from "../rate-limits/rate-limit-options.ts";
import type { ServiceContext } from "../service-context.ts";
import type { KnownOperator } from "./operator.ts";

export type Method = "get" | "post" | "patch" | "delete";

/** What a handler knows of one request after the guards have passed it. */
export interface Call<Query, Body, Params> {
  readonly context: ServiceContext;
  readonly query: Query;
  readonly body: Body;
  readonly params: Params;
  readonly requestId: string;
  /** Address under which this router is reachable for the caller: prefix of every link in an answer. */
  readonly baseUrl: string;
  /** Ends when the caller has gone. */
  readonly signal: AbortSignal;
  readonly request: Request;
  readonly response: Response;
}

export interface UserCall<Query, Body, Params> extends Call<Query, Body, Params> {
  readonly userId: string;
}

export interface OperatorCall<Query, Body, Params> extends Call<Query, Body, Params> {
  readonly operator: KnownOperator;
}

interface EndpointBase<Query, Body, Params> {
  readonly method: Method;
  /** In Express' form, relative to the mount: `/model-files/:modelId/:name`. */
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  readonly params?: z.ZodType<Params>;
  /** Most bytes of the body, where it is a long list; 64 KiB when left out. */
  readonly maxBodyBytes?: number;
  /** Schema of the JSON of a 200; left out where the answer is a file or a stream. */
  readonly answer?: z.ZodType;
  /** Media type of the answer where it is not JSON. */
  readonly answerType?: string;
  /** Origin whose pages may read the answer besides our own, `*` for all; their browsers ask first, which is answered by it. */
  readonly preflightOrigin?: (context: ServiceContext) => string | null;
  readonly multipart?: Readonly<Record<string, string>>;
  /** The limit that requests count towards; left out, the user's `reads` or `writes`, and that of `strangers` where anyone may ask. */
  readonly limit?: RateLimitGroup;
  readonly errors: readonly ErrorCode[];
}

/** One row of the router's table. A handler returns the JSON to send, or `undefined` when it has answered by itself. */
export type Endpoint<Query = unknown, Body = unknown, Params = unknown> =
  | (EndpointBase<Query, Body, Params> & { readonly who: "user"; handle(call: UserCall<Query, Body, Params>): Promise<object | undefined> })
  /** Of the host's staff; to others, and where the host names nobody, there is no such route. */
  | (EndpointBase<Query, Body, Params> & { readonly who: "operator"; handle(call: OperatorCall<Query, Body, Params>): Promise<object | undefined> })
  | (EndpointBase<Query, Body, Params> & { readonly who: "anyone"; handle(call: Call<Query, Body, Params>): Promise<object | undefined> });

/** Keeps the types of one endpoint together while the table holds all of them alike. */
export function defineEndpoint<Query, Body, Params>(endpoint: Endpoint<Query, Body, Params>): Endpoint<Query, Body, Params> {
  return endpoint;
}

/** An endpoint of the table, whatever it takes. The mounting code checks the input by its schemas before the handler sees it. */
export type AnyEndpoint = Endpoint<never, never, never>;
