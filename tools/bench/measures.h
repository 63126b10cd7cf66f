#pragma once

#include <vector>

#include "tools/bench/figure.h"

namespace overround::bench {

// Power and Shin de-vig of three-way markets, against multiplicative on the same.
std::vector<Figure> MeasureDevig();

// An answer whose prices have all changed, archived, parsed, checked and kept, against COPY of the
// same rows into a table like the history's; then an answer in which nothing has changed, against
// reading it with the JSON parser alone.
std::vector<Figure> MeasureIngest();

// Ingest with 32.5 million quotes of thirteen months in the history against an empty one, the board
// of a sport on it, and what the history takes on disk. Minutes, and ten gibibytes of disk.
std::vector<Figure> MeasureYear();

// Predictions graded when their games end.
std::vector<Figure> MeasureGrading();

}  // namespace overround::bench
