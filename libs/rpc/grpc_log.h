#pragma once

namespace overround::rpc {

// Makes what gRPC itself has to say lines of our log, under the program's name; it would otherwise
// write lines of its own between ours.
void CaptureGrpcLog();

}  // namespace overround::rpc
