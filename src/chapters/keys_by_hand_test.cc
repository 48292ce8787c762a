#include "chapters/keys_by_hand.h"

#include <algorithm>

#include "base/process.h"
#include "base/text.h"
#include "chapters/certificates.h"
#include "chapters/chapters.h"
#include "chapters/test_support/sample_cluster.h"
#include "chapters/test_support/sample_design.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

std::string text_of(const Path& path) { return read_file(path).value_or("there is no " + path.string()); }

Identity sorted(Identity identity) {
  std::ranges::sort(identity.dns_names);
  std::ranges::sort(identity.addresses, {}, &Ipv4::value);
  return identity;
}

TEST(KeysByHand, OpensslMakesCertificatesThatSayTheSameAsVents) {
  const Cluster cluster = sample_cluster();
  const TemporaryDirectory own = TemporaryDirectory::make().value();
  const Result<std::string> typed = run_checked({.arguments = {"sh", "-e"},
                                                 .directory = own.path(),
                                                 .input = keys_by_hand(cluster),
                                                 .deadline = std::chrono::minutes(2)});
  ASSERT_TRUE(typed) << typed.error().text();
  const Path keys = own.path() / "keys";
  const auto certificate = [&](const std::string& name) {
    return Certificate::read(text_of(keys / (name + ".crt")), name).value();
  };
  const auto key = [&](const std::string& name) {
    return PrivateKey::read(Secret(text_of(keys / (name + ".key"))), name).value();
  };
  for (const AuthorityWish& wish : authorities_of(cluster)) {
    EXPECT_EQ(certificate(wish.name).identity(), wish.identity) << wish.name;
    EXPECT_TRUE(certificate(wish.name).belongs_to(key(wish.name))) << wish.name;
    EXPECT_TRUE(certificate(wish.name).is_signed_by(certificate(wish.name))) << wish.name;
  }
  for (const CertificateWish& wish : certificates_of(cluster)) {
    EXPECT_EQ(sorted(certificate(wish.name).identity()), sorted(wish.identity)) << wish.name;
    EXPECT_TRUE(certificate(wish.name).belongs_to(key(wish.name))) << wish.name;
    EXPECT_TRUE(certificate(wish.name).is_signed_by(certificate(wish.authority))) << wish.name;
  }
  EXPECT_EQ(text_of(keys / "service-account.pub"), key(kServiceAccountKey).public_pem());
  EXPECT_EQ(text_of(keys / "encryption.secret").size(), kEncryptionKeySize);
  const std::size_t files = 2 * (authorities_of(cluster).size() + certificates_of(cluster).size()) + 3;
  EXPECT_EQ(list_directory(keys).value().size(), files) << "what was needed on the way is gone";
}

// A file of the folder of keys, as it would be with the keys of a design.
std::string key_file(const ClusterKeys& keys, const std::string& file) {
  const std::string name = Path(file).stem();
  if (file.ends_with(".secret")) return std::string(keys.secret(name).reveal());
  const KeyTexts& texts = keys.pair(name);
  if (file.ends_with(".crt")) return texts.certificate;
  if (file.ends_with(".pub")) return texts.public_key;
  return std::string(texts.key.reveal());
}

// With vent's keys in the guide's folder, what is typed is what vent writes, byte for byte.
TEST(KeysByHand, FilesThatAreTypedHoldWhatVentWrites) {
  const Design design = design_for(sample_cluster());
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  int typed = 0;
  for (const Chapter& chapter : all_chapters()) {
    if (chapter.resources == nullptr) continue;
    for (const Host& host : design.cluster.hosts) {
      if (!runs_on(chapter, host)) continue;
      for (const Resource& resource : chapter.resources(design, host)) {
        const File* file = std::get_if<File>(&resource.spec);
        if (file == nullptr || !file->from_keys) continue;
        for (const std::string& name : file->from_keys->names)
          ASSERT_TRUE(write_file(folder.path() / name, key_file(design.keys, name)));
        File here = *file;
        here.path = folder.path() / "typed";
        here.ownership = {.mode = file->ownership.mode};
        const Result<std::string> done = run_checked(
            {.arguments = {"sh", "-euc", as_shell(here)}, .environment = {{"KEYS", folder.path().string()}}});
        ASSERT_TRUE(done) << done.error().text();
        EXPECT_EQ(text_of(here.path), file->content.bytes->reveal()) << id_of(resource);
        EXPECT_EQ(observe(here, ThisHost("/", nullptr)).value().at("mode"), mode_text(here.ownership.mode))
            << id_of(resource);
        ASSERT_TRUE(remove_tree(here.path));
        ++typed;
      }
    }
  }
  EXPECT_GT(typed, 50);
}

// What a page shows of a file of keys is computed without them.
TEST(KeysByHand, NoShellHasAKeyInIt) {
  const Design design = design_for(sample_cluster());
  for (const Chapter& chapter : all_chapters()) {
    if (chapter.resources == nullptr) continue;
    for (const Resource& resource : chapter.resources(design, design.cluster.hosts.front())) {
      if (!is_made_of_secrets(resource.spec)) continue;
      EXPECT_TRUE(std::get<File>(resource.spec).from_keys) << id_of(resource);
    }
  }
}

}  // namespace
}  // namespace vent
