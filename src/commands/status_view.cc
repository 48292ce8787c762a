#include "commands/status_view.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "commands/table.h"
#include "events/printable.h"

namespace vent {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// What hosts say of themselves goes to a terminal.
std::string shown(const std::string& text) { return text.empty() ? "-" : printable_line(text); }

std::string megabytes(std::int64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

std::string units_text(const HostLook& look) {
  const auto well = std::ranges::count_if(look.units, &UnitStatus::is_well);
  return fmt::format("{} of {} active", well, look.units.size());
}

std::string api_text(const HostLook& look) {
  if (!look.api) return "-";
  return look.api->problem.empty() ? "ready " + shown(look.api->version) : "not ready";
}

Rows host_rows(const ClusterStatus& status) {
  Rows rows = {{"HOST", "ROLE", "UP", "UNITS", "API", "KERNEL", "SYSTEM"}};
  for (const HostStatus& one : status.hosts) {
    const std::string role(role_name(one.host->role));
    if (one.error)
      rows.push_back({one.host->name, role, "no answer", "-", "-", "-", "-"});
    else
      rows.push_back({one.host->name, role, format_duration(one.look.up), units_text(one.look), api_text(one.look),
                      shown(one.look.kernel), shown(one.look.os)});
  }
  return rows;
}

struct MemberRow {
  std::string name;
  std::string health;  // "healthy", "not healthy", "no answer"
  std::string part;    // "leader", "follower", "learner"; "-" when it isn't known
  const EtcdStatus* etcd = nullptr;
};

MemberRow member_row(const ClusterStatus& status, const std::string& name, bool is_learner) {
  const HostStatus* host = status.find(name);
  MemberRow row{.name = name, .health = "no answer", .part = is_learner ? "learner" : "-", .etcd = nullptr};
  if (host == nullptr || host->error || !host->look.etcd) return row;
  row.etcd = &*host->look.etcd;
  row.health = row.etcd->problem.empty() ? "healthy" : "not healthy";
  if (!is_learner && !row.etcd->version.empty()) row.part = row.etcd->is_leader ? "leader" : "follower";
  return row;
}

// Whom etcd knows; when it says nothing, those who should be there.
std::vector<MemberRow> member_rows(const ClusterStatus& status) {
  std::vector<MemberRow> rows;
  const std::vector<EtcdStatus::Member> members = status.members();
  for (const EtcdStatus::Member& member : members) rows.push_back(member_row(status, member.name, member.is_learner));
  if (members.empty())
    for (const Host* host : status.cluster->with_role(Role::controller))
      rows.push_back(member_row(status, host->name, false));
  return rows;
}

Rows etcd_rows(const ClusterStatus& status) {
  Rows rows = {{"ETCD", "HEALTH", "PART", "DATA", "VERSION"}};
  for (const MemberRow& row : member_rows(status))
    rows.push_back({shown(row.name), row.health, row.part, row.etcd == nullptr ? "-" : megabytes(row.etcd->bytes),
                    row.etcd == nullptr ? "-" : shown(row.etcd->version)});
  return rows;
}

Rows node_rows(const ClusterStatus& status) {
  Rows rows = {{"NODE", "READY", "KUBELET", "RUNTIME"}};
  for (const NodeStatus& node : status.nodes()) {
    std::string ready = node.is_ready() ? "yes" : "no: " + shown(node.reason);
    if (node.is_cordoned) ready += ", cordoned";
    rows.push_back({shown(node.name), ready, shown(node.kubelet), shown(node.runtime)});
  }
  return rows;
}

struct FoundCertificate {
  std::string host;
  std::string path;
  Certificate certificate;
};

// The soonest first.
std::vector<FoundCertificate> certificates_of(const ClusterStatus& status) {
  std::vector<FoundCertificate> all;
  for (const HostStatus& one : status.hosts)
    for (const CertificateStatus& found : one.look.certificates)
      if (found.certificate) all.push_back({one.host->name, found.path, *found.certificate});
  std::ranges::stable_sort(all, {}, [](const FoundCertificate& one) { return one.certificate.validity().until; });
  return all;
}

std::string certificates_text(const ClusterStatus& status, WallTime now) {
  constexpr std::size_t kShown = 3;  // and all that end soon
  const std::vector<FoundCertificate> all = certificates_of(status);
  Rows rows = {{"CERTIFICATE", "HOST", "OF", "DAYS LEFT"}};
  for (const FoundCertificate& one : all) {
    const int days = days_left(one.certificate, now);
    if (rows.size() > kShown && days >= kFewDays) break;
    rows.push_back({one.path, one.host, shown(one.certificate.identity().common_name), fmt::format("{}", days)});
  }
  if (all.empty()) return "";
  const std::size_t more = all.size() + 1 - rows.size();
  const std::string rest = more == 0 ? "" : fmt::format("and {} more that end later: vent certificates\n", more);
  return render_table(rows) + rest + "\n";
}

std::string troubles_text(const ClusterStatus& status, const std::vector<Trouble>& troubles) {
  if (troubles.empty()) return "all is well\n";
  std::string text = fmt::format("{} not well:\n",
                                 troubles.size() == 1 ? "1 thing is" : fmt::format("{} things are", troubles.size()));
  for (const Trouble& trouble : troubles) {
    const std::string& who = trouble.host.empty() ? status.cluster->name : trouble.host;
    text += fmt::format("  {}: {}\n", who, printable_line(trouble.what));
    if (!trouble.next.empty()) text += fmt::format("    next: {}\n", printable_line(trouble.next));
  }
  return text;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json unit_json(const UnitStatus& unit) {
  return Json::object()
      .set("name", unit.name)
      .set("active", unit.active)
      .set("atBoot", text_or_null(unit.at_boot))
      .set("result", unit.result)
      .set("restarts", unit.restarts)
      .set("well", unit.is_well());
}

Json host_json(const HostStatus& one) {
  Json json = Json::object()
                  .set("name", one.host->name)
                  .set("role", role_name(one.host->role))
                  .set("address", one.host->address)
                  .set("reachable", !one.error)
                  .set("error", one.error ? Json(one.error->message) : Json());
  if (one.error) return json;
  Json units = Json::array();
  for (const UnitStatus& unit : one.look.units) units.push(unit_json(unit));
  json.set("upSeconds", std::chrono::floor<std::chrono::seconds>(one.look.up).count())
      .set("kernel", one.look.kernel)
      .set("system", one.look.os)
      .set("units", units);
  if (const auto& api = one.look.api)
    json.set("api", Json::object()
                        .set("ready", api->problem.empty())
                        .set("problem", text_or_null(api->problem))
                        .set("version", text_or_null(api->version)));
  return json;
}

Json member_json(const MemberRow& row) {
  return Json::object()
      .set("name", row.name)
      .set("health", row.health)
      .set("part", row.part == "-" ? Json() : Json(row.part))
      .set("problem", row.etcd == nullptr ? Json() : text_or_null(row.etcd->problem))
      .set("version", row.etcd == nullptr ? Json() : text_or_null(row.etcd->version))
      .set("bytes", row.etcd == nullptr ? Json() : Json(row.etcd->bytes));
}

Json node_json(const NodeStatus& node) {
  return Json::object()
      .set("name", node.name)
      .set("ready", node.is_ready())
      .set("reason", node.reason)
      .set("cordoned", node.is_cordoned)
      .set("kubelet", node.kubelet)
      .set("runtime", node.runtime);
}

Json certificate_json(const FoundCertificate& one, WallTime now) {
  return Json::object()
      .set("host", one.host)
      .set("path", one.path)
      .set("subject", one.certificate.identity().common_name)
      .set("until", format_utc(one.certificate.validity().until))
      .set("daysLeft", days_left(one.certificate, now));
}

}  // namespace

std::string status_text(const ClusterStatus& status, const std::vector<Trouble>& troubles, WallTime now) {
  std::string text = render_table(host_rows(status)) + "\n" + render_table(etcd_rows(status)) + "\n";
  if (const Rows nodes = node_rows(status); nodes.size() > 1) text += render_table(nodes) + "\n";
  return text + certificates_text(status, now) + troubles_text(status, troubles);
}

Json status_json(const ClusterStatus& status, const std::vector<Trouble>& troubles, WallTime now) {
  Json wrong = Json::array(), hosts = Json::array(), etcd = Json::array(), nodes = Json::array(),
       certificates = Json::array();
  for (const Trouble& trouble : troubles)
    wrong.push(Json::object()
                   .set("host", text_or_null(trouble.host))
                   .set("what", trouble.what)
                   .set("next", text_or_null(trouble.next)));
  for (const HostStatus& one : status.hosts) hosts.push(host_json(one));
  for (const MemberRow& row : member_rows(status)) etcd.push(member_json(row));
  for (const NodeStatus& node : status.nodes()) nodes.push(node_json(node));
  for (const FoundCertificate& one : certificates_of(status)) certificates.push(certificate_json(one, now));
  return Json::object()
      .set("schemaVersion", 1)
      .set("cluster", status.cluster->name)
      .set("well", troubles.empty())
      .set("troubles", wrong)
      .set("hosts", hosts)
      .set("etcd", etcd)
      .set("nodes", nodes)
      .set("certificates", certificates);
}

}  // namespace vent
