#include "status/certificates.h"

#include <algorithm>

#include "chapters/certificates.h"
#include "status/troubles.h"

namespace vent {
namespace {

constexpr std::string_view kSuffix = ".crt";

Result<std::optional<Certificate>> read_if_there(const Path& file) {
  const std::optional<std::string> text = TRY(read_file_if_present(file));
  if (!text) return std::optional<Certificate>();
  return std::optional<Certificate>(TRY(Certificate::read(*text, file.string())));
}

std::vector<CertificateStanding> wanted_for(const Cluster& cluster) {
  std::vector<CertificateStanding> all;
  for (const AuthorityWish& wish : authorities_of(cluster))
    all.push_back({.name = wish.name, .authority = wish.name, .certificate = std::nullopt, .places = {}});
  for (const CertificateWish& wish : certificates_of(cluster))
    all.push_back({.name = wish.name, .authority = wish.authority, .certificate = std::nullopt, .places = {}});
  return all;
}

// Of hosts that are gone, for example.
Result<> add_others(const Path& key_folder, std::vector<CertificateStanding>& all) {
  for (const std::string& file : TRY(list_directory(key_folder))) {
    if (!file.ends_with(kSuffix)) continue;
    const std::string name = file.substr(0, file.size() - kSuffix.size());
    if (std::ranges::find(all, name, &CertificateStanding::name) != all.end()) continue;
    all.push_back({.name = name, .authority = "", .is_wanted = false, .certificate = std::nullopt, .places = {}});
  }
  return Ok{};
}

OnHost standing_of(const PlaceStanding& place, const std::optional<Certificate>& ours, const ClusterStatus& status) {
  const HostStatus* host = status.find(place.place.host);
  if (host == nullptr || host->error) return OnHost::no_answer;
  for (const CertificateStatus& found : host->look.certificates) {
    if (found.path != place.place.path || !found.certificate) continue;
    return ours && found.certificate->fingerprint() == ours->fingerprint() ? OnHost::same : OnHost::another;
  }
  return OnHost::missing;
}

}  // namespace

std::string_view on_host_name(OnHost standing) {
  switch (standing) {
    case OnHost::not_asked:
      return "not asked";
    case OnHost::same:
      return "same";
    case OnHost::another:
      return "another";
    case OnHost::missing:
      return "missing";
    case OnHost::no_answer:
      return "no answer";
  }
  return "";
}

bool CertificateStanding::is_well(WallTime now) const {
  if (!is_wanted) return true;
  if (!certificate || days_left(*certificate, now) < kFewDays) return false;
  return std::ranges::all_of(places, [](const PlaceStanding& place) {
    return place.standing == OnHost::same || place.standing == OnHost::not_asked;
  });
}

Result<std::vector<CertificateStanding>> certificates_in(const Path& key_folder, const Design& outline) {
  std::vector<CertificateStanding> all = wanted_for(outline.cluster);
  TRY(add_others(key_folder, all));
  const std::vector<CertificatePlace> places = certificate_places(outline);
  for (CertificateStanding& one : all) {
    one.certificate = TRY(read_if_there(key_folder / (one.name + std::string(kSuffix))));
    for (const CertificatePlace& place : places)
      if (place.certificate == one.name) one.places.push_back({.place = place});
  }
  return all;
}

void compare_with_hosts(std::vector<CertificateStanding>& certificates, const ClusterStatus& status) {
  for (CertificateStanding& one : certificates)
    for (PlaceStanding& place : one.places) place.standing = standing_of(place, one.certificate, status);
}

}  // namespace vent
