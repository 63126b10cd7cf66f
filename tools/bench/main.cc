// Measures the libraries and cores, without a running product: one JSON object a line. The whole is
// `tools/dev bench`.
#include <cstdio>
#include <string>

#include "tools/bench/measures.h"

namespace overround::bench {
namespace {

void Print(const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) {
    std::printf(R"({"name": "%s", "value": %.1f, "unit": "%s", "reference": %.1f, "against": "%s"})"
                "\n",
                figure.name.c_str(), figure.value, figure.unit.c_str(), figure.reference,
                figure.against.c_str());
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace overround::bench

int main() {
  using namespace overround::bench;
  Print(MeasureDevig());
  Print(MeasureIngest());
  Print(MeasureGrading());
  return 0;
}
