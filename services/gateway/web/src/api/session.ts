import type * as api from "./types";

export interface SessionOptions {
  fetch?: typeof fetch;
  baseUrl?: string;
}

// Who is logged in. The access token lives in memory only; the refresh token is a cookie this code
// never sees.
export class Session {
  private readonly fetch: typeof fetch;
  private readonly baseUrl: string;
  private current: api.Session | undefined;
  private asked = false;
  private refreshing: Promise<string | undefined> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(options: SessionOptions = {}) {
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.baseUrl = options.baseUrl ?? "";
  }

  accessToken(): string | undefined {
    return this.current?.accessToken;
  }

  user(): api.User | undefined {
    return this.current?.user;
  }

  // Whether it is known if somebody is logged in.
  settled(): boolean {
    return this.asked;
  }

  // The new access token, or none where nobody is logged in any more. Calls at one time share one
  // exchange. A gateway that cannot be reached ends no session.
  refresh(): Promise<string | undefined> {
    this.refreshing ??= this.exchange().finally(() => {
      this.refreshing = undefined;
      this.asked = true;
      this.tell();
    });
    return this.refreshing;
  }

  begin(session: api.Session): void {
    this.current = session;
    this.tell();
  }

  end(): void {
    if (!this.current) return;
    this.current = undefined;
    this.tell();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private async exchange(): Promise<string | undefined> {
    let response: Response;
    try {
      response = await this.fetch(`${this.baseUrl}/v1/auth/refresh`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        credentials: "same-origin",
        body: "{}",
      });
    } catch {
      return undefined;
    }
    if (response.ok) this.begin((await response.json()) as api.Session);
    else if (response.status === 401) this.end();
    return response.ok ? this.accessToken() : undefined;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
