// Many three-way markets at once. The lanes below have no branches and no calls, so that the
// compiler works on four markets at a time; what they cannot settle to full precision in their
// fixed number of steps (freak margins) goes through the one-market code of devig.cc.
//
// The AVX2 build of a loop differs from the plain one in width only: without fused multiply-add
// both round alike, so the processor does not change a replay.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "libs/base/check.h"
#include "libs/domain/devig.h"

#define OVERROUND_LANE [[gnu::always_inline]] static inline

namespace overround {
namespace {

constexpr size_t kBlock = 128;

// One market's answer. `doubt` is the size of the last step taken; infinite where the book must be
// refused.
struct Lane {
  double a;
  double b;
  double c;
  double doubt;
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

OVERROUND_LANE double RefusalOf(double a, double b, double c) {
  const double sum = a + b + c;
  const bool fine = (a > 0) & (b > 0) & (c > 0) & (a < 1) & (b < 1) & (c < 1) & (sum >= kBookMin) &
                    (sum <= kBookMax);
  return fine ? 0.0 : kInfinity;
}

// ln(x) for normal positive x, to about one unit in the last place: x = 2^k * m with m around one,
// then 2 artanh((m - 1) / (m + 1)) by its series.
OVERROUND_LANE double Log(double x) {
  constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd;
  constexpr uint64_t kOne = 0x3ff0000000000000;
  constexpr uint64_t kMantissa = 0x000fffffffffffff;
  constexpr uint64_t kTwoTo52 = 0x4330000000000000;
  const uint64_t bits = std::bit_cast<uint64_t>(x) + (kOne - kSqrtHalf);
  const double exponent = std::bit_cast<double>((bits >> 52) | kTwoTo52) - (0x1p52 + 1023);
  const double f = std::bit_cast<double>((bits & kMantissa) + kSqrtHalf) - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  double series = 1.0 / 19;
  series = series * z + 1.0 / 17;
  series = series * z + 1.0 / 15;
  series = series * z + 1.0 / 13;
  series = series * z + 1.0 / 11;
  series = series * z + 1.0 / 9;
  series = series * z + 1.0 / 7;
  series = series * z + 1.0 / 5;
  series = series * z + 1.0 / 3;
  return exponent * 0.6931471805599453 + 2 * (s + s * z * series);
}

// e^x by its series, for |x| <= kExpMax: error below 2e-14 of the value.
constexpr double kExpMax = 0.5;
OVERROUND_LANE double SmallExp(double x) {
  double series = 1.0 / 479001600;
  series = series * x + 1.0 / 39916800;
  series = series * x + 1.0 / 3628800;
  series = series * x + 1.0 / 362880;
  series = series * x + 1.0 / 40320;
  series = series * x + 1.0 / 5040;
  series = series * x + 1.0 / 720;
  series = series * x + 1.0 / 120;
  series = series * x + 1.0 / 24;
  series = series * x + 1.0 / 6;
  series = series * x + 0.5;
  series = series * x + 1;
  return series * x + 1;
}

// Halley's step for value = 0.
OVERROUND_LANE double HalleyStep(double value, double slope, double bend) {
  return 2 * value * slope / (2 * slope * slope - value * bend);
}

OVERROUND_LANE Lane MultiplicativeLane(double a, double b, double c) {
  const double sum = a + b + c;
  return {a / sum, b / sum, c / sum, RefusalOf(a, b, c)};
}

OVERROUND_LANE Lane AdditiveLane(double a, double b, double c) {
  const double share = (a + b + c - 1) / 3;
  const double refusal = RefusalOf(a, b, c);
  const bool fine =
      (a > share) & (b > share) & (c > share) & (a - share < 1) & (b - share < 1) & (c - share < 1);
  return {a - share, b - share, c - share, fine ? refusal : kInfinity};
}

// Solves sum(b^(1 + d)) = 1 for d. b^(1 + d) is b * e^(d ln b) with a small exponent: the moments
// sum(b (ln b)^j) give the sum as a polynomial in d, whose root is the last step's start.
OVERROUND_LANE Lane PowerLane(double a, double b, double c) {
  const double la = Log(a);
  const double lb = Log(b);
  const double lc = Log(c);
  double ma = a * la;
  double mb = b * lb;
  double mc = c * lc;
  const double m0 = a + b + c - 1;
  const double m1 = ma + mb + mc;
  const double m2 = (ma *= la) + (mb *= lb) + (mc *= lc);
  const double m3 = (ma *= la) + (mb *= lb) + (mc *= lc);
  const double m4 = ma * la + mb * lb + mc * lc;
  double d = -HalleyStep(m0, m1, m2);
  const double value = m0 + d * (m1 + d * (m2 / 2 + d * (m3 / 6 + d * (m4 / 24))));
  const double slope = m1 + d * (m2 + d * (m3 / 2 + d * (m4 / 6)));
  d -= value / slope;
  const double pa = a * SmallExp(d * la);
  const double pb = b * SmallExp(d * lb);
  const double pc = c * SmallExp(d * lc);
  const double last = -HalleyStep(pa + pb + pc - 1, la * pa + lb * pb + lc * pc,
                                  la * la * pa + lb * lb * pb + lc * lc * pc);
  const auto moved = [&](double p, double log) {
    const double x = last * log;
    return p + p * x * (1 + x * (0.5 + x * (1.0 / 6)));
  };
  const double reach = std::abs(d) * -std::min(la, std::min(lb, lc));
  // A power's exponent forgives more than a share of insiders does: see kDoubtMax.
  const double doubt = reach <= kExpMax ? std::abs(last) * 0.01 : kInfinity;
  return {moved(pa, la), moved(pb, lb), moved(pc, lc), doubt + RefusalOf(a, b, c)};
}

// As devig.cc writes it: F(z) = sum(sqrt(q_i)) - 2 - z, q_i = z^2 + 4 (1 - z) c_i.
OVERROUND_LANE Lane ShinLane(double a, double b, double c) {
  const double sum = a + b + c;
  const double scale = 1 / std::sqrt(sum);
  const double ra = a * scale;  // sqrt(c_i)
  const double rb = b * scale;
  const double rc = c * scale;
  const auto root = [](double z, double r) { return std::sqrt(z * z + 4 * (1 - z) * r * r); };
  const auto bend_at_zero = [](double r) { return (1 - r * r) / (2 * r); };
  const double total = ra + rb + rc;
  double z = -HalleyStep(2 * total - 2, -total - 1,
                         bend_at_zero(ra) + bend_at_zero(rb) + bend_at_zero(rc));
  double last = 0;
  double sa = 0;
  double sb = 0;
  double sc = 0;
  for (int i = 0; i < 2; ++i) {
    sa = root(z, ra);
    sb = root(z, rb);
    sc = root(z, rc);
    const double ia = 1 / sa;
    const double ib = 1 / sb;
    const double ic = 1 / sc;
    const double da = (z - 2 * ra * ra) * ia;
    const double db = (z - 2 * rb * rb) * ib;
    const double dc = (z - 2 * rc * rc) * ic;
    const double ba = (1 - da * da) * ia;
    const double bb = (1 - db * db) * ib;
    const double bc = (1 - dc * dc) * ic;
    last = HalleyStep(sa + sb + sc - 2 - z, da + db + dc - 1, ba + bb + bc);
    z -= last;
    // The roots move along instead of being taken again.
    sa += last * (last * 0.5 * ba - da);
    sb += last * (last * 0.5 * bb - db);
    sc += last * (last * 0.5 * bc - dc);
  }
  const double below = 0.5 / (1 - z);
  return {(sa - z) * below, (sb - z) * below, (sc - z) * below,
          std::abs(last) + RefusalOf(a, b, c)};
}

// With odds o_i = b_i / (1 - b_i) the sum is one where 2 e3 c^3 + e2 c^2 = 1, e2 and e3 being the
// elementary symmetric polynomials of the odds.
OVERROUND_LANE Lane OddsRatioLane(double a, double b, double c) {
  const double oa = a / (1 - a);
  const double ob = b / (1 - b);
  const double oc = c / (1 - c);
  const double e2 = oa * ob + oa * oc + ob * oc;
  const double e3 = oa * ob * oc;
  const auto step = [&](double x) {
    return HalleyStep((2 * e3 * x + e2) * x * x - 1, (6 * e3 * x + 2 * e2) * x,
                      12 * e3 * x + 2 * e2);
  };
  double ratio = 1;
  ratio -= step(ratio);
  ratio -= step(ratio);
  const double last = step(ratio);
  ratio -= last;
  const auto fair = [&](double odds) { return ratio * odds / (1 + ratio * odds); };
  return {fair(oa), fair(ob), fair(oc), std::abs(last) + RefusalOf(a, b, c)};
}

struct Block {
  std::array<const double*, 3> in;
  std::array<double*, 3> out;
  double* doubt;
  size_t size;
};

template <DevigMethod kMethod>
OVERROUND_LANE Lane LaneOf(double a, double b, double c) {
  if constexpr (kMethod == DevigMethod::kMultiplicative) return MultiplicativeLane(a, b, c);
  if constexpr (kMethod == DevigMethod::kAdditive) return AdditiveLane(a, b, c);
  if constexpr (kMethod == DevigMethod::kPower) return PowerLane(a, b, c);
  if constexpr (kMethod == DevigMethod::kShin) return ShinLane(a, b, c);
  if constexpr (kMethod == DevigMethod::kOddsRatio) return OddsRatioLane(a, b, c);
}

template <DevigMethod kMethod>
OVERROUND_LANE void RunLanes(const Block& block) {
  const auto [a, b, c] = block.in;
  const auto [pa, pb, pc] = block.out;
  double* const doubt = block.doubt;
  const size_t size = block.size;
#if !defined(__clang__)
#pragma GCC ivdep  // seven columns are more than the compiler would check for overlap by itself
#endif
  for (size_t i = 0; i < size; ++i) {
    const Lane lane = LaneOf<kMethod>(a[i], b[i], c[i]);
    pa[i] = lane.a;
    pb[i] = lane.b;
    pc[i] = lane.c;
    doubt[i] = lane.doubt;
  }
}

template <DevigMethod kMethod>
void RunPlain(const Block& block) {
  RunLanes<kMethod>(block);
}

#if defined(__x86_64__)
template <DevigMethod kMethod>
[[gnu::target("avx2")]] void RunWide(const Block& block) {
  RunLanes<kMethod>(block);
}
#endif

using Run = void (*)(const Block&);

template <DevigMethod kMethod>
Run RunFor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return RunWide<kMethod>;
#endif
  return RunPlain<kMethod>;
}

Run RunOf(DevigMethod method) {
  switch (method) {
    case DevigMethod::kMultiplicative:
      return RunFor<DevigMethod::kMultiplicative>();
    case DevigMethod::kAdditive:
      return RunFor<DevigMethod::kAdditive>();
    case DevigMethod::kPower:
      return RunFor<DevigMethod::kPower>();
    case DevigMethod::kShin:
      return RunFor<DevigMethod::kShin>();
    case DevigMethod::kOddsRatio:
      break;
  }
  return RunFor<DevigMethod::kOddsRatio>();
}

// Halley's error is cubed by each step: after a last step below this it is beneath rounding.
constexpr double kDoubtMax = 1e-6;

// Redoes the lanes that did not settle; counts the markets refused.
size_t SettleDoubts(DevigMethod method, const Block& block) {
  size_t refused = 0;
  for (size_t i = 0; i < block.size; ++i) {
    if (block.doubt[i] <= kDoubtMax) continue;
    const double implied[] = {block.in[0][i], block.in[1][i], block.in[2][i]};
    const absl::StatusOr<std::vector<double>> fair = Devig(method, implied);
    if (!fair.ok()) ++refused;
    for (size_t side = 0; side < 3; ++side) {
      block.out[side][i] = fair.ok() ? (*fair)[side] : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return refused;
}

}  // namespace

size_t DevigThreeWay(DevigMethod method, const ThreeWayColumns& implied, const ThreeWayFair& fair) {
  const size_t size = implied.home.size();
  for (const size_t other : {implied.draw.size(), implied.away.size(), fair.home.size(),
                             fair.draw.size(), fair.away.size()}) {
    OVERROUND_CHECK(other == size);
  }
  const Run run = RunOf(method);
  double doubt[kBlock];
  size_t refused = 0;
  for (size_t at = 0; at < size; at += kBlock) {
    const Block block{
        {implied.home.data() + at, implied.draw.data() + at, implied.away.data() + at},
        {fair.home.data() + at, fair.draw.data() + at, fair.away.data() + at},
        doubt,
        std::min(kBlock, size - at)};
    run(block);
    refused += SettleDoubts(method, block);
  }
  return refused;
}

}  // namespace overround
