#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/certificates.h"
#include "chapters/layout.h"
#include "chapters/outline.h"
#include "pki/key_folder.h"
#include "status/troubles.h"
#include "validate/checks.h"
#include "validate/evidence.h"

namespace vent {
namespace {

// Who shows a certificate to those who ask, and which it should be.
struct Listener {
  std::string unit;
  std::string certificate;
  std::string address;
};

std::vector<Listener> listeners_of(const Host& host) {
  const std::string own = host.private_address.text();
  std::vector<Listener> listeners;
  if (is_controller(host))
    listeners = {{"etcd", "etcd-server-" + host.name, fmt::format("127.0.0.1:{}", kEtcdPort)},
                 {"etcd", "etcd-peer-" + host.name, fmt::format("{}:{}", own, kEtcdPeerPort)},
                 {"kube-apiserver", "kube-apiserver-" + host.name, fmt::format("{}:{}", own, kApiPort)},
                 {"kube-controller-manager", "kube-controller-manager", "127.0.0.1:10257"},
                 {"kube-scheduler", "kube-scheduler", "127.0.0.1:10259"}};
  listeners.push_back({"kubelet", "kubelet-server-" + host.name, own + ":10250"});
  return listeners;
}

using Known = std::map<std::string, const Certificate*>;

// The certificates that a host has, by their names.
Known certificates_on(const HostStatus& host, const std::vector<CertificatePlace>& places) {
  Known known;
  for (const CertificateStatus& one : host.look.certificates)
    for (const CertificatePlace& place : places)
      if (place.host == host.host->name && place.path == one.path && one.certificate)
        known[place.certificate] = &*one.certificate;
  return known;
}

// What is wrong with one that was read; empty when nothing is. An authority has no wish.
std::string fault_of(const Certificate& found, const CertificateWish* wish, const Known& known, WallTime now) {
  if (found.validity().from > now) return "is not valid yet";
  const int days = days_left(found, now);
  if (days < 0) return "has run out at " + format_utc(found.validity().until);
  if (days < kFewDays) return fmt::format("ends in {} days", days);
  if (wish == nullptr) return "";
  const auto authority = known.find(wish->authority);
  if (authority != known.end() && !found.is_signed_by(*authority->second))
    return fmt::format("is signed by '{}', and not by the authority that the cluster trusts", found.issuer());
  // As on its first day: that it will soon be made anew is no fault.
  const std::optional<std::string> other = why_anew(found, wish->identity, found.validity().from);
  return other ? "isn't right: " + *other : "";
}

std::string told(const Certificate& one) {
  return fmt::format("{}, by {}, until {}", one.identity().common_name, one.issuer(), format_utc(one.validity().until));
}

// Each answer stands behind a line "@ ADDRESS"; what is shown comes before it is asked for a client's certificate.
std::string script_for(const std::vector<Listener>& listeners) {
  std::string script = "command -v openssl >/dev/null || { echo '@ no openssl'; exit 0; }\n";
  for (const Listener& listener : listeners)
    script += fmt::format(
        "echo '@ {0}'; timeout 5 openssl s_client -connect {0} </dev/null 2>&1 | "
        "sed -n -e '/^-----BEGIN CERT/,/^-----END CERT/p' -e '/connect:errno\\|refused\\|timed out/p'\n",
        listener.address);
  return script;
}

std::map<std::string, std::string> by_address(std::string_view answer) {
  std::map<std::string, std::string> shown;
  std::string address;
  for (const std::string& line : split_lines(answer)) {
    if (line.starts_with("@ "))
      shown[address = line.substr(2)];
    else
      shown[address] += line + "\n";
  }
  return shown;
}

class Look {
 public:
  explicit Look(const Scene& scene)
      : scene_(scene), wishes_(certificates_of(scene.cluster())), places_(certificate_places(scene.outline())) {}

