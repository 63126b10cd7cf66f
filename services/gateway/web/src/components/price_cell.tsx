import { useEffect, useRef, useState } from "react";
import type { BestPrice, MarketKey } from "../api/types";
import { usePreferences } from "../app_context";
import { signedPercentText } from "../figures";
import { sideLineText } from "../names";
import { compareOdds, formatOdds, oddsFromJson } from "../odds";
import type { Odds } from "../odds";

const FLASH_MS = 2600;
const EDGE_MIN = 0.02; // Below two per cent a model's edge is noise.

export interface PriceCellProps {
  market: MarketKey;
  price: BestPrice;
  sideName: string;
  bookName: string;
  edge?: number;
}

// The best price of one side: its line, price, where it went, who offers it, and what the model
// makes of it.
export function PriceCell({ market, price, sideName, bookName, edge }: PriceCellProps) {
  const { oddsFormat } = usePreferences();
  const odds = oddsFromJson(price.odds);
  const flash = useFlash(odds, market.lineQuarters);
  const before = price.previousOdds && oddsFromJson(price.previousOdds);
  const direction = before ? Math.sign(compareOdds(odds, before)) : 0;
  const line = sideLineText(market, price.side);
  const total = market.kind === "KIND_TOTAL" ? (price.side === "SIDE_OVER" ? "O" : "U") : "";
  return (
    <div
      className="price"
      data-flash={flash}
      data-value={edge !== undefined && edge >= EDGE_MIN ? "true" : undefined}
    >
      <span className="sr-only">{sideName}</span>
      {line !== undefined && (
        <span className="price-line">
          {total && <span aria-hidden="true">{total}&#8201;</span>}
          {line}
        </span>
      )}
      <b className="price-odds">{formatOdds(odds, oddsFormat)}</b>
      <Movement direction={direction} before={before && formatOdds(before, oddsFormat)} />
      <span className="price-book">{bookName}</span>
      {edge !== undefined && edge >= EDGE_MIN && (
        <span className="price-edge" title="Expected profit per unit staked, by the ensemble">
          {signedPercentText(edge)}
          <span className="sr-only"> edge</span>
        </span>
      )}
    </div>
  );
}

// Up is a better price for whoever backs it.
function Movement({ direction, before }: { direction: number; before: string | undefined }) {
  if (direction === 0 || !before) return <span className="price-move" />;
  return (
    <span
      className="price-move"
      data-direction={direction > 0 ? "up" : "down"}
      title={`was ${before}`}
    >
      <svg viewBox="0 0 8 8" aria-hidden="true">
        <path d={direction > 0 ? "M4 1l3.5 6h-7z" : "M4 7l3.5-6h-7z"} />
      </svg>
      <span className="sr-only">
        {direction > 0 ? "up" : "down"} from {before}
      </span>
    </span>
  );
}

// "up" or "down" for a moment after the price has changed on screen; "line" where the line has.
function useFlash(
  odds: Odds,
  lineQuarters: number | undefined,
): "up" | "down" | "line" | undefined {
  const [flash, setFlash] = useState<"up" | "down" | "line">();
  const shown = useRef({ odds, lineQuarters });
  useEffect(() => {
    const before = shown.current;
    shown.current = { odds, lineQuarters };
    const moved = compareOdds(odds, before.odds);
    if (before.lineQuarters !== lineQuarters) setFlash("line");
    else if (moved !== 0) setFlash(moved > 0 ? "up" : "down");
    else return;
    const timer = setTimeout(() => setFlash(undefined), FLASH_MS);
    return () => clearTimeout(timer);
  }, [odds.profit, odds.stake, lineQuarters]);
  return flash;
}
