#pragma once

#include <string>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// No swap, now and at every boot: lines of /etc/fstab that bring it are switched off by a mark, so they can come back.
struct SwapOff {};

inline const Path kSwapTable = "/etc/fstab";

std::string id_of(const SwapOff& swap_off);
State wanted(const SwapOff& swap_off);
Result<State> observe(const SwapOff& swap_off, const ThisHost& host);
Result<> make(const SwapOff& swap_off, ThisHost& host);
Result<> undo(const SwapOff& swap_off, const State& before, ThisHost& host);
std::string as_shell(const SwapOff& swap_off);
Json to_json(const SwapOff& swap_off);
Result<SwapOff> swap_off_from_json(const Json& json);

}  // namespace vent
