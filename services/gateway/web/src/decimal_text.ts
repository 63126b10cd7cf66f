// A plain decimal number as text, cut at its point and never turned into a float: as
// libs/domain/decimal_text.h.
export interface DecimalText {
  negative: boolean;
  hasSign: boolean; // a plus counts
  whole: string;
  fraction: string; // without trailing zeros
}

// None where `text` is not such a number: an optional sign, digits, optionally a point with digits
// behind it.
export function splitDecimal(text: string): DecimalText | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  return {
    negative: match[1] === "-",
    hasSign: match[1] !== "",
    whole: match[2]!,
    fraction: (match[3] ?? "").replace(/0+$/, ""),
  };
}

// The number times 10^decimals, exactly; undefined where the fraction is longer.
export function scaledInteger(number: DecimalText, decimals: number): bigint | undefined {
  if (number.fraction.length > decimals) return undefined;
  const magnitude = BigInt(number.whole + number.fraction.padEnd(decimals, "0"));
  return number.negative ? -magnitude : magnitude;
}
