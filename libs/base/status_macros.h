#pragma once

#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

// The only control-flow macros of the code base. Both leave the function with the error, unchanged.

#define OVERROUND_RETURN_IF_ERROR(expression)                                   \
  do {                                                                          \
    if (absl::Status overround_status = (expression); !overround_status.ok()) { \
      return overround_status;                                                  \
    }                                                                           \
  } while (false)

#define OVERROUND_ASSIGN_OR_RETURN(declaration, expression) \
  OVERROUND_ASSIGN_OR_RETURN_(OVERROUND_CONCAT_(overround_or_, __LINE__), declaration, expression)

#define OVERROUND_CONCAT_(a, b) OVERROUND_CONCAT_INNER_(a, b)
#define OVERROUND_CONCAT_INNER_(a, b) a##b
#define OVERROUND_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                        \
  if (!result.ok()) return std::move(result).status();               \
  declaration = *std::move(result)
