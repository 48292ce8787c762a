#include "cluster/explain.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

TEST(Explain, Goldens) {
  expect_golden("explain_all.txt", explain_all());
  std::string text;
  for (const Field& field : cluster_fields()) text += explain_field(field) + "--\n";
  expect_golden("explain_fields.txt", text);
}

std::string hint_for(std::string_view path) {
  const Result<const Field*> field = field_to_explain(path);
  EXPECT_FALSE(field) << path;
  return field ? "" : field.error().hint;
}

TEST(FieldToExplain, NamesWhatWasMeant) {
  EXPECT_EQ(field_to_explain("hosts.ssh.port").value()->path, "hosts.ssh.port");
  EXPECT_EQ(hint_for("port"), "did you mean ssh.port or hosts.ssh.port?");
  EXPECT_EQ(hint_for("ssh.jumpHost.port"), "did you mean ssh.jumpHost?");
  EXPECT_EQ(hint_for("hosts.nmae"), "did you mean hosts.name?");
  EXPECT_EQ(hint_for("xyzzy"), "all fields: vent explain");
  EXPECT_EQ(hint_for(""), "all fields: vent explain");
}

TEST(FieldJson, SaysWhatTheTableSays) {
  expect_golden("field.json", field_json(*find_field("network.fake0.parent")).pretty() + "\n");
}

}  // namespace
}  // namespace vent
