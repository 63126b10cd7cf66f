import { useParams, useSearchParams } from "react-router-dom";
import { useNow } from "../app_context";
import { ClosesPanel } from "../components/closes_panel";
import { ConsensusPanel } from "../components/consensus_panel";
import { DistributionPanel } from "../components/distribution_panel";
import { ForecastPanel } from "../components/forecast_panel";
import { GameHeader } from "../components/game_header";
import { MovementPanel } from "../components/movement_panel";
import { Failure, Loading } from "../components/notice";
import { QuotesPanel } from "../components/quotes_panel";
import { Segmented } from "../components/segmented";
import { kindOf, sidesOf } from "../game_market";
import type { Tab } from "../game_market";
import { KIND_NAMES } from "../names";
import type { Game } from "../api/types";
import { NotFoundPage } from "./not_found_page";
import { useDirectory } from "./use_directory";
import { useGame } from "./use_game";
import type { GameLoads } from "./use_game";
import { useTitle } from "./use_title";

export function GamePage() {
  const { game: id } = useParams();
  const loads = useGame(`games/${id}`);
  const { value: game, error, reload } = loads.game;
  useTitle(game ? `${game.awayDisplayName} at ${game.homeDisplayName}` : "Game");
  if (error?.httpStatus === 404 || error?.httpStatus === 400) return <NotFoundPage />;
  return (
    <div className="page">
      {game ? (
        <GameBody game={game} loads={loads} />
      ) : (
        <GameWaiting failure={error && { error, reload }} />
      )}
    </div>
  );
}

type LoadFailure = { error: NonNullable<GameLoads["game"]["error"]>; reload: () => void };

function GameWaiting({ failure }: { failure: LoadFailure | undefined }) {
  if (failure) return <Failure what="The game" error={failure.error} retry={failure.reload} />;
  return (
    <div className="panel">
      <Loading />
    </div>
  );
}

function GameBody({ game, loads }: { game: Game; loads: GameLoads }) {
  const [parameters, setParameters] = useSearchParams();
  const now = useNow(5000);
  const sport = useDirectory().sport(game.sport);
  const tab =
    (["win", "spread", "total"] as const).find((one) => one === parameters.get("market")) ?? "win";
  const kind = kindOf(tab, game, loads.quotes.value ?? [], sport);
  const sides = sidesOf(kind, sport);
  const winKind = kindOf("win", game, loads.quotes.value ?? [], sport);
  const shown = { game, kind, sides, now };
  const over = game.status === "STATUS_FINAL" || game.status === "STATUS_VOID";
  const started = over || game.status === "STATUS_IN_PLAY";
  return (
    <>
      <GameHeader game={game} now={now} />
      <div className="game-tabs">
        <Segmented<Tab>
          label="Market"
          options={[
            { value: "win", text: KIND_NAMES[winKind] },
            { value: "spread", text: "Spread" },
            { value: "total", text: "Total" },
          ]}
          value={tab}
          onChange={(value) => setParameters({ market: value }, { replace: true })}
        />
      </div>
      <div className="game-columns">
        <div className="game-column">
          <MovementPanel key={kind} {...shown} movements={loads.movements} />
          {(!over || loads.quotes.value?.length !== 0) && (
            <QuotesPanel {...shown} quotes={loads.quotes} />
          )}
          {started && <ClosesPanel {...shown} closes={loads.closes} />}
        </div>
        <div className="game-column">
          <ForecastPanel {...shown} analyses={loads.analyses} fairPrices={loads.fairPrices} />
          <DistributionPanel game={game} distribution={loads.distribution} />
          <ConsensusPanel {...shown} consensus={loads.consensus} />
        </div>
      </div>
    </>
  );
}
