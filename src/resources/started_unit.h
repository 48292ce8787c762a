#pragma once

#include <span>
#include <string>

#include "formats/unit_file.h"
#include "resources/resource.h"

namespace vent {

// A service that is started again whenever one of these resources, or its own file, becomes another. The file gets the
// digest of them all as VENT_INPUTS; a Type=oneshot service, which has no process to carry it, writes it down when done.
enum class Stays { yes, no };
Unit started_unit(std::string name, UnitFile file, std::span<const Resource> started_from, Stays stays = Stays::yes);

}  // namespace vent
