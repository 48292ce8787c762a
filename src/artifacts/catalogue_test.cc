#include "artifacts/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "artifacts/wanted.h"
#include "cluster/fields.h"
#include "support/golden.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSmall = R"(apiVersion: vent/v1
kind: Catalogue
go: 1.26.8
components:
  - name: kubernetes
    what: the control plane and the kubelet
    home: https://kubernetes.io
    licence: Apache-2.0
    versions: [{version: 1.36.3, module: kubernetes-1.36}, {version: 1.35.4, module: kubernetes-1.35}]
    goesWith: [{component: etcd, atLeast: 3.6.0, because: it asks for progress notifications}]
    release:
      url: https://example.com/v{version}/{arch}/{file}
      checksum: https://example.com/v{version}/{arch}/{file}.sha256
    build:
      stamp: {k8s.io/component-base/version.gitVersion: "v{version}"}
      seconds: 780
    files:
      - {name: kubelet, package: k8s.io/kubernetes/cmd/kubelet, version: [--version], says: "Kubernetes v{version}"}
  - name: etcd
    what: the database
    home: https://etcd.io
    licence: Apache-2.0
    versions: [{version: 3.6.6, module: etcd}, {version: 3.5.9, module: etcd-3.5}]
    build: {}
    files: [{name: etcd, package: go.etcd.io/etcd/server/v3}]
  - name: kubernetes-image
    what: an image of it
    home: https://example.com
    licence: Apache-2.0
    versionOf: kubernetes
    image: kubernetes
    files: [{name: kubernetes.tar}]
)";

// To be put behind it.
constexpr const char* kOnDemand = R"(  - name: tests
    what: tests of a cluster
    home: https://example.com
    licence: Apache-2.0
    onDemand: true
    versionOf: kubernetes
    versions: [{version: 1.36.3, module: tests-1.36}]
    build: {}
    files:
      - {name: e2e.test, package: k8s.io/kubernetes/test/e2e, test: true}
      - {name: a.crt, taken: {module: k8s.io/kubernetes, path: test/a.crt}}
  - name: tools
    what: programs for it
    home: https://example.com
    licence: GPL-2.0-only
    onDemand: true
    versions: [{version: 1}]
    debianTree: {packages: [bash, curl], without: [usr/share/doc/]}
    files: [{name: tools.tar}]
)";

Catalogue small_catalogue() { return read_catalogue(kSmall, "catalogue.yaml").value(); }

std::vector<std::string> texts(const std::vector<Wanted>& wanted) {
  std::vector<std::string> texts;
  for (const Wanted& one : wanted) texts.push_back(one.text());
  return texts;
}

TEST(ReadCatalogue, ReadsEverything) {
  const Catalogue catalogue = small_catalogue();
  EXPECT_EQ(catalogue.go_version, "1.26.8");
  const Component* kubernetes = catalogue.find("kubernetes");
  ASSERT_NE(kubernetes, nullptr);
  EXPECT_EQ(kubernetes->versions,
            (std::vector<CatalogueVersion>{{"1.36.3", "kubernetes-1.36"}, {"1.35.4", "kubernetes-1.35"}}));
  EXPECT_EQ(kubernetes->goes_with, (std::vector<GoesWith>{{"etcd", "3.6.0", "it asks for progress notifications"}}));
  EXPECT_EQ(kubernetes->release, (Release{"https://example.com/v{version}/{arch}/{file}",
                                          "https://example.com/v{version}/{arch}/{file}.sha256", ""}));
  ASSERT_TRUE(kubernetes->recipe);
  EXPECT_EQ(kubernetes->recipe->seconds, 780);
  EXPECT_EQ(kubernetes->files, (std::vector<CatalogueFile>{{.name = "kubelet",
                                                            .package = "k8s.io/kubernetes/cmd/kubelet",
                                                            .version_arguments = {"--version"},
                                                            .says = "Kubernetes v{version}"}}));
  EXPECT_EQ(catalogue.find("kubernetes-image")->versions, kubernetes->versions);
  EXPECT_EQ(catalogue.find("nothing"), nullptr);
}

TEST(ReadCatalogue, ReadsWhatIsMadeOnDemand) {
  const Catalogue catalogue = read_catalogue(std::string(kSmall) + kOnDemand, "catalogue.yaml").value();
  const Component* tests = catalogue.find("tests");
  ASSERT_NE(tests, nullptr);
  EXPECT_TRUE(tests->is_on_demand);
  EXPECT_EQ(tests->versions, (std::vector<CatalogueVersion>{{"1.36.3", "tests-1.36"}}));
  EXPECT_EQ(tests->files, (std::vector<CatalogueFile>{
                              {.name = "e2e.test", .package = "k8s.io/kubernetes/test/e2e", .is_test = true},
                              {.name = "a.crt", .taken = {{.module = "k8s.io/kubernetes", .path = "test/a.crt"}}}}));
  EXPECT_EQ(catalogue.find("tools")->tree, (DebianTree{.packages = {"bash", "curl"}, .without = {"usr/share/doc/"}}));
}

