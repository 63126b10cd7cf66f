// Catch's own main takes nine seconds to compile; it is compiled here, once, for every test binary.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
