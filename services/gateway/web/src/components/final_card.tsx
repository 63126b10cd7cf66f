import { Link } from "react-router-dom";
import type { Game } from "../api/types";
import { usePreferences } from "../app_context";
import { idOf, sidesInOrder } from "../names";
import type { Directory } from "../pages/use_directory";
import { relativeDayText } from "../time";
import { finalText } from "./game_state";

// A game that is over: the score, the winner in bold.
export function FinalCard({
  game,
  directory,
  now,
}: {
  game: Game;
  directory: Directory;
  now: Date;
}) {
  const { timeZone } = usePreferences();
  const result = game.result;
  const rows = sidesInOrder(directory.sport(game.sport)).map((side) => {
    const home = side === "SIDE_HOME";
    const score = home ? result?.homeScore : result?.awayScore;
    const other = home ? result?.awayScore : result?.homeScore;
    const won = score !== undefined && other !== undefined && score > other;
    return { side, name: home ? game.homeDisplayName : game.awayDisplayName, score, won };
  });
  return (
    <Link to={`/games/${idOf(game.name)}`} className="final-card">
      {rows.map((row) => (
        <span key={row.side} className="final-team" data-won={row.won}>
          <span>{row.name}</span>
          <span>
            {row.won && <span className="sr-only">won </span>}
            {row.score ?? "–"}
          </span>
        </span>
      ))}
      <small>
        {game.status === "STATUS_VOID" ? "Void" : finalText(game)} ·{" "}
        {directory.sportName(game.sport)} ·{" "}
        {relativeDayText(new Date(game.startTime), now, timeZone)}
      </small>
    </Link>
  );
}