  Result<Findings> all() {
    // Trusted is what the first host that has an authority's certificate has.
    for (const HostStatus& host : scene_.status().hosts)
      if (!host.error)
        for (const auto& [name, found] : certificates_on(host, places_)) authorities_.try_emplace(name, found);
    for (const HostStatus& host : scene_.status().hosts) {
      if (host.error) return fail(*host.error);
      files_of(host);
      TRY(listeners(host));
    }
    findings_.seen = fmt::format("{} files, {} listeners", files_, listeners_);
    if (days_) findings_.seen += fmt::format(", the first ends in {} days", *days_);
    if (!without_openssl_.empty())
      findings_.seen += "; not what is shown on " + join(without_openssl_, ", ") + ", which has no openssl";
    return std::move(findings_);
  }

 private:
  const CertificateWish* wish(const std::string& name) const {
    const auto found = std::ranges::find(wishes_, name, &CertificateWish::name);
    return found == wishes_.end() ? nullptr : &*found;
  }

  void files_of(const HostStatus& host) {
    for (const CertificatePlace& place : places_) {
      if (place.host != host.host->name) continue;
      const auto found = std::ranges::find(host.look.certificates, place.path, &CertificateStatus::path);
      if (found == host.look.certificates.end() || !found->certificate) {
        findings_.problems.push_back({.what = fmt::format("{}: {} holds no certificate", place.host, place.path),
                                      .evidence = "",
                                      .next = "vent apply --host " + place.host});
        continue;
      }
      ++files_;
      const Certificate& one = *found->certificate;
      days_ = std::min(days_.value_or(days_left(one, scene_.now())), days_left(one, scene_.now()));
      const std::string fault = fault_of(one, wish(place.certificate), authorities_, scene_.now());
      if (!fault.empty())
        findings_.problems.push_back(
            {.what = fmt::format("{}: the certificate in {} {}", place.host, place.path, fault),
             .evidence = told(one),
             .next = "vent certificates --hosts; vent apply --host " + place.host});
    }
  }

  Result<> listeners(const HostStatus& host) {
    const std::vector<Listener> all = listeners_of(*host.host);
    const std::map<std::string, std::string> shown = by_address(TRY(scene_.on(*host.host, script_for(all))));
    if (shown.contains("no openssl")) {
      without_openssl_.push_back(host.host->name);
      return Ok{};
    }
    const Known files = certificates_on(host, places_);
    for (const Listener& listener : all) {
      const auto answer = shown.find(listener.address);
      judge(*host.host, listener, answer == shown.end() ? "" : answer->second, files);
    }
    return Ok{};
  }

  void judge(const Host& host, const Listener& listener, const std::string& pem, const Known& files) {
    const auto problem = [&](std::string what, std::string evidence) {
      findings_.problems.push_back(
          {.what = fmt::format("{}: {} at {} {}", host.name, listener.unit, listener.address, what),
           .evidence =
               std::move(evidence) + "\n" +
               (findings_.problems.size() < kWithEvidence ? words_of_unit(scene_, host.name, listener.unit) : ""),
           .next = fmt::format("vent logs {0} --unit {1}; vent ssh {0} -- systemctl restart {1}", host.name,
                               listener.unit)});
    };
    const Result<Certificate> found = Certificate::read(pem, listener.address);
    if (!found) return problem("shows no certificate", pem);
    ++listeners_;
    const std::string fault = fault_of(*found, wish(listener.certificate), authorities_, scene_.now());
    const auto file = files.find(listener.certificate);
    if (!fault.empty())
      problem("shows a certificate that " + fault, told(*found));
    else if (file != files.end() && file->second->fingerprint() != found->fingerprint())
      problem("shows another certificate than its file holds", told(*found));
  }

  const Scene& scene_;
  std::vector<CertificateWish> wishes_;
  std::vector<CertificatePlace> places_;
  Known authorities_;
  Findings findings_;
  std::size_t files_ = 0, listeners_ = 0;
  std::optional<int> days_;
  std::vector<std::string> without_openssl_;
};

}  // namespace

// In their files, and as they are shown to who asks: a part that wasn't started again still has the one from before.
Result<Findings> look_at_certificates(const Scene& scene) { return Look(scene).all(); }

}  // namespace vent
