#include "formats/yaml_reader.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "support/golden.h"

namespace vent {
namespace {

struct Host {
  std::string name;
  std::vector<std::string> roles;
  bool is_spare = false;
};

struct Cluster {
  std::string name;
  long long controllers = 0;
  std::optional<long long> port;
  std::optional<std::string> version;
  std::optional<std::string> network_range;
  std::vector<Host> hosts;
  std::vector<std::pair<std::string, std::string>> labels;
};

Host read_host(MappingReader& fields) {
  Host host;
  host.name = fields.required_text("name");
  host.roles = fields.optional_list_of_text("roles").value_or(std::vector<std::string>());
  host.is_spare = fields.optional_boolean("spare").value_or(false);
  return host;
}

Cluster read_cluster(MappingReader& fields) {
  Cluster cluster;
  cluster.name = fields.required_text("name");
  cluster.controllers = fields.required_integer("controllers", 1, 7);
  cluster.port = fields.optional_integer("port", 1, 65535);
  cluster.version = fields.optional_text("version");
  cluster.network_range =
      fields
          .optional_mapping("network",
                            [](MappingReader& network) {
                              if (network.optional_text("range") == "everything")
                                network.add_problem("range", "'everything' is no range", "write it as 10.1.0.0/16");
                              return network.optional_text("range");
                            })
          .value_or(std::nullopt);
  cluster.hosts = fields.optional_list_of_mappings("hosts", read_host).value_or(std::vector<Host>());
  if (auto labels = fields.optional_text_map("labels")) cluster.labels = *labels;
  return cluster;
}

Cluster read(std::string_view text, Problems& problems) {
  const std::optional<YamlDocument> document = parse_yaml(text, "cluster.yaml", problems);
  EXPECT_TRUE(document);
  return document ? read_mapping(*document, problems, read_cluster) : Cluster();
}

TEST(MappingReader, ReadsEveryShape) {
  Problems problems;
  const Cluster cluster = read(
      "name: paris\n"
      "controllers: 3\n"
      "port: 6443\n"
      "version: 1.36\n"
      "network: {range: 10.1.0.0/16}\n"
      "hosts:\n"
      "  - {name: c1, roles: [controller, \"12\"], spare: true}\n"
      "  - name: c2\n"
      "labels: {zone: a, mode: no, size: '3'}\n",
      problems);
  EXPECT_EQ(problems.size(), 0U);
  EXPECT_EQ(cluster.name, "paris");
  EXPECT_EQ(cluster.controllers, 3);
  EXPECT_EQ(cluster.port, 6443);
  EXPECT_EQ(cluster.version, "1.36");
  EXPECT_EQ(cluster.network_range, "10.1.0.0/16");
  ASSERT_EQ(cluster.hosts.size(), 2U);
  EXPECT_EQ(cluster.hosts[0].roles, (std::vector<std::string>{"controller", "12"}));
  EXPECT_TRUE(cluster.hosts[0].is_spare);
  EXPECT_FALSE(cluster.hosts[1].is_spare);
  using Label = std::pair<std::string, std::string>;
  EXPECT_EQ(cluster.labels, (std::vector<Label>{{"zone", "a"}, {"mode", "no"}, {"size", "3"}}));
}

TEST(MappingReader, TakesAFieldWithoutValueForAbsent) {
  Problems problems;
  const Cluster cluster =
      read("name: a\ncontrollers: 1\nport:\nversion: ~\nhosts: null\nlabels:\nnetwork:\n", problems);
  EXPECT_EQ(problems.size(), 0U);
  EXPECT_FALSE(cluster.port);
  EXPECT_FALSE(cluster.version);
  EXPECT_TRUE(cluster.hosts.empty());
}

TEST(MappingReader, CollectsAllProblems) {
  constexpr std::string_view kText =
      "nmae: paris\n"
      "controllers: \"3\"\n"
      "port: 66000\n"
      "version: [1, 36]\n"
      "network:\n"
      "  range: everything\n"
      "  colour: blue\n"
      "hosts:\n"
      "  - c1\n"
      "  - name:\n"
      "    roles: controller\n"
      "    spare: yes\n"
      "  - name: {}\n"
      "    roles: [a, [b], ~]\n"
      "    spare: 'true'\n"
      "  - roles: []\n"
      "labels:\n"
      "  zone: [a]\n"
      "  size:\n"
      "controllers: 3\n";
  Problems problems;
  read(kText, problems);
  expect_golden("yaml-reader-problems.txt", render_problems(kText, problems) + "\n");
}

TEST(MappingReader, WantsAMappingAtTheTop) {
  for (const std::string_view text : {"- a\n", "text\n"}) {
    Problems problems;
    EXPECT_EQ(read(text, problems).name, "");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].id, "VENT_WRONG_TYPE");
    EXPECT_TRUE(problems[0].message.starts_with("expected a mapping, found ")) << problems[0].message;
  }
}

TEST(MappingReader, FindsRequiredFieldsMissingInAnEmptyDocument) {
  Problems problems;
  read("# nothing yet\n", problems);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].message, "'name' is missing here");
  EXPECT_EQ(problems[1].message, "'controllers' is missing here");
}

TEST(MappingReader, TakesOnlyPlainDecimalNumbers) {
  for (const std::string_view bad :
       {"0x10", "1_000", "1.0", "+1", "1e3", "'1'", "\"1\"", "|\n  1", "ten", "99999999999999999999"}) {
    Problems problems;
    read(fmt::format("name: a\ncontrollers: 1\nport: {}\n", bad), problems);
    EXPECT_EQ(problems.size(), 1U) << bad;
  }
}

TEST(MappingReader, LeavesOtherShapesToTheirReader) {
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml("run: [a, [b, c]]\nno: ~\n", "a.yaml", problems);
  ASSERT_TRUE(document);
  const std::size_t count = read_mapping(*document, problems, [](MappingReader& fields) {
    EXPECT_EQ(fields.find("no"), nullptr);
    EXPECT_EQ(fields.find("absent"), nullptr);
    EXPECT_EQ(fields.place("run"), (Place{"a.yaml", 1, 6}));
    EXPECT_EQ(fields.place("absent"), (Place{"a.yaml", 1, 1}));
    return fields.find("run")->items.size();
  });
  EXPECT_EQ(count, 2U);
  EXPECT_TRUE(problems.empty());
}

RC_GTEST_PROP(MappingReader, ReadsEveryIntegerInItsRange, (long long value, long long a, long long b)) {
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml(fmt::format("value: {}\n", value), "a.yaml", problems);
  RC_ASSERT(document.has_value());
  const auto [minimum, maximum] = std::minmax(a, b);
  const std::optional<long long> read =
      read_mapping(*document, problems, [&, low = minimum, high = maximum](MappingReader& fields) {
        return fields.optional_integer("value", low, high);
      });
  const bool is_inside = value >= minimum && value <= maximum;
  RC_ASSERT(read.has_value() == is_inside);
  RC_ASSERT(problems.empty() == is_inside);
  if (is_inside) RC_ASSERT(*read == value);
}

}  // namespace
}  // namespace vent
