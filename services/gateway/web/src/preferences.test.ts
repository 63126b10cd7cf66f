import { describe, expect, it } from "vitest";
import { PreferencesStore, preferencesFromJson, preferencesToJson } from "./preferences";

function storageWith(text: string | null) {
  const kept = new Map<string, string>(text === null ? [] : [["overround.preferences", text]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe("preferences", () => {
  it("are there again at the next visit", () => {
    const storage = storageWith(null);
    new PreferencesStore(storage).set({ oddsFormat: "decimal", timeZone: "Europe/Paris" });
    expect(new PreferencesStore(storage).get()).toMatchObject({
      oddsFormat: "decimal",
      timeZone: "Europe/Paris",
    });
  });

  it.each(["not json", '{"oddsFormat":"roman","timeZone":"Mars/Olympus","theme":7}', "null", "[]"])(
    "survive %s",
    (text) => {
      expect(new PreferencesStore(storageWith(text)).get()).toMatchObject({
        oddsFormat: "american",
        theme: "system",
      });
    },
  );

  it("do without storage", () => {
    const store = new PreferencesStore(undefined);
    store.set({ theme: "light" });
    expect(store.get().theme).toBe("light");
  });

  it("go to the account and come back", () => {
    const chosen = { oddsFormat: "fraction", timeZone: "Asia/Tokyo", theme: "dark" } as const;
    const json = { name: "users/1/preferences", ...preferencesToJson(chosen) };
    expect(preferencesFromJson(json)).toEqual({ oddsFormat: "fraction", timeZone: "Asia/Tokyo" });
  });

  it("are taken over from an account once", () => {
    const store = new PreferencesStore(undefined);
    expect(store.adoptFor("users/1")).toBe(true);
    expect(store.adoptFor("users/1")).toBe(false);
    expect(store.adoptFor("users/2")).toBe(true);
  });
});
