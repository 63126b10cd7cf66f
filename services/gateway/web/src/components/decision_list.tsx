import { Link } from "react-router-dom";
import type { Decision, ReasonCode } from "../api/types";
import { usePreferences } from "../app_context";
import { percentText, signedPercentText } from "../figures";
import { formatMoney, moneyFromJson } from "../money";
import { selectionText, teamsFromTitle } from "../names";
import { formatOdds, oddsFromJson } from "../odds";
import { useDirectory } from "../pages/use_directory";
import { clockText, shortDayText } from "../time";

export const REASON_NAMES: Readonly<Record<ReasonCode, string>> = {
  CODE_ALL_RULES_HELD: "All rules held",
  CODE_LOW_CONFIDENCE: "Confidence too low",
  CODE_NO_EDGE: "No edge at the price",
  CODE_EDGE_TOO_LARGE: "Edge too good to be true",
  CODE_NO_PRICE: "Nobody offers it",
  CODE_STALE_PRICE: "Price not seen lately",
  CODE_PRICE_MOVED: "Price moved",
  CODE_NOT_UPCOMING: "Not upcoming any more",
  CODE_TOO_EARLY: "More than a day ahead",
  CODE_ALREADY_BET: "Already bet",
  CODE_EXPOSURE: "Exposure used up",
  CODE_LIMIT: "A limit refused",
  CODE_BALANCE: "Not enough cash",
  CODE_STAKE_TOO_SMALL: "Stake too small",
  CODE_ABSTAINED: "Analyst abstained",
  CODE_BLOCKED: "Bankroll takes no stakes",
};

// A rule added later is named by its code until it has a name here.
export function reasonName(code: string): string {
  return (
    REASON_NAMES[code as ReasonCode] ?? code.replace("CODE_", "").toLowerCase().replaceAll("_", " ")
  );
}

// What the gate said to each proposal, and by which rule.
export function DecisionList({ decisions }: { decisions: readonly Decision[] }) {
  return (
    <ol className="decisions">
      {decisions.map((decision) => (
        <DecisionItem key={decision.name} decision={decision} />
      ))}
    </ol>
  );
}

function DecisionItem({ decision }: { decision: Decision }) {
  const { timeZone } = usePreferences();
  const time = new Date(decision.decideTime);
  const placed = decision.verdict === "VERDICT_PLACED";
  const backed =
    decision.selection && selectionText(decision.selection, teamsFromTitle(decision.gameTitle));
  return (
    <li className="decision">
      <time dateTime={decision.decideTime}>
        {shortDayText(time, timeZone)} <b>{clockText(time, timeZone)}</b>
      </time>
      <span className={`tag ${placed ? "tag-gain" : ""}`}>{placed ? "Placed" : "Refused"}</span>
      <div className="decision-what">
        <b>{backed ?? "No selection"}</b>
        <Link to={`/${decision.game}`} className="bet-game">
          {decision.gameTitle}
        </Link>
        <Proposal decision={decision} />
      </div>
      <ul className="decision-reasons">
        {decision.reasons.map((reason) => (
          <li key={reason.code}>
            <b>{reasonName(reason.code)}</b>
            {reason.message && <span>{reason.message}</span>}
          </li>
        ))}
      </ul>
    </li>
  );
}

function Proposal({ decision }: { decision: Decision }) {
  const { oddsFormat } = usePreferences();
  const directory = useDirectory();
  const book = decision.sportsbook ? ` at ${directory.bookName(decision.sportsbook)}` : "";
  const parts = [
    decision.confidence !== undefined && `${percentText(decision.confidence)} confident`,
    decision.odds && formatOdds(oddsFromJson(decision.odds), oddsFormat) + book,
    decision.edge !== undefined && `${signedPercentText(decision.edge)} edge`,
    decision.stake && `${formatMoney(moneyFromJson(decision.stake))} stake`,
  ].filter((part) => typeof part === "string");
  return parts.length ? <span className="decision-figures">{parts.join(" · ")}</span> : null;
}
