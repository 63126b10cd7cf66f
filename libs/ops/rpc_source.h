#pragma once

#include "libs/eventlog/source.h"
#include "libs/rpc/channel.h"

namespace overround::ops {

// The log of the service at the channel's other end. `channel` outlives the source.
eventlog::Source RpcSource(const rpc::Channel& channel);

}  // namespace overround::ops
