import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Reads the protos of this repository far enough to hold JSON against them: messages, enums and
// HTTP annotations. What the fixture server answers, and what the app asks, is checked by this, so
// neither drifts from the contract.

export interface Field {
  name: string; // lowerCamelCase
  type: string;
  label: "repeated" | "optional" | "oneof" | "map" | "plain"; // a map's keys are text
}

export interface Route {
  rpc: string;
  method: string;
  path: RegExp;
  variable: string | undefined; // the field the path binds
  body: string | undefined; // "*" or a field
  request: string;
  response: string;
  streams: boolean;
}

export interface Schema {
  messages: Map<string, Field[]>;
  enums: Map<string, string[]>;
  routes: Route[];
}

export function loadSchema(folder: string): Schema {
  const schema: Schema = { messages: new Map(), enums: new Map(), routes: [] };
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".proto"),
  );
  for (const file of files) readProto(readFileSync(join(folder, file), "utf8"), schema);
  return schema;
}

function readProto(source: string, schema: Schema): void {
  const text = source.replace(/\/\/[^\n]*/g, "");
  const scope = /package ([\w.]+);/.exec(text)![1]!;
  readRoutes(text, scope, schema);
  readBlocks(text, scope, schema);
}

function readRoutes(text: string, scope: string, schema: Schema): void {
  const rpcs =
    /rpc (\w+)\(([\w.]+)\) returns \((stream )?([\w.]+)\)\s*\{\s*option \(google\.api\.http\) = \{([\s\S]*?)\};/g;
  for (const [, rpc, request, streams, response, rule] of text.matchAll(rpcs)) {
    const [, method, template] = /(get|post|put|patch|delete): "([^"]+)"/.exec(rule!)!;
    const variable = /\{([\w.]+)/.exec(template!)?.[1];
    const pattern = template!
      .replace(/\{[\w.]+=([^}]+)\}/g, "($1)")
      .replace(/\{\w+\}/g, "([^/]+)")
      .replaceAll("*", "[^/:]+");
    schema.routes.push({
      rpc: rpc!,
      method: method!.toUpperCase(),
      path: new RegExp(`^${pattern}$`),
      variable: variable && camel(variable),
      body: /body: "([^"]+)"/.exec(rule!)?.[1],
      request: absolute(request!, scope),
      response: absolute(response!, scope),
      streams: streams !== undefined,
    });
  }
}

// Walks `message` and `enum` blocks, the nested ones under the name of their parent.
function readBlocks(text: string, scope: string, schema: Schema): string {
  let rest = text;
  for (;;) {
    const found = /\b(message|enum) (\w+) \{/.exec(rest);
    if (!found) return rest;
    const open = found.index + found[0].length;
    const close = closing(rest, open);
    const inner = rest.slice(open, close);
    const name = `${scope}.${found[2]}`;
    if (found[1] === "enum")
      schema.enums.set(
        name,
        [...inner.matchAll(/(\w+) = \d+;/g)].map((one) => one[1]!),
      );
    else schema.messages.set(name, fieldsOf(readBlocks(inner, name, schema), name));
    rest = rest.slice(0, found.index) + rest.slice(close + 1);
  }
}

function closing(text: string, open: number): number {
  let depth = 1;
  for (let at = open; at < text.length; ++at) {
    if (text[at] === "{") ++depth;
    if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`proto: a block at ${open} does not close`);
}

function fieldsOf(body: string, scope: string): Field[] {
  const fields: Field[] = [];
  const take = (text: string, label?: Field["label"]) => {
    for (const [, word, type, name] of text.matchAll(
      /(repeated |optional )?([\w.]+) (\w+) = \d+(?: \[[^\]]*\])?;/g,
    )) {
      const own = (word?.trim() as Field["label"] | undefined) ?? "plain";
      fields.push({ name: camel(name!), type: absolute(type!, scope), label: label ?? own });
    }
  };
  take(body.replace(/oneof \w+ \{([^}]*)\}/g, (_, inner: string) => (take(inner, "oneof"), "")));
  for (const [, type, name] of body.matchAll(/map<string, ([\w.]+)> (\w+) = \d+;/g))
    fields.push({ name: camel(name!), type: absolute(type!, scope), label: "map" });
  return fields;
}

