import { describe, expect, it } from "vitest";
import { RequestIds } from "./request_id";

describe("a request's id", () => {
  it("stays while the same is asked, and is another for anything else", () => {
    const ids = new RequestIds();
    const first = ids.idFor({ displayName: "A" });
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(ids.idFor({ displayName: "A" })).toBe(first);
    expect(ids.idFor({ displayName: "B" })).not.toBe(first);
  });

  it("is not that of another form with the same content", () => {
    expect(new RequestIds().idFor({})).not.toBe(new RequestIds().idFor({}));
  });
});
