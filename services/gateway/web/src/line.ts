// Lines are whole numbers of quarters, for spreads always as added to the home side: as
// libs/domain/line.h.
const FRACTIONS = ["", ".25", ".5", ".75"] as const;

// "-3.5", "2.25", "40", "0".
export function lineText(lineQuarters: number): string {
  const magnitude = Math.abs(lineQuarters);
  return `${lineQuarters < 0 ? "-" : ""}${Math.floor(magnitude / 4)}${FRACTIONS[magnitude % 4]}`;
}

// As a bookmaker shows a spread: "+3.5", "-3.5", and "PK" for zero.
export function spreadText(lineQuarters: number): string {
  if (lineQuarters === 0) return "PK";
  return `${lineQuarters > 0 ? "+" : ""}${lineText(lineQuarters)}`;
}
