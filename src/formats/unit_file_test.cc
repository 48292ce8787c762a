#include "formats/unit_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "formats/test_support/any_json.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(UnitFile, IsWrittenInTheOrderItWasSet) {
  UnitFile unit;
  unit.section("Unit").set("Description", "etcd, the store of the cluster").set("After", "network-online.target");
  UnitFile::Section& service = unit.section("Service");
  unit.section("Install").set("WantedBy", "multi-user.target");
  service.set("Type", "notify")
      .set("ExecStartPre", exec_line({"/bin/mkdir", "-p", "/var/lib/etcd data"}))
      .set("ExecStartPre", exec_line({"/bin/echo", "costs 5$ and 100%", "it's \"so\"", ";", "C:\\", "two\nlines", ""}))
      .set("ExecStart", exec_line({"/usr/local/bin/etcd", "--name=c1", "--listen=https://[::1]:2379"}))
      .set("Environment", environment_line("VENT_INPUTS", "5$ 100% \"a\\b\""))
      .set("Environment", "NAME=%H");
  unit.section("Unit").set("Description", without_specifiers("100% etcd"));
  expect_golden("etcd.service", unit.text());
}

TEST(UnitFile, KeepsAValueOnItsLine) {
  UnitFile unit;
  unit.section("Unit")
      .set("Description", std::string("a\nExecStart=/bin/evil\r\nb\0c", 26))
      .set("Documentation", "ends in \\")
      .set("After", "x.service");
  EXPECT_EQ(unit.text(),
            "[Unit]\n"
            "Description=a ExecStart=/bin/evil  bc\n"
            "Documentation=ends in \\ \n"
            "After=x.service\n");
}

TEST(UnitFile, MayBeEmpty) {
  UnitFile unit;
  EXPECT_EQ(unit.text(), "");
  unit.section("Service");
  EXPECT_EQ(unit.text(), "[Service]\n");
}

TEST(ExecLine, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(exec_line({"/bin/a", "-x", "--b=c,d", "user@host:1"}), "/bin/a -x --b=c,d user@host:1");
  EXPECT_EQ(exec_line({"/bin/a", "", "b c", ";"}), "/bin/a \"\" \"b c\" \";\"");
  EXPECT_EQ(exec_line({"/bin/a", "$HOME", "${HOME}", "100%", "a\\b", "\"", "'"}),
            R"(/bin/a "$$HOME" "$${HOME}" "100%%" "a\\b" "\"" "'")");
  EXPECT_EQ(exec_line({"/bin/a", "1\n2\t3\r4\x1B"}), R"(/bin/a "1\n2\t3\x0d4\x1b")");
  EXPECT_EQ(exec_line({"/bin/a", "é", "\xFFz", "\xEF\xBF\xBE"}), "/bin/a \"é\" \"\\xffz\" \"\\xef\\xbf\\xbe\"");
}

TEST(ExecLine, LeavesADollarInTheProgramAlone) {
  // systemd takes the program's path as it is, without replacing variables.
  EXPECT_EQ(exec_line({"/opt/a$b/run", "a$b"}), R"("/opt/a$b/run" "a$$b")");
}

// What systemd makes of a command line, by its manual alone (systemd.syntax, systemd.service): words, quotes and C escapes,
// then specifiers, then variables in all words but the first. Anything that would not be one literal argument is nothing.
class CommandLineReader {
 public:
  explicit CommandLineReader(std::string_view line) : rest_(line) {}

  std::optional<std::vector<std::string>> read() {
    std::vector<std::string> arguments;
    while (skip_blanks()) {
      if (rest_ == ";" || rest_.starts_with("; ")) return std::nullopt;
      std::string word;
      if (!read_word(word) || !replace_doubled(word, '%')) return std::nullopt;
      if (!arguments.empty() && !replace_doubled(word, '$')) return std::nullopt;
      arguments.push_back(word);
    }
    return arguments;
  }

 private:
  bool skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    return !rest_.empty();
  }

  bool read_word(std::string& word) {
    char quote = '\0';
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (quote == '\0' && (c == ' ' || c == '\t')) return true;
      rest_.remove_prefix(1);
      if (c == '\n' || c == '\r') return false;
      if (c == '\\') {
        if (!read_escape(word)) return false;
      } else if (c == quote) {
        quote = '\0';
      } else if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        word += c;
      }
    }
    return quote == '\0';
  }

  bool read_escape(std::string& word) {
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    static const std::map<char, char> escapes{{'a', '\a'}, {'b', '\b'},  {'f', '\f'}, {'n', '\n'},
                                              {'r', '\r'}, {'t', '\t'},  {'v', '\v'}, {'\\', '\\'},
                                              {'"', '"'},  {'\'', '\''}, {'s', ' '}};
    if (c == 'x' && rest_.size() >= 2) {
      word += static_cast<char>(std::stoi(std::string(rest_.substr(0, 2)), nullptr, 16));
      rest_.remove_prefix(2);
      return true;
    }
    const auto known = escapes.find(c);
    if (known == escapes.end()) return false;
    word += known->second;
    return true;
  }

  // "%%" is "%"; a single one is the beginning of something else.
  static bool replace_doubled(std::string& word, char mark) {
    std::string result;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (word[i] == mark && (i + 1 == word.size() || word[++i] != mark)) return false;
      result += word[i];
    }
    word = result;
    return true;
  }

  std::string_view rest_;
};

RC_GTEST_PROP(ExecLine, RunsExactlyTheseArguments, ()) {
  std::vector<std::string> arguments =
      *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(any_awkward_text(), rc::gen::string<std::string>()));
  for (std::string& argument : arguments) std::erase(argument, '\0');
  arguments.insert(arguments.begin(),
                   "/bin/" + *rc::gen::element<std::string>("run", "a b", "100%", "it's", "a\"b", "5$"));
  const std::string line = exec_line(arguments);
  const std::optional<std::vector<std::string>> read = CommandLineReader(line).read();
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == arguments);
  // As a value it is not changed on the way into the file.
  UnitFile unit;
  unit.section("Service").set("ExecStart", line);
  RC_ASSERT(unit.text() == "[Service]\nExecStart=" + line + "\n");
}

RC_GTEST_PROP(EnvironmentLine, SetsExactlyThisContent, ()) {
  std::string content = *any_awkward_text();
  std::erase(content, '\0');
  // Variables are not replaced here: the reader leaves the first word's dollars alone.
  const auto read = CommandLineReader(environment_line("NAME", content)).read();
  RC_ASSERT(read == std::vector<std::string>{"NAME=" + content});
}

}  // namespace
}  // namespace vent
