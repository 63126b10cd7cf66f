// How figures that are not money and not odds are written.

// 0.5234 -> "52.3%"
export function percentText(share: number, decimals = 1): string {
  return `${(share * 100).toFixed(decimals).replace("-", "−")}%`;
}

// 0.05 -> "5%", 0.125 -> "12.5%": a share somebody chose, not one that was measured.
export function shortPercentText(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}

// 0.021 -> "+2.1%", -0.021 -> "−2.1%"; what rounds to zero has no sign.
export function signedPercentText(share: number, decimals = 1): string {
  const text = (Math.abs(share) * 100).toFixed(decimals);
  if (Number(text) === 0) return `${text}%`;
  return `${share < 0 ? "−" : "+"}${text}%`;
}

// -0.0123 -> "−0.0123"
export function signedText(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

// "12,345"
export function countText(count: bigint | number | string): string {
  return BigInt(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

export interface Interval {
  low: number;
  high: number;
}

// The 95 % Wilson interval of a share seen in `count` trials: honest for few trials and near 0 or
// 1.
export function wilsonInterval(share: number, count: number): Interval {
  if (count <= 0) return { low: 0, high: 1 };
  const z = 1.959964;
  const spread = (z * z) / count;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
