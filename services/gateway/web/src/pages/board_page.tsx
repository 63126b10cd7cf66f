import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router-dom";
import type { Analysis, Game } from "../api/types";
import { useNow, usePreferences } from "../app_context";
import { FinalCard } from "../components/final_card";
import { GameRow } from "../components/game_row";
import { Empty, Failure, Loading, StaleBanner } from "../components/notice";
import { countText } from "../figures";
import { idOf } from "../names";
import { dayKey, dayText, relativeDayText } from "../time";
import { useBoard, useForecasts } from "./use_board";
import type { Board } from "./use_board";
import { useDirectory } from "./use_directory";
import { useTitle } from "./use_title";

export function BoardPage() {
  useTitle("Odds");
  const [parameters] = useSearchParams();
  const sport = parameters.get("sport") ?? undefined;
  const [search, setSearch] = useState("");
  const board = useBoard(sport && `sports/${sport}`);
  return (
    <div className="page board">
      <div className="page-head">
        <div>
          <h1>Odds</h1>
          <p>The best price of every side across all books, and what our ensemble makes of it.</p>
        </div>
        <input
          className="input board-search"
          type="search"
          placeholder="Find a team"
          aria-label="Find a team"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <SportChips current={sport} />
      <BoardBody board={board} sport={sport} search={search} />
    </div>
  );
}

function SportChips({ current }: { current: string | undefined }) {
  const { sports } = useDirectory();
  const shown = sports.filter((sport) => sport.active || idOf(sport.name) === current);
  const all = shown.reduce((sum, sport) => sum + BigInt(sport.upcomingGameCount), 0n);
  return (
    <nav className="chips board-chips" aria-label="Sports">
      <Link to="/" className="chip" aria-current={current === undefined ? "true" : undefined}>
        All <span className="count">{countText(all)}</span>
      </Link>
      {shown.map((sport) => (
        <Link
          key={sport.name}
          to={`/?sport=${idOf(sport.name)}`}
          className="chip"
          aria-current={idOf(sport.name) === current ? "true" : undefined}
        >
          {sport.displayName} <span className="count">{countText(sport.upcomingGameCount)}</span>
        </Link>
      ))}
    </nav>
  );
}

function BoardBody({
  board,
  sport,
  search,
}: {
  board: Board;
  sport: string | undefined;
  search: string;
}) {
  const forecasts = useForecasts(sport && `sports/${sport}`);
  const directory = useDirectory();
  if (!board.games) {
    return board.error ? (
      <Failure what="The odds board" error={board.error} retry={board.reload} />
    ) : (
      <div className="panel">
        <Loading rows={8} />
      </div>
    );
  }
  const found = board.games.filter((game) => fits(game, search));
  return (
    <>
      {board.error && <StaleBanner error={board.error} retry={board.reload} />}
      {found.length === 0 ? (
        <div className="panel">
          {search ? (
            <Empty title={`No game with “${search}”`}>
              Nobody of that name plays in the next eight days.
            </Empty>
          ) : (
            <Empty
              title={`No games${sport ? ` in ${directory.sportName(`sports/${sport}`)}` : ""}`}
            >
              The collector knows no game of the last two or the next eight days. They appear here
              as soon as a provider lists them.
            </Empty>
          )}
        </div>
      ) : (
        <Sections games={found} forecasts={forecasts} />
      )}
    </>
  );
}

function fits(game: Game, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [game.homeDisplayName, game.awayDisplayName].some((name) =>
    name.toLowerCase().includes(wanted),
  );
}

interface Section {
  key: string;
  title: string;
  note: string;
  games: Game[];
}

function Sections({
  games,
  forecasts,
}: {
  games: readonly Game[];
  forecasts: ReadonlyMap<string, Analysis>;
}) {
  const { timeZone } = usePreferences();
  const directory = useDirectory();
  const now = useNow(15_000);
  const today = dayKey(now, timeZone);
  const sections = useMemo(() => sectionsOf(games, now, timeZone), [games, today, timeZone]);
  const finals = games.filter(
    (game) => game.status === "STATUS_FINAL" || game.status === "STATUS_VOID",
  );
  return (
    <>
      {sections.map((section) => (
        <section key={section.key} className="panel board-section" aria-label={section.title}>
          <div role="table" aria-label={`Best prices, ${section.title}`}>
            <div role="row" className="board-head">
              <div role="columnheader" className="board-title">
                <h2>{section.title}</h2>
                <span>{section.note}</span>
              </div>
              <div role="columnheader">Win</div>
              <div role="columnheader">Spread</div>
              <div role="columnheader">Total</div>
              <div role="columnheader" className="board-model-head">
                <span>Ensemble</span>
                <span title="Sum of the implied probabilities at the best prices">Overround</span>
              </div>
            </div>
            {section.games.map((game) => (
              <GameRow
                key={game.name}
                game={game}
                forecast={forecasts.get(game.name)}
                directory={directory}
                now={now}
              />
            ))}
          </div>
        </section>
      ))}
      {sections.length > 0 && (
        <p className="board-note muted">
          <span className="wide-note">A figure such as +2.9% beside a price</span>
          <span className="narrow-note">An underlined price</span> is one the ensemble thinks pays
          at least 2% more than it should. Arrows compare with the same book’s price before: up is
          better for whoever backs it.
        </p>
      )}
      {finals.length > 0 && (
        <section aria-label="Final">
          <h2 className="finals-title">Final</h2>
          <div className="finals">
            {finals.map((game) => (
              <FinalCard key={game.name} game={game} directory={directory} now={now} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

// In play first, then day by day; what is postponed comes last.
export function sectionsOf(games: readonly Game[], now: Date, timeZone: string): Section[] {
  const sections = new Map<string, Section>();
  const add = (key: string, title: string, note: string, game: Game) => {
    if (!sections.has(key)) sections.set(key, { key, title, note, games: [] });
    sections.get(key)!.games.push(game);
  };
  for (const game of games) {
    const start = new Date(game.startTime);
    if (game.status === "STATUS_IN_PLAY") add("0", "In play", "", game);
    else if (game.status === "STATUS_POSTPONED") add("9", "Postponed", "", game);
    else if (game.status === "STATUS_SCHEDULED") {
      const title = relativeDayText(start, now, timeZone);
      const day = dayText(start, timeZone);
      add(`1 ${dayKey(start, timeZone)}`, title, title === day ? "" : day, game);
    }
  }
  return [...sections.values()].sort((a, b) => a.key.localeCompare(b.key));
}
