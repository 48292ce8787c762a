#include "cluster/machines_file.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cluster/line_words.h"

namespace vent {
namespace {

constexpr std::string_view kColumns[] = {"hosts.address", "hosts.domainName", "hosts.name", "hosts.podRange"};
constexpr std::size_t kFewest = 3;
constexpr std::string_view kForm = "a line is: IPV4_ADDRESS FQDN HOSTNAME [POD_SUBNET]";

void read_machine(const std::vector<Word>& words, const Place& line, ClusterDraft& draft, Problems& problems) {
  const auto place = [&](const Word& word) { return Place{line.file, line.line, word.column}; };
  if (words.size() < kFewest || words.size() > std::size(kColumns)) {
    const Word& wrong = words.size() < kFewest ? words.back() : words[std::size(kColumns)];
    return add_problem(problems, "VENT_MACHINES_SYNTAX", place(wrong),
                       fmt::format("expected 3 or 4 words, found {}", words.size()), std::string(kForm));
  }
  if (Result<Ipv4> address = Ipv4::parse(words[0].text); !address) {
    problems.push_back(std::move(address).error().with_place(place(words[0])).with_hint(std::string(kForm)));
    return;
  }
  ItemDraft& host = draft.hosts.emplace_back();
  host.place = place(words[0]);
  for (std::size_t i = 0; i < words.size(); ++i)
    host.fields[std::string(kColumns[i])] = {words[i].text, place(words[i])};
  const bool has_pods = words.size() == std::size(kColumns);
  host.fields["hosts.role"] = {std::string(role_name(has_pods ? Role::worker : Role::controller)), host.place};
}

}  // namespace

ClusterDraft read_machines(std::string_view text, const std::string& file, Problems& problems) {
  ClusterDraft draft;
  draft.place = Place{file, 0, 0};
  Place line{file, 0, 0};
  for (const std::string& content : split_lines(text)) {
    ++line.line;
    const std::vector<Word> words = split_line(content);
    if (!words.empty()) read_machine(words, line, draft, problems);
  }
  return draft;
}

}  // namespace vent
