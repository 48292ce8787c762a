#include "cluster/inventory_ini.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cluster/draft.h"
#include "cluster/line_words.h"

namespace vent {
namespace {

enum class SectionKind { hosts, variables, children, refused };

constexpr const char* kSyntax = "VENT_INVENTORY_SYNTAX";

// A value in quotes is what is between them.
std::string without_quotes(std::string_view value) {
  const bool is_quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                         value.back() == value.front() &&
                         value.substr(1, value.size() - 2).find(value.front()) == std::string_view::npos;
  return std::string(is_quoted ? value.substr(1, value.size() - 2) : value);
}

class Reader {
 public:
  Reader(const std::string& file, Problems& problems) : problems_(problems), inventory_(file) {
    group_ = &inventory_.group("ungrouped", Place{file, 0, 0});
    group_->is_defined = true;
  }

  void read_line(std::string_view line);
  Inventory take() { return std::move(inventory_); }

 private:
  void read_section(std::string_view header);
  void read_host();
  void read_variable();
  void read_child();
  Place place(int column) const { return {inventory_.file(), number_, column}; }
  void refuse(int column, std::string message, std::string hint) {
    add_problem(problems_, kSyntax, place(column), std::move(message), std::move(hint));
  }

  Problems& problems_;
  Inventory inventory_;
  InventoryGroup* group_ = nullptr;
  SectionKind kind_ = SectionKind::hosts;
  std::string_view line_;
  int number_ = 0;
};

void Reader::read_line(std::string_view line) {
  line_ = line;
  ++number_;
  const std::string_view content = trim(line);
  if (content.empty() || content.starts_with('#') || content.starts_with(';')) return;
  if (content.starts_with('[')) return read_section(content);
  switch (kind_) {
    case SectionKind::hosts:
      return read_host();
    case SectionKind::variables:
      return read_variable();
    case SectionKind::children:
      return read_child();
    case SectionKind::refused:
      return;
  }
}

void Reader::read_section(std::string_view header) {
  const int column = column_of(line_, line_.find('['));
  kind_ = SectionKind::refused;
  const std::size_t close = header.find(']');
  const std::string_view behind = close == std::string_view::npos ? "" : trim(header.substr(close + 1));
  const std::string inside(header.substr(1, close == std::string_view::npos ? close : close - 1));
  const std::vector<std::string> parts = split(inside, ':');
  const bool is_section = close != std::string_view::npos && (behind.empty() || behind.starts_with('#')) &&
                          parts.size() <= 2 && !parts[0].empty() && inside.find_first_of(" \t") == std::string::npos;
  if (!is_section) return refuse(column, "this is no section", "write it as [group], [group:vars] or [group:children]");
  if (parts.size() == 2 && parts[1] != "vars" && parts[1] != "children")
    return refuse(column, fmt::format("unknown kind of section {}", in_quotes(parts[1])),
                  "it is [group:vars] or [group:children]");
  group_ = &inventory_.group(parts[0], place(column));
  if (parts.size() == 1 || parts[1] == "children") group_->is_defined = true;
  kind_ = parts.size() == 1        ? SectionKind::hosts
          : parts[1] == "children" ? SectionKind::children
                                   : SectionKind::variables;
}

void Reader::read_host() {
  const std::optional<std::vector<Word>> words = split_shell_line(line_);
  if (!words) return refuse(1, "a quote is not closed", "close it on the same line");
  const Word& host = words->front();
  if (host.text.find('=') != std::string::npos)
    return refuse(host.column, "this is a variable, and here stand hosts",
                  fmt::format("variables of the group stand below [{}:vars]", group_->name));
  std::vector<InventoryVariable> variables;
  for (std::size_t i = 1; i < words->size(); ++i) {
    const Word& word = (*words)[i];
    const std::size_t equals = word.text.find('=');
    if (equals == std::string::npos || equals == 0)
      return refuse(word.column, "expected a variable",  // not shown: it may be the end of a password
                    "behind a host stand variables, as ansible_host=198.51.100.3");
    variables.push_back(
        {word.text.substr(0, equals), without_quotes(word.text.substr(equals + 1)), place(word.column)});
  }
  inventory_.add_hosts(host.text, place(host.column), *group_, variables, problems_);
}

void Reader::read_variable() {
  const std::size_t begin = line_.find_first_not_of(" \t");
  const std::size_t equals = line_.find('=');
  const std::string_view name = trim(line_.substr(0, equals));
  if (equals == std::string_view::npos || name.empty())
    return refuse(column_of(line_, begin), "expected a variable and its value",
                  "write 'name = value'; hosts stand below [group]");
  group_->variables.push_back(
      {std::string(name), without_quotes(trim(line_.substr(equals + 1))), place(column_of(line_, begin))});
}

void Reader::read_child() {
  const std::vector<Word> words = split_line(line_);
  if (words.size() != 1 || words[0].text.find('=') != std::string::npos)
    return refuse(words[0].column, "expected the name of one group", "a line below [group:children] is a group's name");
  group_->children.push_back({words[0].text, place(words[0].column)});
}

}  // namespace

Inventory read_inventory_ini(std::string_view text, const std::string& file, Problems& problems) {
  Reader reader(file, problems);
  for (const std::string& line : split_lines(text)) reader.read_line(line);
  return reader.take();
}

}  // namespace vent
