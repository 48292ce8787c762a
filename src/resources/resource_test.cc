#include "resources/resource.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "resources/test_support/samples.h"
#include "resources/test_support/scratch_host.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(Resource, SamplesHaveEveryKind) {
  std::set<std::string_view> kinds;
  for (const Resource& resource : samples()) kinds.insert(kind_of(resource.spec));
  EXPECT_EQ(kinds.size(), std::variant_size_v<Spec>);
}

TEST(Resource, OfEachKindIsTheSameBehindItsJson) {
  for (const Resource& resource : samples()) {
    const Json json = to_json(resource);
    const Result<Resource> again = resource_from_json(parse_json(json.compact(), "a resource").value());
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(id_of(*again), id_of(resource));
    EXPECT_EQ(id_of(*again).substr(0, kind_of(again->spec).size()), kind_of(resource.spec));
    EXPECT_EQ(wanted(again->spec), wanted(resource.spec));
    EXPECT_EQ(again->why, resource.why);
    EXPECT_EQ(to_json(*again).compact(), json.compact());
    EXPECT_EQ(path_of(again->spec), path_of(resource.spec));
    // Bytes don't travel with it; without them, the shell is the same for what has none.
    if (contents_of(resource.spec).empty()) {
      EXPECT_EQ(as_shell(again->spec), as_shell(resource.spec));
    }
  }
}

// Of any text in it, not only of the nice ones above.
RC_GTEST_PROP(ResourceProperty, IsTheSameBehindItsJson, ()) {
  const auto word = [] { return *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)); };
  const auto words = [] {
    return *rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)));
  };
  const std::vector<Spec> specs = {
      Symlink{.path = "/" + word(), .target = word()},
      Sysctl{.key = word(), .value = word()},
      User{.name = word(), .home = word()},
      KernelModule{.name = word(), .evidence = word()},
      CommandOnce{.name = word(), .probe = words(), .run = words(), .undo = words()},
      Wait{.name = word(), .probe = words(), .deadline = std::chrono::seconds(*rc::gen::inRange(0, 100'000))},
      Directory{.path = "/" + word(),
                .ownership = {.mode = *rc::gen::inRange<mode_t>(0, 010000), .owner = word(), .group = word()},
                .inside = *rc::gen::element(Inside::ours, Inside::of_others)}};
  for (const Spec& spec : specs) {
    const Resource resource{.spec = spec, .why = word()};
    const Result<Resource> again = resource_from_json(parse_json(to_json(resource).compact(), "a resource").value());
    RC_ASSERT(again.has_value());
    RC_ASSERT(id_of(*again) == id_of(resource));
    RC_ASSERT(wanted(again->spec) == wanted(spec));
    RC_ASSERT(as_shell(again->spec) == as_shell(spec));
    RC_ASSERT(to_json(*again).compact() == to_json(resource).compact());
  }
}

TEST(Resource, OfAKindFromTheFutureSaysSo) {
  const auto json = parse_json(R"({"kind": "teapot", "spec": {}, "why": ""})", "a resource");
  expect_golden("unknown_kind.txt", resource_from_json(*json).error().text());
}

TEST(Resource, ReadsAsShell) {
  std::string text;
  for (const Resource& resource : samples())
    text += fmt::format("### {}\n{}\n\n", id_of(resource), as_shell(resource.spec));
  expect_golden("as_shell.txt", text);
}

TEST(Resource, IsWantedLikeThis) {
  std::string text;
  for (const Resource& resource : samples()) {
    text += fmt::format("{}\n", id_of(resource));
    for (const auto& [property, value] : wanted(resource.spec)) text += fmt::format("  {}: {}\n", property, value);
  }
  expect_golden("wanted.txt", text);
}

// --- secrets ----------------------------------------------------------------------------------------------------------

bool shows_secret(std::string_view text, const std::string& secret) {
  return text.find(secret) != std::string_view::npos ||
         text.find(sha256_hex(secret).substr(0, 8)) != std::string_view::npos;
}

TEST(Secrets, AreNotInWhatIsShown) {
  const std::string other = "correct horse";
  const Resource token{.spec = File{.path = "/etc/token", .content = secret_content(Secret(kSecretText))},
                       .why = "why"};
  State found = wanted(token.spec);
  found["content"] = sha256_hex(other);
  found["mode"] = "0666";
  const std::vector<Change> changes = changes_needed(token.spec, found);
  for (const std::string& text : {describe(changes), as_shell(token.spec), id_of(token),
                                  describe(changes_needed(token.spec, {})), shown(contents_of(token.spec).at(0))}) {
    EXPECT_FALSE(shows_secret(text, kSecretText)) << text;
    EXPECT_FALSE(shows_secret(text, other)) << text;
  }
  EXPECT_EQ(describe(changes), "content (another secret) → (secret), mode 0666 → 0644");
  found.erase("content");
  found["type"] = "symlink";
  EXPECT_EQ(describe(changes_needed(token.spec, found)),
            "content none → (secret), mode 0666 → 0644, type symlink → file");
}

// The one place where the digest has to be, so that the host can tell whether it has the bytes; never the bytes.
TEST(Secrets, TravelByDigest) {
  const Resource token{.spec = File{.path = "/etc/token", .content = secret_content(Secret(kSecretText))}, .why = ""};
  EXPECT_EQ(to_json(token).compact().find(kSecretText), std::string::npos);
  EXPECT_NE(to_json(token).compact().find(sha256_hex(kSecretText)), std::string::npos);
}

TEST(Secrets, AreNotInErrors) {
  ScratchHost scratch;
  const Spec token =
      File{.path = "/etc/token", .content = only_digest(sha256_hex(kSecretText)), .ownership = ours(0600)};
  const auto made = make(token, scratch.host());
  ASSERT_FALSE(made);
  EXPECT_FALSE(shows_secret(made.error().text(), kSecretText)) << made.error().text();
}

}  // namespace
}  // namespace vent
