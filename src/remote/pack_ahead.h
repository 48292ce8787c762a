#pragma once

#include <stop_token>
#include <vector>

#include "base/result.h"
#include "remote/kept_pieces.h"
#include "resources/content.h"

namespace vent {

// Packs all pieces of these contents and keeps them, on all processors: so that no host has to wait for it later. What
// was kept before is not packed again.
Result<> pack_ahead(const KeptPieces& kept, const std::vector<Content>& contents, const std::stop_token& stop);

}  // namespace vent
