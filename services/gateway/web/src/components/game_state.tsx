import type { Game } from "../api/types";
import { usePreferences } from "../app_context";
import { clockText, spanText } from "../time";

// When a game starts, or how far it is: in words, not in colour.
export function GameState({ game, now }: { game: Game; now: Date }) {
  const { timeZone } = usePreferences();
  const start = new Date(game.startTime);
  switch (game.status) {
    case "STATUS_IN_PLAY":
      return (
        <>
          <span className="tag tag-live">In play</span>
          <small>{startText(game, timeZone)}</small>
        </>
      );
    case "STATUS_FINAL":
      return <span className="tag">{finalText(game)}</span>;
    case "STATUS_POSTPONED":
      return <span className="tag">Postponed</span>;
    case "STATUS_VOID":
      return <span className="tag">Void</span>;
    default: {
      const ahead = start.getTime() - now.getTime();
      return (
        <>
          <time dateTime={game.startTime}>{startText(game, timeZone)}</time>
          <small>
            {ahead > 0 ? (ahead < 12 * 3_600_000 ? `in ${spanText(ahead)}` : "") : "start due"}
          </small>
        </>
      );
    }
  }
}

// A start known only to the day has no hour to show.
export function startText(game: Game, timeZone: string): string {
  return game.startPrecision === "START_PRECISION_DAY"
    ? "Time open"
    : clockText(new Date(game.startTime), timeZone);
}

export function finalText(game: Game): string {
  switch (game.result?.ending) {
    case "ENDING_RETIRED":
      return "Retired";
    case "ENDING_WALKOVER":
      return "Walkover";
    case "ENDING_SHORTENED":
      return "Final, shortened";
    default:
      return game.result?.overtime ? "Final, overtime" : "Final";
  }
}
