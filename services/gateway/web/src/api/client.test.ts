import { describe, expect, it } from "vitest";
import { ApiClient, ApiError, queryText } from "./client";
import { Session } from "./session";
import type * as api from "./types";

const USER: api.User = {
  name: "users/1",
  email: "a@b.c",
  displayName: "A",
  roles: ["ROLE_USER"],
  createTime: "2026-01-01T00:00:00Z",
};

function sessionJson(accessToken: string): api.Session {
  const time = "2026-01-01T00:10:00Z";
  return {
    accessToken,
    accessTokenExpireTime: time,
    refreshToken: "",
    refreshTokenExpireTime: time,
    user: USER,
  };
}

type Answer = (path: string, init: RequestInit) => Response | Promise<Response>;

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function tokenOf(init: RequestInit): string | undefined {
  return (init.headers as Record<string, string>).Authorization;
}

function clientOf(answer: Answer) {
  const calls: string[] = [];
  const fetched = ((path: string, init: RequestInit) => {
    calls.push(`${init.method ?? "GET"} ${path}`);
    return Promise.resolve().then(() => answer(path, init));
  }) as unknown as typeof fetch;
  const session = new Session({ fetch: fetched });
  return { client: new ApiClient({ session, fetch: fetched }), session, calls };
}

describe("the client", () => {
  it("asks without a token while nobody is logged in", async () => {
    const { client } = clientOf((_, init) => json({ token: tokenOf(init) ?? "none" }));
    expect(await client.get("/v1/sports")).toEqual({ token: "none" });
  });

  it("tells the gateway's error with its request id", async () => {
    const body = {
      error: { code: 404, status: "NOT_FOUND", message: "game: want one that exists", details: [] },
    };
    const { client } = clientOf(() => json(body, 404, { "X-Request-Id": "r1" }));
    const error = await client.get("/v1/games/1").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      httpStatus: 404,
      status: "NOT_FOUND",
      message: "game: want one that exists",
      requestId: "r1",
      transient: false,
    });
  });

  it("makes do with an error that is not the gateway's", async () => {
    const { client } = clientOf(
      () => new Response("<html>", { status: 503, statusText: "Service Unavailable" }),
    );
    await expect(client.get("/v1/games")).rejects.toMatchObject({
      httpStatus: 503,
      message: "Service Unavailable",
      transient: true,
    });
  });

  it("says so when nobody answers at all", async () => {
    const { client } = clientOf(() => Promise.reject(new TypeError("fetch failed")));
    await expect(client.get("/v1/games")).rejects.toMatchObject({
      httpStatus: 0,
      status: "UNAVAILABLE",
    });
  });

  it("refreshes an expired token once, for all calls at that time, and repeats them", async () => {
    const { client, session, calls } = clientOf((path, init) => {
      if (path === "/v1/auth/refresh") return json(sessionJson("new"));
      return tokenOf(init) === "Bearer new" ? json({ fine: true }) : json({ error: {} }, 401);
    });
    session.begin(sessionJson("old"));
    expect(await Promise.all([client.get("/v1/bets"), client.get("/v1/bankrolls")])).toEqual([
      { fine: true },
      { fine: true },
    ]);
    expect(calls.filter((call) => call.includes("refresh"))).toHaveLength(1);
  });

  it("ends the session when the refresh is refused, and passes the 401 on", async () => {
    const { client, session } = clientOf(() =>
      json({ error: { status: "UNAUTHENTICATED", message: "no" } }, 401),
    );
    session.begin(sessionJson("old"));
    await expect(client.get("/v1/bets")).rejects.toMatchObject({ httpStatus: 401 });
    expect(session.user()).toBeUndefined();
  });

  it("keeps the session when the refresh cannot be reached", async () => {
    const { client, session } = clientOf((path) => {
      if (path === "/v1/auth/refresh") throw new TypeError("fetch failed");
      return json({ error: {} }, 401);
    });
    session.begin(sessionJson("old"));
    await expect(client.get("/v1/bets")).rejects.toMatchObject({ httpStatus: 401 });
    expect(session.user()).toEqual(USER);
  });

  it("reads a list to its last page", async () => {
    const { client, calls } = clientOf((path) =>
      path.includes("pageToken=t2")
        ? json({ games: [3], nextPageToken: "" })
        : json({ games: [1, 2], nextPageToken: "t2" }),
    );
    expect(await client.listAll("/v1/games", "games", { sport: "sports/mlb" })).toEqual([1, 2, 3]);
    expect(calls[1]).toBe("GET /v1/games?sport=sports%2Fmlb&pageToken=t2");
  });

  it("does not follow an endless list for ever", async () => {
    const { client, calls } = clientOf(() => json({ games: [1], nextPageToken: "again" }));
    expect(await client.listAll("/v1/games", "games")).toHaveLength(20);
    expect(calls).toHaveLength(20);
  });

  it("leaves out what is unset and repeats lists", () => {
    expect(queryText({ a: undefined, b: "", c: 0, d: false, e: ["x", "y"] })).toBe(
      "c=0&d=false&e=x&e=y",
    );
  });
});
