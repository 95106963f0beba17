import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import * as jose from "jose";

export interface Issuer {
  /** The project's address. */
  url: string;
  /** How often its keys were asked for. */
  asked(): number;
  /** Answers in place of the keys, until it is set back to `null`. */
  instead: RequestListener | null;
  /** Signs from now on by a new key. What was signed before stays known only if `keep` says so. */
  rotate(algorithm: "ES256" | "RS256", options?: { keep?: boolean; publish?: boolean }): Promise<void>;
  /** A token of Supabase's form, by the current key; `claims` and `header` replace what it says. */
  sign(userId: string | undefined, claims?: jose.JWTPayload, header?: Partial<jose.JWTHeaderParameters>): Promise<string>;
  /** The published key in PEM, which a careless verifier takes for a shared secret. */
  publicPem(): Promise<string>;
  stop(): Promise<void>;
}

/** What stands for a Supabase project's Auth: keys of its own, published as Supabase does. */
export async function startIssuer(now: () => Date): Promise<Issuer> {
  let published: jose.JWK[] = [];
  let current: { kid: string; algorithm: "ES256" | "RS256"; keys: jose.GenerateKeyPairResult } | null = null;
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url !== "/auth/v1/.well-known/jwks.json") return void response.writeHead(404).end();
    asked += 1;
    if (issuer.instead) return void issuer.instead(request, response);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = () => {
    if (current === null) throw new Error("The issuer has no key yet.");
    return current;
  };
  const issuer: Issuer = {
    url,
    asked: () => asked,
    instead: null,
    async rotate(algorithm, { keep = false, publish = true } = {}) {
      const keys = await jose.generateKeyPair(algorithm, { extractable: true });
      const kid = crypto.randomUUID();
      current = { kid, algorithm, keys };
      const jwk = { ...(await jose.exportJWK(keys.publicKey)), kid, alg: algorithm, use: "sig", key_ops: ["verify"] };
      published = [...(keep ? published : []), ...(publish ? [jwk] : [])];
    },
    async sign(userId, claims = {}, header = {}) {
      const { kid, algorithm, keys } = key();
      const at = Math.floor(now().getTime() / 1000);
      const said = { iss: `${url}/auth/v1`, aud: "authenticated", role: "authenticated", iat: at, exp: at + 3600, aal: "aal1", session_id: crypto.randomUUID(), is_anonymous: false, ...(userId === undefined ? {} : { sub: userId }), ...claims };
      return new jose.SignJWT(said).setProtectedHeader({ alg: algorithm, kid, typ: "JWT", ...header }).sign(keys.privateKey);
    },
    publicPem: () => jose.exportSPKI(key().keys.publicKey),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return issuer;
}
