#include "artifacts/release_sources.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace vent {
namespace {

TEST(ReleaseSources, WithoutMirrorsUrlsStayAsTheyAre) {
  EXPECT_EQ(ReleaseSources().url_for("https://dl.k8s.io/a?b=c"), "https://dl.k8s.io/a?b=c");
  EXPECT_EQ(ReleaseSources::with_mirrors("  ")->url_for("https://dl.k8s.io/a"), "https://dl.k8s.io/a");
}

TEST(ReleaseSources, TheFirstMirrorThatFitsCounts) {
  const auto sources = ReleaseSources::with_mirrors(
      "https://dl.k8s.io/=https://files.example.com/k8s/ https://=https://proxy.example.com/\n"
      "https://dl.k8s.io/release/=https://never.example.com/");
  ASSERT_TRUE(sources) << sources.error().text();
  EXPECT_EQ(sources->url_for("https://dl.k8s.io/release/a"), "https://files.example.com/k8s/release/a");
  EXPECT_EQ(sources->url_for("https://github.com/a=b"), "https://proxy.example.com/github.com/a=b");
  EXPECT_EQ(sources->url_for("http://github.com/a"), "http://github.com/a");
}

TEST(ReleaseSources, RefusesWhatIsNoMirror) {
  for (const char* setting : {"https://mirror.example.com/", "=https://a/", "https://a/=", "https://a/=ftp://b/",
                              "https://a/=https://b/ and more", "dl.k8s.io=https://b/"}) {
    const auto sources = ReleaseSources::with_mirrors(setting);
    ASSERT_FALSE(sources) << setting;
    EXPECT_EQ(sources.error().kind, ErrorKind::bad_input);
    EXPECT_FALSE(sources.error().hint.empty());
  }
}

TEST(ReleaseSources, ComeFromTheEnvironment) {
  ::setenv("VENT_MIRROR", "https://=http://127.0.0.1:8080/", 1);
  const auto sources = release_sources_of_environment();
  ::unsetenv("VENT_MIRROR");
  ASSERT_TRUE(sources);
  EXPECT_EQ(sources->url_for("https://dl.k8s.io/a"), "http://127.0.0.1:8080/dl.k8s.io/a");
  EXPECT_EQ(release_sources_of_environment()->url_for("https://dl.k8s.io/a"), "https://dl.k8s.io/a");
}

TEST(ReleaseSources, RememberWhichServerCanNotBeReached) {
  ReleaseSources sources;
  sources.note_unreachable("https://a.example:8443/one?x", Error(ErrorKind::not_reachable, "nobody there"));
  const ReleaseSources moved = std::move(sources);
  ASSERT_TRUE(moved.known_unreachable("https://a.example:8443/two"));
  EXPECT_EQ(moved.known_unreachable("https://a.example:8443")->message, "nobody there");
  EXPECT_FALSE(moved.known_unreachable("https://a.example/one"));
  EXPECT_FALSE(moved.known_unreachable("http://a.example:8443/one"));
}

}  // namespace
}  // namespace vent
