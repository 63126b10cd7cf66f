import { memo } from "react";
import { Link } from "react-router-dom";
import type { Analysis, BoardMarket, Game, MarketKind, Side } from "../api/types";
import { percentText } from "../figures";
import { bestOverround, edgeAt, forecastOf } from "../forecast";
import { idOf, isWholeGame, sideName, sidesInOrder } from "../names";
import { oddsFromJson } from "../odds";
import type { Directory } from "../pages/use_directory";
import { GameState } from "./game_state";
import { PriceCell } from "./price_cell";

export interface GameRowProps {
  game: Game;
  forecast: Analysis | undefined;
  directory: Directory;
  now: Date;
}

// One game of the board: who, when, and the best price of every side in every market.
export const GameRow = memo(function GameRow({ game, forecast, directory, now }: GameRowProps) {
  const sides = sidesInOrder(directory.sport(game.sport));
  const win = marketOf(game, ["KIND_THREE_WAY", "KIND_MONEYLINE"]);
  const threeWay = win?.market.kind === "KIND_THREE_WAY";
  const winSides: Side[] = threeWay ? [sides[0], "SIDE_DRAW", sides[1]] : [...sides];
  const cell = { game, forecast, directory };
  return (
    <div role="row" className="game-row" data-sides={winSides.length}>
      <div role="cell" className="game-start">
        <GameState game={game} now={now} />
        <small className="game-sport">{directory.sportName(game.sport)}</small>
      </div>
      <div role="rowheader" className="game-teams">
        <Link to={`/games/${idOf(game.name)}`} className="game-link">
          {winSides.map((side) => (
            <span key={side} className={side === "SIDE_DRAW" ? "game-draw" : "game-team"}>
              {sideName(side, game)}
            </span>
          ))}
        </Link>
      </div>
      <MarketCell {...cell} market={win} sides={winSides} />
      <MarketCell
        {...cell}
        market={marketOf(game, ["KIND_SPREAD"])}
        sides={spread(sides, threeWay)}
      />
      <MarketCell
        {...cell}
        market={marketOf(game, ["KIND_TOTAL"])}
        sides={spread(["SIDE_OVER", "SIDE_UNDER"], threeWay)}
      />
      <ModelCell {...cell} market={win} sides={winSides} />
    </div>
  );
});

// A market of two sides beside one of three leaves the draw's place empty, so that teams stay in
// line.
function spread(sides: readonly [Side, Side], threeWay: boolean): (Side | undefined)[] {
  return threeWay ? [sides[0], undefined, sides[1]] : [...sides];
}

function marketOf(game: Game, kinds: readonly MarketKind[]): BoardMarket | undefined {
  return game.boardMarkets.find(
    (one) => kinds.includes(one.market.kind) && isWholeGame(one.market.period),
  );
}

interface CellProps extends Omit<GameRowProps, "now"> {
  market: BoardMarket | undefined;
  sides: readonly (Side | undefined)[];
}

function MarketCell({ game, forecast, directory, market, sides }: CellProps) {
  return (
    <div role="cell" className="market-cell">
      {sides.map((side, index) => {
        const price = market?.bestPrices.find((one) => one.side === side);
        if (!market || !side || !price)
          return (
            <div key={index} className="price price-none">
              {side && <None />}
            </div>
          );
        const said = forecast && forecastOf(forecast, market.market, side);
        return (
          <PriceCell
            key={index}
            market={market.market}
            price={price}
            sideName={sideName(side, game)}
            bookName={directory.bookName(price.sportsbook)}
            edge={said && edgeAt(oddsFromJson(price.odds), said)}
          />
        );
      })}
    </div>
  );
}

function None() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="sr-only">no price</span>
    </>
  );
}

// The ensemble's chances, and what the books keep even from those who take the best of all.
function ModelCell({ game, forecast, market, sides }: CellProps) {
  const overround = market && bestOverround(market);
  return (
    <div role="cell" className="model-cell" data-silent={forecast ? undefined : true}>
      {sides.map((side, index) => {
        const said = forecast && market && side && forecastOf(forecast, market.market, side);
        return (
          <div key={index} className="model-chance">
            {said ? (
              <>
                <span className="sr-only">{sideName(side, game)} </span>
                {percentText(said.probability)}
                <i aria-hidden="true" style={{ width: `${said.probability * 48}px` }} />
              </>
            ) : (
              <None />
            )}
          </div>
        );
      })}
      <div
        className="model-overround"
        title="Sum of the implied probabilities at the best prices; under 100% is an arbitrage"
      >
        {overround !== undefined && percentText(overround)}
      </div>
    </div>
  );
}
