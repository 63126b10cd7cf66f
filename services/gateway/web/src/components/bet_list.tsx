import { Link } from "react-router-dom";
import type { Bet, BetState } from "../api/types";
import { usePreferences } from "../app_context";
import { formatMoney, moneyFromJson, moneyTone } from "../money";
import { selectionText, teamsFromTitle } from "../names";
import { formatOdds, oddsFromJson } from "../odds";
import { useDirectory } from "../pages/use_directory";
import { clockText, shortDayText } from "../time";

const STATES: Readonly<Record<BetState, { text: string; tone: string }>> = {
  STATE_OPEN: { text: "Open", tone: "" },
  STATE_WON: { text: "Won", tone: "tag-gain" },
  STATE_LOST: { text: "Lost", tone: "tag-loss" },
  STATE_PUSH: { text: "Push", tone: "" },
  STATE_HALF_WON: { text: "Half won", tone: "tag-gain" },
  STATE_HALF_LOST: { text: "Half lost", tone: "tag-loss" },
  STATE_VOID: { text: "Void", tone: "" },
};

// Bets, one under the other: what was backed, at what price, and what came of it.
export function BetList({ bets }: { bets: readonly Bet[] }) {
  return (
    <ul className="bets">
      {bets.map((bet) => (
        <BetItem key={bet.name} bet={bet} />
      ))}
    </ul>
  );
}

function BetItem({ bet }: { bet: Bet }) {
  const { oddsFormat, timeZone } = usePreferences();
  const directory = useDirectory();
  const state = STATES[bet.state];
  const last = bet.settlements[bet.settlements.length - 1];
  const time = new Date(
    bet.state === "STATE_OPEN" ? bet.gameStartTime : (bet.settleTime ?? bet.gameStartTime),
  );
  return (
    <li className="bet">
      <div className="bet-what">
        <b>{selectionText(bet.selection, teamsFromTitle(bet.gameTitle))}</b>
        <Link to={`/${bet.selection.game}`} className="bet-game">
          {bet.gameTitle}
        </Link>
      </div>
      <div className="bet-price">
        <b>{formatOdds(oddsFromJson(bet.odds), oddsFormat)}</b>
        <span>{directory.bookName(bet.sportsbook)}</span>
      </div>
      <div className="bet-stake">
        <span className="sr-only">stake </span>
        {formatMoney(moneyFromJson(bet.stake))}
        {bet.state === "STATE_OPEN" && (
          <span>pays {formatMoney(moneyFromJson(bet.potentialPayout))}</span>
        )}
        {last && <span>{last.reason}</span>}
      </div>
      <div className="bet-outcome">
        <span className={`tag ${state.tone}`}>{state.text}</span>
        {bet.profit && (
          <b className={moneyTone(moneyFromJson(bet.profit))}>
            {formatMoney(moneyFromJson(bet.profit), { sign: "always" })}
          </b>
        )}
        <small>
          <span className="sr-only">{bet.state === "STATE_OPEN" ? "starts " : "settled "}</span>
          {shortDayText(time, timeZone)} {clockText(time, timeZone)}
        </small>
      </div>
      {bet.settlements.length > 1 && (
        <p className="bet-note">
          Settled again after a correction: settlement {bet.settlements.length} holds.
        </p>
      )}
    </li>
  );
}
