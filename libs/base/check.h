#pragma once

#include <cstdio>
#include <cstdlib>

// Stops the process when one of our own assumptions is wrong. Never for input: input gets a Status.
#define OVERROUND_CHECK(condition)                                                       \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)
