#include "cluster/fields.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "cluster/draft.h"
#include "cluster/explain.h"
#include "cluster/test_support/read_text.h"

namespace vent {
namespace {

// A cluster file with every field of the table, each as its example, but for one with all that is below it. The second
// host has only what it must have, so that what holds for all hosts can be seen on it.
std::string lines_below(std::string_view path, std::string_view left_out, const std::string& indentation) {
  std::string text;
  for (const Field* field : fields_below(path)) {
    if (field->path == left_out) continue;
    text += indentation + std::string(key_of(*field)) + ":";
    if (field->form == Form::list) {
      std::string item = lines_below(field->path, left_out, indentation + "    ");
      item.replace(0, indentation.size() + 4, indentation + "  - ");
      const char* second = field->path == "pools"
                               ? "  - {name: second, role: worker, count: 1, plan: c2, facilities: ams1}\n"
                               : "  - {name: third, role: worker, address: 10.80.1.99}\n";
      text += "\n" + item + indentation + second;
    } else if (has_fields(field->form)) {
      const std::string below = lines_below(field->path, left_out, indentation + "  ");
      text += below.empty() ? " {}\n" : "\n" + below;
    } else {
      text += fmt::format(" {}\n", field->example);
    }
  }
  return text;
}

TEST(Fields, AreAllReadAndAllHaveAnEffect) {
  const std::string whole_text = lines_below("", "", "");
  const Result<Cluster> whole = read_text(whole_text);
  ASSERT_TRUE(whole) << whole.error().text() << "\n" << whole_text;
  for (const Field& field : cluster_fields()) {
    if (field.path == "hosts") continue;                 // the only controller stands there
    if (field.path == "hosts.privateAddress") continue;  // then the address would have to lie in the private range
    const std::string text = lines_below("", field.path, "");
    ASSERT_NE(text, whole_text) << field.path;
    const Result<Cluster> without = read_text(text);
    EXPECT_EQ(without.has_value(), field.presence == Presence::optional) << field.path << "\n" << text;
    if (without) {
      EXPECT_TRUE(*without != *whole) << field.path << " changes nothing";
    } else {
      EXPECT_NE(without.error().message.find(key_of(field)), std::string::npos) << without.error().text();
    }
  }
}

TEST(Fields, NoMappingTakesAnyOther) {
  for (const Field& field : cluster_fields()) {
    if (!has_fields(field.form)) continue;
    const std::string first = fmt::format("{}:", key_of(*fields_below(field.path).front()));
    // On a line above the first of its own fields, where a list has its dash.
    std::string text = lines_below("", "", "");
    const std::size_t begin = text.find(first, text.find(fmt::format("{}:", key_of(field))));
    const std::size_t column = begin - text.rfind('\n', begin) - 1;
    text.insert(begin, "unheardOf: 1\n" + std::string(column, ' '));
    EXPECT_NE(problems_of(text).find("unknown field 'unheardOf'"), std::string::npos) << field.path << "\n" << text;
  }
  EXPECT_NE(problems_of("unheardOf: 1\n").find("unknown field 'unheardOf'"), std::string::npos);
}

TEST(Fields, ExamplesAreGoodAndMoreThanTheDefault) {
  for (const Field& field : cluster_fields()) {
    if (has_fields(field.form)) continue;
    const Result<> good = check_value(field.form, field.example);
    EXPECT_TRUE(good) << field.path << ": " << good.error().text();
    EXPECT_NE(field.example, field.fallback) << field.path;
    EXPECT_TRUE(field.fallback.empty() || check_value(field.form, field.fallback)) << field.path;
  }
}

TEST(Fields, StandBehindTheirParentsAndOnce) {
  std::set<std::string_view> seen;
  for (const Field& field : cluster_fields()) {
    EXPECT_TRUE(seen.insert(field.path).second) << field.path;
    if (parent_of(field).empty()) continue;
    EXPECT_TRUE(seen.contains(parent_of(field))) << field.path;
    EXPECT_TRUE(has_fields(find_field(parent_of(field))->form)) << field.path;
  }
}

TEST(Fields, DescriptionsAreSentences) {
  for (const Field& field : cluster_fields()) {
    EXPECT_TRUE(field.description.ends_with('.')) << field.path;
    EXPECT_TRUE(first_sentence(field).ends_with('.')) << field.path;
    EXPECT_LE(first_sentence(field).size(), 90U) << field.path;
  }
}

}  // namespace
}  // namespace vent
