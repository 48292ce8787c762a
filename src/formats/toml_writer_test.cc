#include "formats/toml_writer.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

TEST(TomlWriter, WritesWhatContainerdReads) {
  const auto runtime = [](const char* type) { return Json::object().set("runtime_type", type); };
  const Json config =
      Json::object()
          .set("version", 3)
          .set("plugins",
               Json::object()
                   .set("io.containerd.cri.v1.runtime",
                        Json::object()
                            .set("containerd",
                                 Json::object()
                                     .set("runtimes", Json::object()
                                                          .set("runc", runtime("io.containerd.runc.v2")
                                                                           .set("options", Json::object().set(
                                                                                               "SystemdCgroup", true)))
                                                          .set("runsc", runtime("io.containerd.runsc.v1")))
                                     .set("default_runtime_name", "runc"))
                            .set("restrict_oom_score_adj", true))
                   .set("io.containerd.gc.v1.scheduler", Json::object()))
          .set("disabled_plugins", Json::array().push("io.containerd.snapshotter.v1.zfs").push("a \"b\""))
          .set("oom_score", -999)
          .set("ratio", 0.5)
          .set("nothing", Json())
          .set("required_plugins", Json::array());
  expect_golden("containerd.toml", write_toml(config));
}

TEST(TomlWriter, QuotesAndEscapes) {
  const Json table = Json::object()
                         .set("", "empty key")
                         .set("a.b", "tab\tline\nquote\"back\\slash\x01\x7F")
                         .set("é", "Zürich\xFF")
                         .set("1", Json::array().push(1).push(Json()).push(Json::array().push("x")));
  EXPECT_EQ(write_toml(table),
            "\"\" = \"empty key\"\n"
            "\"a.b\" = \"tab\\tline\\nquote\\\"back\\\\slash\\u0001\\u007F\"\n"
            "\"é\" = \"Zürich\uFFFD\"\n"
            "1 = [1, [\"x\"]]\n");
}

TEST(TomlWriter, PutsObjectsInListsInline) {
  const Json table =
      Json::object().set("list", Json::array().push(Json::object().set("a", 1).set("b.c", "d")).push(Json::object()));
  EXPECT_EQ(write_toml(table), "list = [{ a = 1, \"b.c\" = \"d\" }, {}]\n");
}

TEST(TomlWriter, WritesNothingForNothing) {
  EXPECT_EQ(write_toml(Json::object()), "");
  EXPECT_EQ(write_toml(Json::object().set("a", Json::object())), "[a]\n");
}

}  // namespace
}  // namespace vent
