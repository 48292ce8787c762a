#include <algorithm>
#include <array>

#include "base/text.h"
#include "cis/item.h"
#include "formats/yaml.h"
#include "formats/yaml_json.h"

namespace vent {
namespace {

constexpr const char* kPolicy = "/etc/kube-apiserver/audit-policy.yaml";

// A request that somebody will want to know of.
struct Concern {
  const char* verb;
  const char* group;
  const char* resource;
};
constexpr std::array<Concern, 9> kConcerns = {{{"get", "", "secrets"},
                                               {"get", "", "configmaps"},
                                               {"create", "authentication.k8s.io", "tokenreviews"},
                                               {"create", "", "pods"},
                                               {"patch", "apps", "deployments"},
                                               {"get", "", "pods/exec"},
                                               {"get", "", "pods/portforward"},
                                               {"get", "", "pods/proxy"},
                                               {"get", "", "services/proxy"}}};

bool has_text(const Json& rule, const std::string& key, std::string_view value) {
  const std::vector<std::string> all = rule.texts(key).value_or(std::vector<std::string>());
  return all.empty() || std::ranges::find(all, value) != all.end();
}

bool names_resource(const Json& rule, const Concern& concern) {
  if (!rule.has("resources")) return !rule.has("nonResourceURLs");
  for (const Json& one : rule.list("resources").value_or(std::vector<Json>()))
    if (one.text("group").value_or("") == concern.group && has_text(one, "resources", concern.resource)) return true;
  return false;
}

// By the first rule that fits, as the API server does it; a rule about certain users is none about everybody.
bool is_written_down(const Json& policy, const Concern& concern) {
  for (const Json& rule : policy.list("rules").value_or(std::vector<Json>())) {
    if (rule.has("users") || rule.has("userGroups") || rule.has("namespaces")) continue;
    if (has_text(rule, "verbs", concern.verb) && names_resource(rule, concern))
      return rule.text("level").value_or("None") != "None";
  }
  return false;
}

Judgement covers_concerns(const HostFacts& facts) {
  const auto text = facts.texts.find(kPolicy);
  if (text == facts.texts.end()) return {CisEnd::failed, "there is no policy"};
  const Result<YamlDocument> document = parse_yaml(text->second, kPolicy);
  if (!document) return {CisEnd::failed, document.error().message};
  const Json policy = yaml_as_json(document->root);
  std::vector<std::string> left_out;
  for (const Concern& concern : kConcerns)
    if (!is_written_down(policy, concern)) left_out.push_back(std::string(concern.verb) + " " + concern.resource);
  if (!left_out.empty()) return {CisEnd::failed, "nobody writes down: " + join(left_out, ", ")};
  return {CisEnd::passed, std::to_string(kConcerns.size()) + " kinds of requests are written down"};
}

// Who has a certificate of a person is asked nowhere on a host: vent itself makes them.
Judgement people_have_certificates(const HostFacts& facts) {
  const bool oidc = facts.flag("kube-apiserver", "oidc-issuer-url").has_value() ||
                    facts.flag("kube-apiserver", "authentication-config").has_value();
  if (oidc) return {CisEnd::passed, "people are known by somebody else's word"};
  return {CisEnd::failed, "people are known by a certificate"};
}

}  // namespace

// 3
std::vector<CisItem> configuration_items() {
  return {
      {"3.1.1", "people are not known by certificates", On::controllers, &people_have_certificates,
       "a new cluster has nobody else to ask; each certificate ends after a year, and is of one person"},
      {"3.1.2", "people don't use tokens of service accounts", On::controllers,
       NotHere{"what people use can't be read from a host"}},
      {"3.1.3", "people don't use tokens of bootstrap", On::controllers,
       All{FlagSays{"kube-apiserver", "enable-bootstrap-token-auth", {Asks::is_not, "true", "false"}}}},
      {"3.2.1", "there is a policy of what is written down", On::controllers,
       All{FlagSays{"kube-apiserver", "audit-policy-file", {Asks::is_set}}}},
      {"3.2.2", "it covers what matters for safety", On::controllers, &covers_concerns},
  };
}

}  // namespace vent
