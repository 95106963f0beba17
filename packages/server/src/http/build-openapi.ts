import { ERRORS, errorBodySchema, IDEMPOTENCY_KEY_HEADER } from "@model-3d/contract";
import { z } from "zod";
import type { AnyEndpoint, Endpoint } from "./endpoint.ts";

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return rest;
};

function parametersOf(schema: z.ZodType | undefined, place: "query" | "path"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({ name, in: place, required: place === "path" || required.includes(name), schema: property }));
}

function requestBodyOf(endpoint: Endpoint): Json | undefined {
  if (endpoint.multipart) {
    const properties = Object.fromEntries(Object.entries(endpoint.multipart).map(([name, description]) => [name, { type: "string", description }]));
    return { required: true, content: { "multipart/form-data": { schema: { type: "object", properties, required: Object.keys(properties) } } } };
  }
  return endpoint.body && { required: true, content: { "application/json": { schema: schemaOf(endpoint.body, "input") } } };
}

function errorsOf(endpoint: Endpoint): Json {
  const codes = new Set(endpoint.errors);
  if (endpoint.who === "user") codes.add("unauthorized");
  if (endpoint.who === "operator") codes.add("not_found");
  if (endpoint.who !== "anyone" && endpoint.method !== "get") codes.add("cross_site_refused");
  codes.add("rate_limited").add("internal_error").add("service_unavailable");
  const byStatus = new Map<number, string[]>();
  for (const code of codes) byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return Object.fromEntries([...byStatus].map(([status, names]) => [String(status), { description: names.map((name) => `\`${name}\``).join(", "), content }]));
}

/** The OpenAPI 3.1 description of the table of endpoints, made from the same schemas that check the requests. */
export function buildOpenapi(endpoints: readonly AnyEndpoint[], { title, version, server }: { title: string; version: string; server: string }): Json {
  const paths: Record<string, Json> = {};
  for (const row of endpoints) {
    const endpoint = row as Endpoint;
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
    const idempotencyKey = { name: IDEMPOTENCY_KEY_HEADER, in: "header", required: false, schema: { type: "string" }, description: "The same key and body give the first answer again." };
    const answer = endpoint.answer ? { "application/json": { schema: schemaOf(endpoint.answer, "output") } } : { [endpoint.answerType ?? "application/json"]: {} };
    const body = requestBodyOf(endpoint);
    paths[path] = {
      ...paths[path],
      [endpoint.method]: {
        summary: endpoint.summary,
        parameters: [...parametersOf(endpoint.params, "path"), ...parametersOf(endpoint.query, "query"), ...(endpoint.errors.includes("idempotency_mismatch") ? [idempotencyKey] : [])],
        ...(body ? { requestBody: body } : {}),
        responses: { "200": { description: "Success", content: answer }, ...errorsOf(endpoint) },
      },
    };
  }
  return { openapi: "3.1.0", info: { title, version }, servers: [{ url: server }], paths, components: { schemas: { Error: schemaOf(errorBodySchema, "output") } } };
}
