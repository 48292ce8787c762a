#include <fmt/core.h>

#include <map>

#include "base/text.h"
#include "formats/json.h"
#include "status/look_script.h"

namespace vent {
namespace {

struct Answer {
  std::string word;  // behind the name: an exit code, or a path
  std::string text;

  bool is_good() const { return word == "0"; }
};

struct Answers {
  std::map<std::string, Answer> by_name;
  std::vector<Answer> certificates;

  const Answer* find(const std::string& name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : &found->second;
  }
  std::string line(const std::string& name) const {
    const Answer* answer = find(name);
    return answer == nullptr ? "" : std::string(trim(answer->text));
  }
};

// In order, from the script's own first words on.
Answers read_answers(std::string_view text) {
  Answers answers;
  Answer* current = nullptr;
  bool has_begun = false;
  for (const std::string& line : split_lines(text)) {
    has_begun = has_begun || line == "@ vent 0";
    if (!has_begun) continue;
    const std::vector<std::string> words = line.starts_with("@ ") ? split_words(line) : std::vector<std::string>{};
    if (words.size() == 3) {
      Answer answer{.word = words[2], .text = ""};
      if (words[1] == "certificate")
        current = &answers.certificates.emplace_back(std::move(answer));
      else
        current = &answers.by_name.insert_or_assign(words[1], std::move(answer)).first->second;
    } else if (current != nullptr) {
      current->text += line + "\n";
    }
  }
  return answers;
}

Duration up_of(const Answers& answers) {
  constexpr long long kLongest = 1'000'000'000;
  const std::string seconds = answers.line("up").substr(0, answers.line("up").find('.'));
  const auto up = parse_integer(seconds, 0, kLongest);
  // A container has the uptime of its machine, so what counts is when its systemd began.
  const auto begun = parse_integer(answers.line("begun"), 0, kLongest * 1'000'000);
  if (!up) return {};
  return std::chrono::seconds(*up) - std::chrono::microseconds(begun.value_or(0));
}

UnitStatus unit_of(const std::string& block) {
  std::map<std::string, std::string> values;
  for (const std::string& line : split_lines(block))
    if (const std::size_t sign = line.find('='); sign != std::string::npos)
      values[line.substr(0, sign)] = line.substr(sign + 1);
  const bool is_there = values["LoadState"] != "not-found";
  return {.name = values["Id"],
          .active = values["ActiveState"],
          .at_boot = is_there ? values["UnitFileState"] : "",
          .result = values["Result"],
          .restarts = parse_integer(values["NRestarts"], 0, 1'000'000'000).value_or(0)};
}

std::vector<UnitStatus> units_in(const Answers& answers) {
  std::vector<UnitStatus> units;
  std::string block;
  for (const std::string& line : split_lines(answers.line("units") + "\n\n")) {
    if (!line.empty()) {
      block += line + "\n";
    } else if (!block.empty()) {
      units.push_back(unit_of(block));
      block.clear();
    }
  }
  return units;
}

// Why a question has no answer, in one line: the last of what the program said.
std::string problem_in(const Answer* answer) {
  if (answer == nullptr) return "it was not asked";
  const std::string last(trim(last_lines(trim(answer->text), 1)));
  if (answer->word == "124") return "no answer within 4 s";
  return last.empty() ? "exit code " + answer->word : last;
}

Result<Json> only_item(const Answer& answer, const std::string& what) {
  const Json list = TRY(parse_json(trim(answer.text), what));
  const std::vector<Json> items = list.items();
  if (items.size() != 1) return fail(Error(ErrorKind::failed, what + " is not about one member"));
  return items.front();
}

// Member numbers need all 64 bits: they are compared as they are written.
Result<> read_endpoint(const Answer& answer, EtcdStatus& etcd) {
  const Json one = TRY(only_item(answer, "etcd's status"));
  const Json status = TRY(one.field("Status"));
  const Json header = TRY(status.field("header"));
  etcd.version = TRY(status.text("version"));
  etcd.bytes = TRY(status.integer("dbSize"));
  etcd.is_leader = TRY(status.field("leader")).compact() == TRY(header.field("member_id")).compact();
  return Ok{};
}

Result<std::vector<EtcdStatus::Member>> read_members(const Answer& answer) {
  std::vector<EtcdStatus::Member> members;
  const Json list = TRY(parse_json(trim(answer.text), "etcd's members"));
  for (const Json& member : TRY(list.list("members"))) {
    const auto name = TRY(member.optional_text("name"));
    const auto is_learner = TRY(member.optional_boolean("isLearner"));
    members.push_back({.name = name.value_or(""), .is_learner = is_learner.value_or(false)});
  }
  return members;
}

Result<EtcdStatus> etcd_in(const Answers& answers) {
  EtcdStatus etcd;
  const Answer *health = answers.find("health"), *endpoint = answers.find("endpoint"),
               *members = answers.find("members");
  if (health == nullptr || !health->is_good()) etcd.problem = problem_in(health);
  if (endpoint != nullptr && endpoint->is_good()) TRY(read_endpoint(*endpoint, etcd));
  if (members != nullptr && members->is_good()) etcd.members = TRY(read_members(*members));
  return etcd;
}

std::vector<NodeStatus> nodes_in(const Answer& answer) {
  std::vector<NodeStatus> nodes;
  for (const std::string& line : split_lines(answer.text)) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() != 6) continue;
    nodes.push_back({.name = fields[0],
                     .ready = fields[1],
                     .reason = fields[2],
                     .is_cordoned = fields[3] == "true",
                     .kubelet = fields[4],
                     .runtime = fields[5]});
  }
  return nodes;
}

Result<ApiStatus> api_in(const Answers& answers) {
  ApiStatus api;
  const Answer *ready = answers.find("ready"), *version = answers.find("version"), *nodes = answers.find("nodes");
  if (ready == nullptr || !ready->is_good()) api.problem = problem_in(ready);
  if (version != nullptr && version->is_good()) {
    const Json json = TRY(parse_json(trim(version->text), "the API's version"));
    api.version = TRY(json.text("gitVersion"));
  }
  if (nodes != nullptr && nodes->is_good()) api.nodes = nodes_in(*nodes);
  return api;
}

std::vector<CertificateStatus> certificates_in(const Answers& answers) {
  std::vector<CertificateStatus> certificates;
  for (const Answer& answer : answers.certificates) {
    const Result<Certificate> read = Certificate::read(answer.text, answer.word);
    certificates.push_back({.path = answer.word, .certificate = read ? std::optional(*read) : std::nullopt});
  }
  return certificates;
}

}  // namespace

Result<HostLook> read_look(std::string_view text) {
  const Answers answers = read_answers(text);
  if (answers.find("end") == nullptr)
    return fail(Error(ErrorKind::failed, "the answer breaks off").with_details(last_lines(text, 20)));
  HostLook look;
  look.up = up_of(answers);
  look.kernel = answers.line("kernel");
  look.os = answers.line("os");
  look.units = units_in(answers);
  look.certificates = certificates_in(answers);
  if (answers.find("health") == nullptr) return look;
  look.etcd = TRY(etcd_in(answers));
  look.api = TRY(api_in(answers));
  return look;
}

}  // namespace vent
