import type { Request } from "express";

/** What an adapter knows of a request that did not come through an Express app of the host's. */
export interface HostRequest {
  /** What the host's framework calls the request: Fastify's, Hono's context, the standard `Request`. */
  readonly request: unknown;
  /** Whether the host itself has said which address the request comes from, so that there is no proxy to be told of. */
  readonly isAddressSettled: boolean;
  /** Whether the host believes every caller's `X-Forwarded-For`, as far as the adapter can tell. */
  readonly isAddressForgeable?: boolean;
}

/** The address that the host says a request comes from. */
export interface HostAddress extends HostRequest {
  readonly address?: string | undefined;
}

/** Shared by every copy of this package in a process. */
const HOST_REQUEST = Symbol.for("model-3d.host-request");

/** Keeps what came with a request for whoever reads it later: `authenticate`, and the limits by address. An address that is given goes over that of the connection. */
export function keepHostRequest(request: object, host: HostAddress): void {
  Object.defineProperty(request, HOST_REQUEST, { value: host, configurable: true });
  if (host.address !== undefined) Object.defineProperty(request, "ip", { value: host.address, configurable: true });
}

/** What an adapter has kept; `undefined` where the host is an Express app. */
export function hostRequestOf(request: Request | object): HostRequest | undefined {
  return (request as { [HOST_REQUEST]?: HostRequest })[HOST_REQUEST];
}