TEST(ReadCatalogue, NamesAllThatIsWrong) {
  const Result<Catalogue> read = read_catalogue(R"(apiVersion: vent/v1
kind: Catalogue
go: 1.26.8
components:
  - {name: a, what: a, home: a, licence: MIT, versions: [{version: 1}], build: {}, files: [{name: a}]}
  - {name: a, what: a, home: a, licence: MIT, versions: [{version: 1}], files: [{name: a}]}
  - {name: b, what: a, home: a, licence: MIT, besideVent: b, image: b}
  - {name: c, what: a, home: a, licence: MIT, versionOf: x, image: c, files: [{name: c}], colour: red,
     goesWith: [{component: y, atLeast: 1, because: so}]}
)",
                                                "catalogue.yaml");
  ASSERT_FALSE(read);
  expect_golden("catalogue-problems.txt", read.error().text() + "\n");
}

TEST(FillIn, PutsInWhatStandsInBraces) {
  EXPECT_EQ(fill_in("v{version}/{arch}/{machine}/{file}", "1.2", Architecture::arm64, "etcd"),
            "v1.2/arm64/aarch64/etcd");
  EXPECT_EQ(fill_in("{other}", "1.2", Architecture::amd64), "{other}");
}

TEST(ChooseVersions, TakesTheFirstOfEach) {
  const Catalogue catalogue = small_catalogue();
  EXPECT_THAT(texts(choose_versions(catalogue, {}, Architecture::amd64).value()),
              ElementsAre("kubernetes 1.36.3 (amd64)", "etcd 3.6.6 (amd64)", "kubernetes-image 1.36.3 (amd64)"));
}

TEST(ChooseVersions, TakesTheVersionAskedForAndTheImageFollows) {
  const Catalogue catalogue = small_catalogue();
  EXPECT_THAT(texts(choose_versions(catalogue, {{"kubernetes", "1.35.4"}}, Architecture::arm64).value()),
              ElementsAre("kubernetes 1.35.4 (arm64)", "etcd 3.6.6 (arm64)", "kubernetes-image 1.35.4 (arm64)"));
}

TEST(ChooseVersions, SaysWhatThereIsAndWhatDoesNotGoTogether) {
  const Catalogue catalogue = small_catalogue();
  const auto error_of = [&](const Versions& versions) {
    const Result<std::vector<Wanted>> chosen = choose_versions(catalogue, versions, Architecture::amd64);
    return chosen ? "none" : chosen.error().text();
  };
  expect_golden("versions-unknown.txt", error_of({{"kubernetes", "1.34.0"}, {"ectd", "3.6.6"}}) + "\n");
  expect_golden("versions-pair.txt", error_of({{"etcd", "3.5.9"}}) + "\n");
}

TEST(ChooseVersions, LeavesOutWhatIsOfUseWithAnotherVersionAlone) {
  const Catalogue catalogue = read_catalogue(std::string(kSmall) + kOnDemand, "catalogue.yaml").value();
  EXPECT_THAT(texts(choose_versions(catalogue, {}, Architecture::amd64).value()),
              ElementsAre("kubernetes 1.36.3 (amd64)", "etcd 3.6.6 (amd64)", "kubernetes-image 1.36.3 (amd64)",
                          "tests 1.36.3 (amd64)", "tools 1 (amd64)"));
  EXPECT_THAT(texts(choose_versions(catalogue, {{"kubernetes", "1.35.4"}}, Architecture::amd64).value()),
              ElementsAre("kubernetes 1.35.4 (amd64)", "etcd 3.6.6 (amd64)", "kubernetes-image 1.35.4 (amd64)",
                          "tools 1 (amd64)"));
}

TEST(OfACluster, IsWhatNobodyHasToAskFor) {
  const Catalogue catalogue = read_catalogue(std::string(kSmall) + kOnDemand, "catalogue.yaml").value();
  EXPECT_THAT(texts(of_a_cluster(choose_versions(catalogue, {}, Architecture::amd64).value())),
              ElementsAre("kubernetes 1.36.3 (amd64)", "etcd 3.6.6 (amd64)", "kubernetes-image 1.36.3 (amd64)"));
}

TEST(Only, TakesThoseNamed) {
  const Catalogue catalogue = small_catalogue();
  const std::vector<Wanted> all = choose_versions(catalogue, {}, Architecture::amd64).value();
  EXPECT_THAT(texts(only(all, {"etcd"}).value()), ElementsAre("etcd 3.6.6 (amd64)"));
  const Result<std::vector<Wanted>> none = only(all, {"kubernets"});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().hint, HasSubstr("kubernetes"));
}

// The real one. Tests run in the root of the repository.
TEST(RealCatalogue, IsGoodAndEveryModuleIsThere) {
  const Result<Catalogue> catalogue = load_catalogue("artifacts");
  ASSERT_TRUE(catalogue) << catalogue.error().text();
  EXPECT_TRUE(choose_versions(*catalogue, {}, Architecture::amd64));
  for (const Component& component : catalogue->components)
    for (const CatalogueVersion& version : component.versions)
      if (!version.module.empty()) {
        EXPECT_TRUE(path_exists(Path("artifacts") / version.module / "go.mod")) << version.module;
        EXPECT_TRUE(path_exists(Path("artifacts") / version.module / "go.sum")) << version.module;
      }
}

TEST(RealCatalogue, HasWhatTheClusterFileCanChoose) {
  const Catalogue catalogue = load_catalogue("artifacts").value();
  ASSERT_FALSE(fields_below("versions").empty());
  for (const Field* field : fields_below("versions")) {
    const Component* component = catalogue.find(key_of(*field));
    ASSERT_NE(component, nullptr) << field->path;
    EXPECT_NE(component->find(field->example), nullptr) << field->path << " is not " << field->example;
  }
}

}  // namespace
}  // namespace vent
