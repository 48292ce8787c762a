#include "base/shell_quote.h"

#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

using Words = std::vector<std::string>;

TEST(ShellQuote, PlainWordsStayAsTheyAre) {
  for (const char* word : {"ls", "-la", "/usr/bin/env", "a.b_c-d", "root@10.0.0.1:/tmp", "--name=worker-1", "a,b+c"})
    EXPECT_EQ(shell_quote(std::string_view(word)), word);
}

TEST(ShellQuote, EverythingElseIsQuoted) {
  EXPECT_EQ(shell_quote(std::string_view("")), "''");
  EXPECT_EQ(shell_quote(std::string_view("two words")), "'two words'");
  EXPECT_EQ(shell_quote(std::string_view("it's")), "'it'\\''s'");
  EXPECT_EQ(shell_quote(std::string_view("$HOME")), "'$HOME'");
  EXPECT_EQ(shell_quote(std::string_view("~")), "'~'");
  EXPECT_EQ(shell_quote(std::string_view("*")), "'*'");
  EXPECT_EQ(shell_quote(std::string_view("größer")), "'größer'");
}

TEST(ShellQuote, AListIsReadyToPaste) {
  EXPECT_EQ(shell_quote(Words{"ssh", "root@host", "echo $A", ""}), "ssh root@host 'echo $A' ''");
  EXPECT_EQ(shell_quote(Words{}), "");
}

TEST(ShellQuote, TheFirstWordIsNoAssignment) {
  EXPECT_EQ(shell_quote(Words{"A=b", "A=b"}), "'A=b' A=b");
  constexpr int kCommandNotFound = 127;
  EXPECT_EQ(run({.arguments = {"sh", "-c", shell_quote(Words{"A=b"})}})->exit_code, kCommandNotFound);
}

RC_GTEST_PROP(ShellQuote, TheShellReadsBackEveryWord, ()) {
  const auto byte = rc::gen::map(rc::gen::inRange(1, 256), [](int value) { return static_cast<char>(value); });
  const auto nasty = rc::gen::element('\'', '"', '\\', '$', '`', ' ', '\n', '!', '*', '~', '#', '-', '=');
  const auto word = rc::gen::container<std::string>(rc::gen::oneOf(byte, nasty));
  const Words words = *rc::gen::nonEmpty(rc::gen::container<Words>(word));

  const Result<std::string> output =
      run_checked({.arguments = {"/bin/sh", "-c", "printf '%s\\0' " + shell_quote(words)}});

  RC_ASSERT(output.has_value());
  Words read_back = split(*output, '\0');
  read_back.pop_back();  // behind the last zero byte
  RC_ASSERT(read_back == words);
}

}  // namespace
}  // namespace vent
