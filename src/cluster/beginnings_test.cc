#include "cluster/beginnings.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

// As somebody would who wants all that is offered. Prose has one blank behind its #, a field has none or several.
std::string without_hashes(const std::string& text) {
  std::string result;
  for (std::string line : split_lines(text)) {
    const std::size_t hash = line.find('#');
    const bool is_first = hash != std::string::npos && trim(line.substr(0, hash)).empty();
    const bool is_prose = line.starts_with("# ") && !line.starts_with("#  ");
    if (is_first && !is_prose) line.erase(hash, 1);
    result += line + "\n";
  }
  return result;
}

std::string filled_in(const std::string& text) {
  std::string result;
  int number = 0;
  for (std::string line : split_lines(text)) {
    if (const std::size_t begin = line.find(": <"); begin != std::string::npos)
      line.replace(begin + 2, line.find('>') - begin - 1, "10.0.0." + std::to_string(++number));
    result += line + "\n";
  }
  return result;
}

TEST(Beginnings, ForPacketIsGoodAsItIs) {
  const std::string text = beginning_for_packet("rome");
  const Cluster cluster = read_text(text).value();
  EXPECT_EQ(cluster.name, "rome");
  EXPECT_EQ(cluster.hosts.size(), 3U);
  const Result<Cluster> whole = read_text(without_hashes(text));
  ASSERT_TRUE(whole) << whole.error().text() << "\n" << without_hashes(text);
  EXPECT_EQ(whole->find_pool("worker")->max_price, 0.30);
  EXPECT_TRUE(whole->private_range.has_value());
  EXPECT_EQ(whole->hosts.front().ssh.key_file, "/home/ada/.ssh/id_ed25519");
}

TEST(Beginnings, ForOwnHostsIsRefusedUntilItIsFilledIn) {
  const std::string text = beginning_for_own_hosts("rome");
  expect_golden("beginning_not_filled_in.txt", problems_of(text));
  EXPECT_EQ(problems_of(filled_in(text)), "no problem\n") << filled_in(text);
  EXPECT_EQ(problems_of(filled_in(without_hashes(text))), "no problem\n") << without_hashes(text);
}

}  // namespace
}  // namespace vent
