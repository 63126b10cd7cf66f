import { createContext, createElement, useContext, useMemo } from "react";
import type { ReactNode } from "react";
import type { Sport, Sportsbook } from "../api/types";
import { useServices } from "../app_context";
import { idOf } from "../names";
import { useLoad } from "../use_load";

// The sports and books by name: asked for once, wanted everywhere.
export interface Directory {
  sports: readonly Sport[];
  sport: (name: string) => Sport | undefined;
  sportName: (name: string) => string;
  bookName: (name: string) => string;
  sharp: (name: string) => boolean;
}

const Context = createContext<Directory | undefined>(undefined);

export function DirectoryProvider({ children }: { children: ReactNode }) {
  const { api } = useServices();
  const sports = useLoad("sports", (signal) =>
    api.listAll<Sport>("/v1/sports", "sports", {}, signal),
  );
  const books = useLoad("sportsbooks", (signal) =>
    api.listAll<Sportsbook>("/v1/sportsbooks", "sportsbooks", {}, signal),
  );
  const directory = useMemo(
    () => makeDirectory(sports.value ?? [], books.value ?? []),
    [sports.value, books.value],
  );
  return createElement(Context.Provider, { value: directory }, children);
}

export function useDirectory(): Directory {
  const directory = useContext(Context);
  if (!directory) throw new Error("useDirectory: want a DirectoryProvider above");
  return directory;
}

// A name nobody has told us is shown by its key: "sportsbooks/betmgm" is "betmgm".
export function makeDirectory(sports: readonly Sport[], books: readonly Sportsbook[]): Directory {
  const sportByName = new Map(sports.map((sport) => [sport.name, sport]));
  const bookByName = new Map(books.map((book) => [book.name, book]));
  return {
    sports,
    sport: (name) => sportByName.get(name),
    sportName: (name) => sportByName.get(name)?.displayName ?? idOf(name).toUpperCase(),
    bookName: (name) => bookByName.get(name)?.displayName ?? idOf(name),
    sharp: (name) => bookByName.get(name)?.sharp ?? false,
  };
}
