// a * b / c, rounded half to even: as libs/domain/rounding.h. Requires: c > 0.
export function multiplyDivideHalfEven(a: bigint, b: bigint, c: bigint): bigint {
  if (c <= 0n) throw new RangeError(`divisor: ${c}, want a positive one`);
  const product = a * b;
  const quotient = product / c; // towards zero
  const remainder = product % c;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const away = twice > c || (twice === c && quotient % 2n !== 0n);
  return away ? quotient + (product < 0n ? -1n : 1n) : quotient;
}

// 10^exponent.
export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
