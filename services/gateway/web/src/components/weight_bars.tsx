import { featureText, WEIGHT_MAX, weightsInOrder, weightText } from "../user_model";

// Each weight from the middle: to the right it counts, to the left it is turned round.
export function WeightBars({ weights }: { weights: Readonly<Record<string, number>> }) {
  return (
    <ul className="weight-bars" aria-label="Weights">
      {weightsInOrder(weights).map(({ feature, weight }) => {
        const width = (Math.abs(weight) / WEIGHT_MAX) * 50;
        return (
          <li key={feature}>
            <span>{featureText(feature)}</span>
            <i aria-hidden="true">
              <i
                data-against={weight < 0 || undefined}
                style={{ left: `${weight < 0 ? 50 - width : 50}%`, width: `${width}%` }}
              />
            </i>
            <b>{weightText(weight)}</b>
          </li>
        );
      })}
    </ul>
  );
}
