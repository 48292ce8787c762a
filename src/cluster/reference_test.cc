#include "cluster/reference_page.h"

#include <gtest/gtest.h>

#include "cluster/json_schema.h"
#include "support/golden.h"

namespace vent {
namespace {

// Committed for those who read them; made from the table of fields.
constexpr const char* kReference = "docs/reference";

TEST(Reference, Page) { expect_golden_in(kReference, "cluster-file.md", reference_page()); }

TEST(Reference, Schema) { expect_golden_in(kReference, "cluster.schema.json", cluster_schema().pretty() + "\n"); }

}  // namespace
}  // namespace vent
