import type { CSSProperties } from "react";
import { featureText, isSignal, WEIGHT_MAX } from "../user_model";
import { badWeight } from "../user_model_form";
import type { WeightText } from "../user_model_form";

export interface WeightRowProps {
  weight: WeightText;
  onChange: (weight: string) => void;
  onRemove: () => void;
  judged: boolean; // faults are shown
}

// One weight, to be pulled or typed.
export function WeightRow({ weight, onChange, onRemove, judged }: WeightRowProps) {
  const text = featureText(weight.feature);
  const value = Number(weight.weight);
  const bounds = { min: -WEIGHT_MAX, max: WEIGHT_MAX, step: 0.1 };
  const pulled = Number.isFinite(value) ? Math.max(-WEIGHT_MAX, Math.min(WEIGHT_MAX, value)) : 0;
  return (
    <li className="weight-row" data-used={value !== 0 || undefined}>
      <span className="weight-name" aria-hidden="true">
        {text}
      </span>
      <input
        {...bounds}
        type="range"
        className="weight-slider"
        aria-label={`${text}, slider`}
        style={{ "--share": (pulled + WEIGHT_MAX) / (2 * WEIGHT_MAX) } as CSSProperties}
        value={pulled}
        onChange={(event) => onChange(event.target.value)}
      />
      <input
        {...bounds}
        type="number"
        className="input weight-input"
        aria-label={`${text}, weight`}
        aria-invalid={(judged && badWeight(weight)) || undefined}
        value={weight.weight}
        onChange={(event) => onChange(event.target.value)}
      />
      {!isSignal(weight.feature) && (
        <button
          type="button"
          className="button button-quiet weight-remove"
          aria-label={`Remove ${text}`}
          onClick={onRemove}
        >
          ×
        </button>
      )}
    </li>
  );
}
