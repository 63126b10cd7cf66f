#include "libs/rpc/grpc_log.h"

#include <cerrno>

#include <grpc/support/log.h>

#include "libs/base/clock.h"
#include "libs/telemetry/log.h"

namespace overround::rpc {
namespace {

telemetry::Level LevelOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return telemetry::Level::kDebug;
    case GPR_LOG_SEVERITY_INFO:
      return telemetry::Level::kInfo;
    case GPR_LOG_SEVERITY_ERROR:
      break;
  }
  return telemetry::Level::kWarning;  // What fails because of it is reported where it fails.
}

// Takes nothing but a function, so the logger is made for each of the rare lines.
void Write(gpr_log_func_args* line) {
  const SystemClock wall;
  const telemetry::Logger logger(program_invocation_short_name, telemetry::Level::kDebug, wall);
  logger.Write(LevelOf(line->severity), line->message,
               {{"file", line->file}, {"line", line->line}});
}

}  // namespace

void CaptureGrpcLog() { gpr_set_log_function(Write); }

}  // namespace overround::rpc
