import type { Analysis, Game } from "../api/types";
import { percentText } from "../figures";
import type { Loaded } from "../use_load";
import { MarginChart } from "./margin_chart";

// The ensemble's one distribution, which every market of the game is read from.
export function DistributionPanel({
  game,
  distribution,
}: {
  game: Game;
  distribution: Loaded<Analysis | undefined>;
}) {
  const score = distribution.value?.score;
  if (!score || score.marginProbabilities.length === 0) return null;
  return (
    <section className="panel" aria-label="Winning margin">
      <div className="panel-head">
        <h2>Winning margin</h2>
        <span className="muted">
          expected {score.awayScoreMean.toFixed(1)} : {score.homeScoreMean.toFixed(1)}
        </span>
      </div>
      <div className="panel-body">
        <MarginChart score={score} teams={game} />
        <div className="margin-legend">
          <span>
            ← {game.awayDisplayName} {percentText(score.awayProbability)}
          </span>
          {score.drawProbability > 0.0005 && (
            <span>level {percentText(score.drawProbability)}</span>
          )}
          <span>
            {game.homeDisplayName} {percentText(score.homeProbability)} →
          </span>
        </div>
      </div>
    </section>
  );
}