// A type's name as written, marked with where it was written; `resolve` finds it.
function absolute(type: string, scope: string): string {
  return `${scope}|${type}`;
}

export function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// From the innermost scope outwards, as protoc does.
export function resolve(schema: Schema, reference: string): string {
  const [scope, type] = reference.split("|") as [string, string | undefined];
  if (type === undefined) return reference;
  const parts = scope.split(".");
  for (let depth = parts.length; depth >= 0; --depth) {
    const name = [...parts.slice(0, depth), type].join(".");
    if (schema.messages.has(name) || schema.enums.has(name)) return name;
  }
  return type;
}

// What is wrong with `json` as the message, one sentence for each fault. As the gateway prints:
// plain fields are always there, unset messages and optionals are not.
export function faultsOf(schema: Schema, reference: string, json: unknown, at = ""): string[] {
  const name = resolve(schema, reference);
  const fields = schema.messages.get(name);
  if (!fields) return [`${at}: no message ${name}`];
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return [`${at}: want an object (${name})`];
  const values = json as Record<string, unknown>;
  const known = new Set(fields.map((field) => field.name));
  const unknown = Object.keys(values).filter((key) => !known.has(key) && key !== "@type");
  return [
    ...unknown.map((key) => `${at}.${key}: ${name} has no such field`),
    ...fields.flatMap((field) =>
      fieldFaults(schema, field, values[field.name], `${at}.${field.name}`),
    ),
  ];
}

function fieldFaults(schema: Schema, field: Field, value: unknown, at: string): string[] {
  if (value === undefined) {
    const type = resolve(schema, field.type);
    const absent = field.label === "optional" || field.label === "oneof";
    const message =
      field.label === "plain" && (schema.messages.has(type) || type.startsWith("google.protobuf."));
    return absent || message ? [] : [`${at}: missing`];
  }
  if (field.label === "map") {
    if (typeof value !== "object" || value === null) return [`${at}: want an object`];
    return Object.entries(value).flatMap(([key, one]) =>
      valueFaults(schema, field.type, one, `${at}.${key}`),
    );
  }
  if (field.label !== "repeated") return valueFaults(schema, field.type, value, at);
  if (!Array.isArray(value)) return [`${at}: want a list`];
  return value.flatMap((one, index) => valueFaults(schema, field.type, one, `${at}[${index}]`));
}

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  int32: (value) => Number.isInteger(value),
  int64: (value) => typeof value === "string" && /^-?\d+$/.test(value),
  double: (value) => typeof value === "number" && Number.isFinite(value),
  bytes: (value) => typeof value === "string",
  "google.protobuf.Timestamp": (value) =>
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value),
  "google.protobuf.Duration": (value) =>
    typeof value === "string" && /^-?\d+(\.\d+)?s$/.test(value),
  "google.protobuf.FieldMask": (value) => typeof value === "string",
  "google.protobuf.Any": (value) => typeof value === "object" && value !== null && "@type" in value,
};

function valueFaults(schema: Schema, reference: string, value: unknown, at: string): string[] {
  const type = resolve(schema, reference);
  const scalar = SCALARS[type];
  if (scalar) return scalar(value) ? [] : [`${at}: ${JSON.stringify(value)}, want ${type}`];
  const names = schema.enums.get(type);
  if (!names) return faultsOf(schema, type, value, at);
  const good = names.includes(String(value)) && !String(value).endsWith("_UNSPECIFIED");
  return good ? [] : [`${at}: ${JSON.stringify(value)}, want one of ${type}`];
}

// What is wrong with the query of a call: the gateway refuses unknown names, so the app must not
// send any.
export function queryFaults(schema: Schema, route: Route, query: URLSearchParams): string[] {
  const fields = schema.messages.get(resolve(schema, route.request)) ?? [];
  return [...query].flatMap(([key, value]) => {
    const field = fields.find((one) => one.name === key);
    if (!field) return [`${key}: ${route.rpc} has no such parameter`];
    return valueFaults(schema, field.type, typed(resolve(schema, field.type), value), key);
  });
}

function typed(type: string, text: string): unknown {
  if (type === "int32" || type === "double") return Number(text);
  if (type === "bool") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

export function routeOf(schema: Schema, method: string, path: string): Route | undefined {
  return schema.routes.find((route) => route.method === method && route.path.test(path));
}
