#include "commands/certificates_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "commands/table.h"
#include "status/troubles.h"

namespace vent {
namespace {

constexpr std::size_t kNamedHosts = 2;  // of more, only how many

std::string subject_of(const Certificate& certificate) {
  const Identity& identity = certificate.identity();
  return identity.common_name + (identity.organization.empty() ? "" : " (" + identity.organization + ")");
}

std::vector<std::string> names_in(const Certificate& certificate) {
  std::vector<std::string> names = certificate.identity().dns_names;
  for (const Ipv4 address : certificate.identity().addresses) names.push_back(address.text());
  return names;
}

std::string hosts_text(const std::vector<std::string>& hosts, const Cluster& cluster) {
  if (hosts.size() == cluster.hosts.size() && hosts.size() > 1) return "every host";
  if (hosts.size() > kNamedHosts) return fmt::format("{} hosts", hosts.size());
  return join(hosts, ", ");
}

// "every host /etc/kubernetes/ca.crt"
std::string places_text(const CertificateStanding& one, const Cluster& cluster) {
  if (!one.is_wanted) return "nowhere any more";
  std::vector<std::string> paths;
  std::map<std::string, std::vector<std::string>> hosts;
  for (const PlaceStanding& place : one.places) {
    if (!hosts.contains(place.place.path)) paths.push_back(place.place.path);
    hosts[place.place.path].push_back(place.place.host);
  }
  if (paths.empty()) return "vent kubeconfig";
  std::vector<std::string> texts;
  for (const std::string& path : paths) texts.push_back(hosts_text(hosts[path], cluster) + " " + path);
  return join(texts, ", ");
}

std::string days_text(const CertificateStanding& one, WallTime now) {
  if (!one.certificate) return "not made yet";
  const int days = days_left(*one.certificate, now);
  return days < 0 ? "has run out" : fmt::format("{}", days);
}

// In one word what the hosts have, or whose differs.
std::string standing_text(const CertificateStanding& one) {
  if (one.places.empty()) return "-";
  std::vector<std::string> wrong;
  for (const PlaceStanding& place : one.places) {
    if (place.standing == OnHost::same) continue;
    std::string text = fmt::format("{}: {}", place.place.host, on_host_name(place.standing));
    if (wrong.empty() || wrong.back() != text) wrong.push_back(std::move(text));  // of a host's places, all may be so
  }
  return wrong.empty() ? "same" : join(wrong, ", ");
}

bool were_asked(const std::vector<CertificateStanding>& certificates) {
  return std::ranges::any_of(certificates, [](const CertificateStanding& one) {
    return std::ranges::any_of(one.places,
                               [](const PlaceStanding& place) { return place.standing != OnHost::not_asked; });
  });
}

Json texts_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

Json certificate_json(const CertificateStanding& one, WallTime now) {
  Json places = Json::array();
  for (const PlaceStanding& place : one.places)
    places.push(Json::object()
                    .set("host", place.place.host)
                    .set("path", place.place.path)
                    .set("inKubeconfig", place.place.in_kubeconfig)
                    .set("standing", on_host_name(place.standing)));
  Json json = Json::object()
                  .set("name", one.name)
                  .set("authority", one.authority.empty() ? Json() : Json(one.authority))
                  .set("wanted", one.is_wanted)
                  .set("made", one.certificate.has_value())
                  .set("well", one.is_well(now))
                  .set("places", places);
  if (!one.certificate) return json;
  const Certificate& certificate = *one.certificate;
  return json.set("commonName", certificate.identity().common_name)
      .set("organization", certificate.identity().organization)
      .set("issuer", certificate.issuer())
      .set("names", texts_json(names_in(certificate)))
      .set("from", format_utc(certificate.validity().from))
      .set("until", format_utc(certificate.validity().until))
      .set("daysLeft", days_left(certificate, now))
      .set("fingerprint", certificate.fingerprint());
}

}  // namespace

std::string certificates_text(const std::vector<CertificateStanding>& certificates, const Cluster& cluster, Width width,
                              WallTime now) {
  const bool asked = were_asked(certificates), is_wide = width == Width::wide;
  std::vector<std::vector<std::string>> rows = {{"NAME", "SUBJECT", "ISSUER", "DAYS LEFT"}};
  if (asked) rows.front().emplace_back("ON THE HOSTS");
  rows.front().emplace_back("WHERE");
  if (is_wide)
    for (const char* head : {"UNTIL", "NAMES", "FINGERPRINT"}) rows.front().emplace_back(head);
  for (const CertificateStanding& one : certificates) {
    const std::optional<Certificate>& certificate = one.certificate;
    std::vector<std::string>& row = rows.emplace_back();
    row = {one.name, certificate ? subject_of(*certificate) : "-", certificate ? certificate->issuer() : "-",
           days_text(one, now)};
    if (asked) row.push_back(standing_text(one));
    row.push_back(places_text(one, cluster));
    if (!is_wide) continue;
    row.push_back(certificate ? format_utc(certificate->validity().until) : "-");
    const std::string names = certificate ? join(names_in(*certificate), ",") : "";
    row.push_back(names.empty() ? "-" : names);
    row.push_back(certificate ? certificate->fingerprint() : "-");
  }
  return render_table(rows);
}

Json certificates_json(const std::vector<CertificateStanding>& certificates, const Cluster& cluster, WallTime now) {
  Json list = Json::array();
  for (const CertificateStanding& one : certificates) list.push(certificate_json(one, now));
  return Json::object().set("schemaVersion", 1).set("cluster", cluster.name).set("certificates", list);
}

}  // namespace vent
