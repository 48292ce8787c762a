#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "status/certificates.h"

namespace vent {

// What `vent certificates` shows. Pure: what time it is, comes in.
enum class Width { narrow, wide };
std::string certificates_text(const std::vector<CertificateStanding>& certificates, const Cluster& cluster, Width width,
                              WallTime now);
Json certificates_json(const std::vector<CertificateStanding>& certificates, const Cluster& cluster, WallTime now);

}  // namespace vent
