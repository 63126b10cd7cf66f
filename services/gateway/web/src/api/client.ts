import type { Session } from "./session";

export type QueryValue = string | number | boolean | undefined | readonly string[];
export type Query = Readonly<Record<string, QueryValue>>;

// What the gateway answered instead of what was asked for; or that it did not answer (`httpStatus`
// 0).
export class ApiError extends Error {
  constructor(
    readonly httpStatus: number,
    readonly status: string,
    message: string,
    readonly requestId?: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }

  // Asking again later may help.
  get transient(): boolean {
    return [0, 429, 499, 503, 504].includes(this.httpStatus);
  }
}

export interface ApiClientOptions {
  session: Session;
  fetch?: typeof fetch;
  baseUrl?: string;
}

export interface CallOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

const PAGES_MAX = 20;

// Calls the gateway. Every failure is an ApiError, but for an abort by `signal`.
export class ApiClient {
  private readonly session: Session;
  private readonly fetch: typeof fetch;
  private readonly baseUrl: string;

  constructor(options: ApiClientOptions) {
    this.session = options.session;
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.baseUrl = options.baseUrl ?? "";
  }

  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
    return this.call<T>("GET", path, { query, signal });
  }

  post<T>(path: string, body: unknown = {}, query?: Query): Promise<T> {
    return this.call<T>("POST", path, { body, query });
  }

  patch<T>(path: string, body: unknown, query?: Query): Promise<T> {
    return this.call<T>("PATCH", path, { body, query });
  }

  delete<T>(path: string, query?: Query): Promise<T> {
    return this.call<T>("DELETE", path, { query });
  }

  // Every item of a paged list. A list longer than the written maximum is cut, not endless.
  async listAll<T>(
    path: string,
    items: string,
    query: Query = {},
    signal?: AbortSignal,
  ): Promise<T[]> {
    const all: T[] = [];
    let pageToken = "";
    for (let page = 0; page < PAGES_MAX; ++page) {
      const asked = pageToken ? { ...query, pageToken } : query;
      const answer = await this.get<Record<string, unknown>>(path, asked, signal);
      all.push(...((answer[items] ?? []) as T[]));
      pageToken = (answer.nextPageToken as string | undefined) ?? "";
      if (!pageToken) break;
    }
    return all;
  }

  // The access token is refreshed once where it has expired, and the call repeated once.
  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const token = this.session.accessToken();
    let response = await this.send(method, path, options, token);
    if (response.status === 401 && token !== undefined) {
      const fresh = await this.session.refresh();
      if (fresh !== undefined) response = await this.send(method, path, options, fresh);
    }
    if (!response.ok) throw await errorOf(response);
    return (await jsonOf(response)) as T;
  }

  // A stream of server-sent events; the caller reads the body.
  async openStream(
    path: string,
    query: Query,
    headers: HeadersInit,
    signal: AbortSignal,
  ): Promise<Response> {
    const ask = (token?: string) =>
      this.fetch(this.url(path, query), {
        headers: { Accept: "text/event-stream", ...headers, ...bearer(token) },
        cache: "no-store",
        signal,
      });
    const token = this.session.accessToken();
    let response = await ask(token);
    if (response.status === 401 && token !== undefined)
      response = await ask(await this.session.refresh());
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  private async send(
    method: string,
    path: string,
    options: CallOptions,
    token?: string,
  ): Promise<Response> {
    const headers: Record<string, string> = { Accept: "application/json", ...bearer(token) };
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    try {
      return await this.fetch(this.url(path, options.query), {
        method,
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        signal: options.signal,
        credentials: "same-origin",
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiError(0, "UNAVAILABLE", "The server cannot be reached.");
    }
  }

  private url(path: string, query: Query = {}): string {
    const text = queryText(query);
    return `${this.baseUrl}${path}${text && `?${text}`}`;
  }
}

function bearer(token?: string): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

// Unset values are left out; lists repeat their name.
export function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  return parameters.toString();
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw new ApiError(
      response.status,
      "INTERNAL",
      "The server's answer is not JSON.",
      requestIdOf(response),
    );
  }
}

export async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => "");
  let error: { status?: string; message?: string } = {};
  try {
    error = (JSON.parse(text) as { error?: typeof error }).error ?? {};
  } catch {
    // A proxy in between answered in its own words: the status line has to do.
  }
  return new ApiError(
    response.status,
    error.status ?? "UNKNOWN",
    error.message ?? (response.statusText || `HTTP ${response.status}`),
    requestIdOf(response),
    Number(response.headers.get("Retry-After")) || undefined,
  );
}

function requestIdOf(response: Response): string | undefined {
  return response.headers.get("X-Request-Id") ?? undefined;
}
