import { percentText } from "../figures";
import { useWidth } from "./use_width";

export interface Share {
  key: string;
  name: string;
  probability: number;
}

export interface ProbabilityBarProps {
  shares: readonly Share[]; // in order; they sum to one, or a push is missing
  reference?: readonly number[]; // the market's bounds between the shares
  emphasis?: boolean;
}

const HEIGHT = 22;
const GAP = 2;

// Chances side by side, each with its figure; ticks show where the market puts the bounds.
export function ProbabilityBar({ shares, reference = [], emphasis = false }: ProbabilityBarProps) {
  const [frame, width] = useWidth<HTMLDivElement>(320);
  const sum = shares.reduce((total, share) => total + share.probability, 0) || 1;
  let at = 0;
  const parts = shares.map((share, index) => {
    const left = at;
    at += share.probability / sum;
    return {
      ...share,
      index,
      x: left * width + (index ? GAP / 2 : 0),
      end: at * width - (index < shares.length - 1 ? GAP / 2 : 0),
    };
  });
  const label = shares.map((share) => `${share.name} ${percentText(share.probability)}`).join(", ");
  return (
    <div ref={frame} className="probability" data-emphasis={emphasis || undefined}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {parts.map((part) => (
          <g key={part.key} className={`share share-${placeOf(part.index, shares.length)}`}>
            <rect x={part.x} width={Math.max(0, part.end - part.x)} height={HEIGHT} rx={3} />
            {part.end - part.x > 44 && <Figure part={part} count={shares.length} />}
          </g>
        ))}
        {reference.map((bound) => (
          <line
            key={bound}
            className="share-reference"
            x1={(bound / sum) * width}
            x2={(bound / sum) * width}
            y1={-1}
            y2={HEIGHT + 1}
          />
        ))}
      </svg>
    </div>
  );
}

function placeOf(index: number, count: number): "first" | "middle" | "last" {
  if (index === 0) return "first";
  return index === count - 1 ? "last" : "middle";
}

// The first figure stands at the left end, the last at the right, a draw's in the middle.
function Figure({
  part,
  count,
}: {
  part: { index: number; x: number; end: number; probability: number };
  count: number;
}) {
  const text = percentText(part.probability);
  if (part.index === 0)
    return (
      <text x={part.x + 8} y={15}>
        {text}
      </text>
    );
  if (part.index === count - 1)
    return (
      <text x={part.end - 8} y={15} textAnchor="end">
        {text}
      </text>
    );
  return (
    <text x={(part.x + part.end) / 2} y={15} textAnchor="middle">
      {text}
    </text>
  );
}
