import type { ScoreSummary } from "../api/types";
import { linearScale, niceTicks } from "../chart_scale";
import { percentText } from "../figures";
import type { Teams } from "../names";
import { useWidth } from "./use_width";

const HEIGHT = 132;
const BOTTOM = 22;

// How likely each winning margin is: the away side's wins to the left, the home side's to the
// right.
export function MarginChart({ score, teams }: { score: ScoreSummary; teams: Teams }) {
  const [frame, width] = useWidth<HTMLDivElement>(400);
  const margins = score.marginProbabilities.map((probability, index) => ({
    margin: score.marginMin + index,
    probability,
  }));
  const shown = margins.filter((one) => one.probability >= 0.002);
  if (shown.length === 0) return null;
  const first = shown[0]!.margin;
  const last = shown[shown.length - 1]!.margin;
  const x = linearScale([first - 0.5, last + 0.5], [0, width]);
  const y = linearScale(
    [0, Math.max(...shown.map((one) => one.probability))],
    [HEIGHT - BOTTOM, 6],
  );
  const bar = Math.max(1, width / (last - first + 1) - 1.5);
  const label =
    `Winning margin by the ensemble: ${teams.homeDisplayName} ${percentText(score.homeProbability)}, ` +
    `${teams.awayDisplayName} ${percentText(score.awayProbability)}` +
    (score.drawProbability > 0 ? `, level ${percentText(score.drawProbability)}` : "");
  return (
    <div ref={frame} className="chart">
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {shown.map(({ margin, probability }) => (
          <rect
            key={margin}
            className={margin > 0 ? "margin-home" : margin < 0 ? "margin-away" : "margin-level"}
            x={x(margin) - bar / 2}
            width={bar}
            y={y(probability)}
            height={Math.max(0, HEIGHT - BOTTOM - y(probability))}
          />
        ))}
        <g aria-hidden="true">
          <line
            className="chart-rule"
            x1={0}
            x2={width}
            y1={HEIGHT - BOTTOM}
            y2={HEIGHT - BOTTOM}
          />
          {niceTicks(first, last, Math.floor(width / 60))
            .filter(Number.isInteger)
            .map((tick) => (
              <text
                key={tick}
                className="chart-tick"
                x={Math.min(width - 8, Math.max(8, x(tick)))}
                y={HEIGHT - 6}
                textAnchor="middle"
              >
                {Math.abs(tick)}
              </text>
            ))}
        </g>
      </svg>
    </div>
  );
}
