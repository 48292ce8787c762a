#include <fmt/core.h>

#include <array>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr const char* kReader = "reader";

enum class Who { account, nobody, stranger };

struct Question {
  const char* what;
  Who who;
  std::vector<std::string> words;
  bool is_allowed;
};

// What is asked of the API in earnest, with a token and nothing else. Nothing is written: what would create something
// says --dry-run=server, which is judged like the real thing.
const std::vector<Question>& all_questions() {
  static const std::vector<Question> all = {
      {"an account sees pods where a Role lets it", Who::account, {"get", "pods", "--namespace=vent-validate"}, true},
      {"the same account sees pods of another namespace",
       Who::account,
       {"get", "pods", "--namespace=kube-system"},
       false},
      {"it reads secrets of kube-system", Who::account, {"get", "secrets", "--namespace=kube-system"}, false},
      {"it sees the nodes", Who::account, {"get", "nodes"}, false},
      {"it starts a pod",
       Who::account,
       {"run", "stranger", "--image=vent.local/toolbox:1", "--dry-run=server", "--namespace=vent-validate"},
       false},
      {"who shows no token reads secrets", Who::nobody, {"get", "secrets", "--namespace=kube-system"}, false},
      {"who shows a token that nobody signed reads secrets",
       Who::stranger,
       {"get", "secrets", "--namespace=kube-system"},
       false}};
  return all;
}

std::string reader_objects() {
  const std::string name_space = Scene::kNamespace;
  const Json role = object_of("rbac.authorization.k8s.io/v1", "Role", kReader, name_space)
                        .set("rules", Json::array().push(rule_of("", {"pods"}, {"get", "list"})));
  const Json subject = Json::object().set("kind", "ServiceAccount").set("name", kReader).set("namespace", name_space);
  const Json binding =
      object_of("rbac.authorization.k8s.io/v1", "RoleBinding", kReader, name_space)
          .set("roleRef",
               Json::object().set("apiGroup", "rbac.authorization.k8s.io").set("kind", "Role").set("name", kReader))
          .set("subjects", Json::array().push(subject));
  return write_yaml(object_of("v1", "ServiceAccount", kReader, name_space)) + "---\n" + write_yaml(role) + "---\n" +
         write_yaml(binding);
}

std::string token_words(Who who) {
  switch (who) {
    case Who::account:
      return " --token=\"$token\"";
    case Who::stranger:
      return " --token=abcdef.0123456789abcdef";
    case Who::nobody:
      break;
  }
  return "";
}

// Each answer stands behind a line "@ EXIT-CODE". Without a kubeconfig kubectl shows no certificate.
std::string script_for(const Scene& scene) {
  const std::vector<std::string> plain = {program("kubectl"), "--kubeconfig=/dev/null",
                                          "--server=" + own_api_url(scene.cluster(), scene.controller()),
                                          fmt::format("--certificate-authority={}", kAuthority)};
  std::string script = fmt::format(
      "token=$({}) || exit 1\n",
      shell_quote(kubectl({"--namespace", Scene::kNamespace, "create", "token", kReader, "--duration=10m"})));
  for (const Question& question : all_questions())
    script += fmt::format("said=$({}{} {} 2>&1 </dev/null); echo \"@ $?\"; echo \"$said\" | head -3 | cut -c1-200\n",
                          shell_quote(plain), token_words(question.who), shell_quote(question.words));
  return script;
}

// Why a request was refused, as far as it was by who asked.
bool is_refusal(const std::string& said) {
  return said.find("orbidden") != std::string::npos || said.find("nauthorized") != std::string::npos ||
         said.find("logged in") != std::string::npos || said.find("Username") != std::string::npos;
}

}  // namespace

Result<Findings> try_rbac(const Scene& scene) {
  TRY(scene.kubectl({"apply", "--filename=-"}, reader_objects()));
  std::vector<std::string> answers = split(TRY(scene.on(scene.controller(), script_for(scene))), '@');
  answers.erase(answers.begin());
  const std::vector<Question>& questions = all_questions();
  if (answers.size() < questions.size())
    return fail(Error(ErrorKind::failed, "not all questions were answered").with_details(join(answers, "")));
  Findings findings;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const bool was_allowed = trim(answers[i]).starts_with("0");
    if (was_allowed == questions[i].is_allowed && (was_allowed || is_refusal(answers[i]))) continue;
    findings.problems.push_back(
        {.what = fmt::format("{}: {}", questions[i].what,
                             was_allowed               ? "that was allowed"
                             : questions[i].is_allowed ? "that was refused"
                                                       : "the answer was no refusal"),
         .evidence = answers[i].substr(std::min(answers[i].size(), answers[i].find('\n') + 1)),
         .next = "kubectl get rolebindings,clusterrolebindings --all-namespaces --output=wide"});
  }
  findings.seen = fmt::format("{} of {} requests answered as they should be",
                              questions.size() - findings.problems.size(), questions.size());
  return findings;
}

}  // namespace vent
