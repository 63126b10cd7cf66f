import { Link } from "react-router-dom";
import type { Game } from "../api/types";
import { usePreferences } from "../app_context";
import { idOf, sidesInOrder } from "../names";
import { useDirectory } from "../pages/use_directory";
import { dayText, spanText, zoneText } from "../time";
import { finalText, startText } from "./game_state";

// Who plays, when, and how it stands.
export function GameHeader({ game, now }: { game: Game; now: Date }) {
  const directory = useDirectory();
  const { timeZone } = usePreferences();
  const start = new Date(game.startTime);
  const sport = directory.sport(game.sport);
  return (
    <header className="game-head">
      <p className="game-crumbs">
        <Link to={`/?sport=${idOf(game.sport)}`} className="link">
          {directory.sportName(game.sport)}
        </Link>
        <span>
          {dayText(start, timeZone)}, {startText(game, timeZone)}
          {game.startPrecision === "START_PRECISION_MINUTE" && ` ${zoneText(start, timeZone)}`}
        </span>
        {game.week !== undefined && <span>Week {game.week}</span>}
        {game.neutralSite && <span>Neutral site</span>}
        {game.postseason && <span>Play-offs</span>}
      </p>
      <h1 className="game-name">
        {sidesInOrder(sport).map((side, index) => (
          <span key={side} className="game-side">
            {index > 0 && <i>{side === "SIDE_HOME" ? "at" : "v"}</i>}
            <span>{side === "SIDE_HOME" ? game.homeDisplayName : game.awayDisplayName}</span>
            {game.result && (
              <b>{side === "SIDE_HOME" ? game.result.homeScore : game.result.awayScore}</b>
            )}
          </span>
        ))}
      </h1>
      <Status game={game} now={now} />
    </header>
  );
}

function Status({ game, now }: { game: Game; now: Date }) {
  const ahead = Date.parse(game.startTime) - now.getTime();
  switch (game.status) {
    case "STATUS_IN_PLAY":
      return (
        <p className="game-status">
          <span className="tag tag-live">In play</span> Prices taken now are not part of the record
          before the start.
        </p>
      );
    case "STATUS_FINAL":
      return (
        <p className="game-status">
          <span className="tag">{finalText(game)}</span>
          {game.result && game.result.revision > 1 && (
            <span>Corrected: revision {game.result.revision}</span>
          )}
        </p>
      );
    case "STATUS_POSTPONED":
      return (
        <p className="game-status">
          <span className="tag">Postponed</span> No new start is known yet.
        </p>
      );
    case "STATUS_VOID":
      return (
        <p className="game-status">
          <span className="tag">Void</span> Bets on this game are returned.
        </p>
      );
    case "STATUS_MERGED":
      return (
        <p className="game-status">
          <span className="tag">Merged</span>
          {game.mergedInto && (
            <Link className="link" to={`/${game.mergedInto}`}>
              This is another record of the same game
            </Link>
          )}
        </p>
      );
    default:
      return (
        <p className="game-status">
          {ahead > 0
            ? `Starts in ${spanText(ahead)}`
            : "The start is due; nobody has reported it yet."}
        </p>
      );
  }
}
