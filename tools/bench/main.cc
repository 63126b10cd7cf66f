// Measures the libraries and cores, without a running product: one JSON object a line. The whole is
// `tools/dev bench`. With names (devig, ingest, grading, year) only these; `year` only by its name.
#include <cstdio>
#include <set>
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

int main(int argc, char** argv) {
  using namespace overround::bench;
  const std::set<std::string> names(argv + 1, argv + argc);
  const auto is_wanted = [&](const std::string& name) {
    return names.empty() || names.count(name) > 0;
  };
  if (is_wanted("devig")) Print(MeasureDevig());
  if (is_wanted("ingest")) Print(MeasureIngest());
  if (is_wanted("grading")) Print(MeasureGrading());
  if (names.count("year") > 0) Print(MeasureYear());
  return 0;
}
