#pragma once

#include <string>
#include <string_view>

namespace vent {

// Compares a text with the file `name` in the test's testdata folder and shows the first difference.
// With VENT_ACCEPT=1 in the environment the file is written instead, for a person to review with git diff.
void expect_golden_in(const std::string& testdata, const std::string& name, std::string_view actual);

}  // namespace vent

// VENT_TESTDATA is set for each test program by vent_folder().
#define expect_golden(name, actual) ::vent::expect_golden_in(VENT_TESTDATA, (name), (actual))
