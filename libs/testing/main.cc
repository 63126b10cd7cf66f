// Catch's own main takes nine seconds to compile; it is compiled here, once, for every test binary.
#define CATCH_CONFIG_MAIN
#include <cstdlib>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

namespace {

// Writes `passed|failed|skipped<TAB>name` for each test case to the file OVERROUND_TEST_LOG names,
// so that tools/run_tests.py can count. A case is skipped when it warned "skipped: ..." and nothing
// failed.
class TestLog : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& info) override {
    TestEventListenerBase::testCaseStarting(info);
    skip_reason_.clear();
  }

  bool assertionEnded(const Catch::AssertionStats& stats) override {
    for (const Catch::MessageInfo& message : stats.infoMessages) {
      if (message.message.rfind("skipped:", 0) == 0) skip_reason_ = message.message;
    }
    return true;
  }

  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    const char* path = std::getenv("OVERROUND_TEST_LOG");
    if (path == nullptr) return;
    std::ofstream log(path, std::ios::app);
    if (!stats.totals.assertions.allOk()) {
      log << "failed\t" << stats.testInfo.name << "\n";
    } else if (!skip_reason_.empty()) {
      log << "skipped\t" << stats.testInfo.name << " (" << skip_reason_.substr(9) << ")\n";
    } else {
      log << "passed\t" << stats.testInfo.name << "\n";
    }
  }

 private:
  std::string skip_reason_;
};

CATCH_REGISTER_LISTENER(TestLog)

}  // namespace
