import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { StreamEventsResponse } from "../../src/api/types";
import { answer, PASSWORD, PREFERENCES, session, USER } from "../fixtures/answers";
import { iso, NOW } from "../fixtures/catalogue";
import { USER_MODELS, UserModelStore } from "../fixtures/user_models";
import { camel, faultsOf, loadSchema, queryFaults, resolve, routeOf } from "./proto_schema";
import type { Route, Schema } from "./proto_schema";
import { Refusal } from "./refusal";
import { DIST_FOLDER, PROTO_FOLDER } from "./repository";
import { answerOfUserModels } from "./user_model_routes";

export interface FixtureServerOptions {
  empty?: boolean; // no service has any data yet
  failing?: RegExp; // paths that answer 503
  loggedIn?: boolean;
  overrides?: (path: string, json: unknown) => unknown; // another answer than the fixtures'
}

// Serves the built app and answers the API from the fixtures, as the gateway would: the same
// errors, the same refusal of unknown parameters, the same stream. What does not fit the protos is
// kept in `faults`.
export class FixtureServer {
  readonly faults: string[] = [];
  readonly asked: string[] = [];
  private readonly schema: Schema = loadSchema(PROTO_FOLDER);
  private readonly server: Server;
  private readonly streams = new Set<ServerResponse>();
  readonly userModels = new UserModelStore(USER_MODELS);
  private position = 0;
  private loggedIn: boolean;
  options: FixtureServerOptions;

  private constructor(options: FixtureServerOptions) {
    this.options = options;
    this.loggedIn = options.loggedIn ?? false;
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(options: FixtureServerOptions = {}): Promise<FixtureServer> {
    const made = new FixtureServer(options);
    await new Promise<void>((resolve) => made.server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  setLoggedIn(loggedIn: boolean): void {
    this.loggedIn = loggedIn;
  }

  async stop(): Promise<void> {
    for (const stream of this.streams) stream.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // Sends an event to every open stream.
  emit(type: string, aggregate: string, payload: object): void {
    const full = `overround.${type}`;
    this.faults.push(...faultsOf(this.schema, full, payload, `event ${type}`));
    const id = `c${++this.position}`;
    const event: StreamEventsResponse = {
      id,
      service: type.split(".")[0]!,
      type: full,
      aggregate,
      worldTime: iso(NOW),
      payload: { "@type": `type.googleapis.com/${full}`, ...payload },
    };
    for (const stream of this.streams)
      stream.write(`id: ${id}\nevent: ${full}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  get streamCount(): number {
    return this.streams.size;
  }

  dropStreams(): void {
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, "http://fixture");
    if (!url.pathname.startsWith("/v1/")) return serveFile(url.pathname, response);
    this.asked.push(`${request.method} ${request.url}`);
    const route = routeOf(this.schema, request.method!, url.pathname);
    if (!route) {
      this.faults.push(`${request.method} ${url.pathname}: no such route in the protos`);
      return fail(response, 404, "NOT_FOUND", "path: no such one");
    }
    const faults = queryFaults(this.schema, route, url.searchParams);
    if (faults.length) {
      this.faults.push(...faults);
      return fail(response, 400, "INVALID_ARGUMENT", faults[0]!);
    }
    if (this.options.failing?.test(url.pathname))
      return fail(response, 503, "UNAVAILABLE", "the service does not answer");
    if (route.streams) return this.stream(response);
    const json = await this.answerTo(route, url, request);
    if (json === undefined)
      return fail(response, 404, "NOT_FOUND", `${url.pathname}: want one that exists`);
    if (json instanceof Refusal) return fail(response, json.code, json.status, json.message);
    this.faults.push(...faultsOf(this.schema, route.response, json, url.pathname));
    send(response, 200, json);
  }

  private async answerTo(route: Route, url: URL, request: IncomingMessage): Promise<unknown> {
    const body = await bodyOf(request);
    this.faults.push(...bodyFaults(this.schema, route, body));
    switch (route.rpc) {
      case "RefreshSession":
        return this.loggedIn
          ? session()
          : new Refusal(401, "UNAUTHENTICATED", "refresh_token: want one of a session");
      case "LogIn":
        if (body.email !== USER.email || body.password !== PASSWORD) {
          return new Refusal(401, "UNAUTHENTICATED", "e-mail address or password is wrong");
        }
        this.loggedIn = true;
        return session();
      case "Register":
        if (body.email === USER.email)
          return new Refusal(409, "ALREADY_EXISTS", "email: has an account");
        this.loggedIn = true;
        return {
          ...session(),
          user: { ...USER, email: body.email, displayName: body.displayName },
        };
      case "LogOut":
        this.loggedIn = false;
        return {};
      case "GetPreferences":
        return PREFERENCES;
      case "UpdatePreferences":
        return { ...PREFERENCES, ...body };
    }
    if (route.rpc.includes("UserModel")) {
      const store = this.options.empty ? new UserModelStore([]) : this.userModels;
      return this.loggedIn
        ? answerOfUserModels(store, route.rpc, url, body)
        : new Refusal(401, "UNAUTHENTICATED", "authorization: want a user");
    }
    const json = answer(
      { path: url.pathname, query: url.searchParams },
      this.options.empty ?? false,
    );
    return this.options.overrides ? this.options.overrides(url.pathname, json) : json;
  }

  private stream(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(`event: hello\ndata: ${JSON.stringify({ worldTime: iso(NOW) })}\n\n`);
    this.streams.add(response);
    response.on("close", () => this.streams.delete(response));
  }
}

// A request may leave fields out; what it has must fit.
function bodyFaults(schema: Schema, route: Route, body: object): string[] {
  const type = bodyType(schema, route);
  if (!type) return [];
  return faultsOf(schema, type, body, route.rpc).filter(
    (fault) => !fault.endsWith(": missing"),
  );
}

// The request itself, or the field of it that the body fills.
function bodyType(schema: Schema, route: Route): string | undefined {
  if (!route.body || route.body === "*") return route.body && route.request;
  const fields = schema.messages.get(resolve(schema, route.request)) ?? [];
  return fields.find((field) => field.name === camel(route.body!))?.type;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text ? (JSON.parse(text) as Record<string, string>) : {};
}

function send(response: ServerResponse, code: number, json: unknown): void {
  response.writeHead(code, { "Content-Type": "application/json", "X-Request-Id": "7f3a1c" });
  response.end(JSON.stringify(json));
}

function fail(response: ServerResponse, code: number, status: string, message: string): void {
  send(response, code, { error: { code, status, message, details: [] } });
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

// The policy the gateway sends: the app must work under it.
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) ? join(DIST_FOLDER, normalize(path)) : join(DIST_FOLDER, "index.html");
  try {
    const bytes = await readFile(file);
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
    });
    response.end(bytes);
  } catch {
    response.writeHead(404);
    response.end();
  }
}
