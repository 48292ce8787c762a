#include "chapters/06_encryption_at_rest.h"

#include "base/base64.h"
#include "base/text.h"
#include "chapters/certificates.h"
#include "chapters/test_support/sample_cluster.h"
#include "chapters/test_support/sample_design.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

// Whatever the key begins with: some bytes make base64 that begins with a digit or a sign.
TEST(EncryptionAtRest, TypedByHandTheFileIsTheSame) {
  for (int first = 0; first < 256; ++first) {
    const std::string key(1, static_cast<char>(first));
    Design design = design_for(sample_cluster());
    design.keys.add(kEncryptionKey, Secret(key));
    const Resource resource = encryption_resources(design, design.cluster.hosts[0]).front();
    const File& file = std::get<File>(resource.spec);
    const std::string typed =
        replace_all(file.from_keys->text, "$(base64 -w 0 \"$KEYS\"/encryption.secret)", base64(key));
    EXPECT_EQ(file.content.bytes->reveal(), typed);
  }
}

}  // namespace
}  // namespace vent
