import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const API_KEY = "sk_test_4eC39HqLyjWDarjtT1zdp7dc";

type Json = Record<string, unknown>;
/** Answers of Stripe's in the form of its documentation. */
export const ANSWERS = JSON.parse(readFileSync(new URL("../recorded/answers.json", import.meta.url), "utf8")) as Record<string, Json>;

interface Transaction extends Json {
  id: string;
  amount: number;
  ending_balance: number;
  metadata: Record<string, string>;
}

export interface PlayedRequest {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  form: Record<string, string>;
}

type Fault = "cut" | "hang" | { status: number; answer: unknown };

export interface PlayedStripe {
  readonly url: string;
  readonly requests: PlayedRequest[];
  readonly transactions: Map<string, Transaction[]>;
  /** A customer who has been credited so much. */
  customer(id: string, units: number): void;
  /** The next request that fits is carried out and its answer cut off, or is not answered, or is answered so. */
  spoilNext(request: RegExp, fault: Fault): void;
  /** As after a day: what keys stood for is not known any more. */
  forgetKeys(): void;
  close(): Promise<void>;
}

/** Plays the part of Stripe that keeps the balances of customers: transactions one after another, idempotency keys, pages. */
export async function playStripe(): Promise<PlayedStripe> {
  const transactions = new Map<string, Transaction[]>();
  const keys = new Map<string, { request: string; status: number; answer: Json }>();
  const requests: PlayedRequest[] = [];
  let spoiled: { request: RegExp; fault: Fault } | null = null;
  let made = 0;

  const add = (customer: string, amount: number, { currency = "usd", description = null, metadata = {} }: { currency?: string; description?: string | null; metadata?: Record<string, string> }): Transaction => {
    const list = transactions.get(customer) ?? [];
    const transaction: Transaction = { ...ANSWERS.transaction, id: `cbtxn_${(made += 1)}`, amount, currency, description, customer, metadata, ending_balance: (list[0]?.ending_balance ?? 0) + amount };
    transactions.set(customer, [transaction, ...list]);
    return transaction;
  };

  function answer({ method, path, form, headers }: PlayedRequest): { status: number; answer: Json } {
    if (headers.authorization !== `Bearer ${API_KEY}`) return { status: 401, answer: ANSWERS.unauthorized ?? {} };
    const { pathname, searchParams } = new URL(path, "http://stripe");
    const [, customer = "", isList, id] = /^\/v1\/customers\/(\w+)(\/balance_transactions)?(?:\/(\w+))?$/.exec(pathname) ?? [];
    const list = transactions.get(customer);
    if (!list) return { status: 404, answer: ANSWERS.missing ?? {} };
    if (!isList) return { status: 200, answer: { ...ANSWERS.customer, id: customer, balance: list[0]?.ending_balance ?? 0 } };
    const metadata = Object.fromEntries(Object.entries(form).flatMap(([name, value]) => { const [, key] = /^metadata\[(.+)\]$/.exec(name) ?? []; return key ? [[key, value]] : []; }));
    if (method === "GET") {
      const [limit, after] = [Number(searchParams.get("limit") ?? 10), list.findIndex((one) => one.id === searchParams.get("starting_after"))];
      return { status: 200, answer: { ...ANSWERS.list, url: pathname, has_more: list.length > after + 1 + limit, data: list.slice(after + 1, after + 1 + limit) } };
    }
    if (!id) return { status: 200, answer: structuredClone(add(customer, Number(form.amount), { currency: form.currency ?? "usd", description: form.description ?? null, metadata })) };
    const known = list.find((one) => one.id === id);
    if (!known) return { status: 404, answer: ANSWERS.missing ?? {} };
    Object.assign(known.metadata, metadata);
    return { status: 200, answer: structuredClone(known) };
  }

  /** The first answer to a key is given again, whatever it was. */
  function answerOnce(request: PlayedRequest): { status: number; answer: Json } {
    const key = request.headers["idempotency-key"];
    const what = JSON.stringify([request.path, request.form]);
    const known = typeof key === "string" && request.method === "POST" ? keys.get(key) : undefined;
    if (known) return known.request === what ? known : { status: 400, answer: ANSWERS.keyReused ?? {} };
    const result = answer(request);
    if (typeof key === "string" && request.method === "POST") keys.set(key, { request: what, ...result });
    return result;
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of message.setEncoding("utf8")) text += String(chunk);
    const request: PlayedRequest = { method: message.method ?? "", path: message.url ?? "", headers: message.headers, form: Object.fromEntries(new URLSearchParams(text)) };
    requests.push(request);
    const fault = spoiled?.request.test(`${request.method} ${request.path}`) ? spoiled.fault : null;
    if (fault) spoiled = null;
    if (fault === "hang") return;
    const { status, answer: body } = fault && fault !== "cut" ? { status: fault.status, answer: fault.answer } : answerOnce(request);
    if (fault === "cut") return void response.destroy();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  const server = createServer((message, response) => void serve(message, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    transactions,
    customer(id, units) {
      transactions.set(id, []);
      if (units > 0) add(id, -units, { description: "Pack of credits" });
    },
    spoilNext: (request, fault) => void (spoiled = { request, fault }),
    forgetKeys: () => keys.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
