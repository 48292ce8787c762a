#include "metal/user_data.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "metal/cloud_config.h"
#include "metal/cloud_config_values.h"

namespace vent::metal {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n\v\f";

// Other forms of user data, by how they begin (in lower case). Longer beginnings first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kNotSupported = {{
    {"#cloud-config-archive", "a cloud-config archive"},
    {"#cloud-config-jsonp", "a JSON patch of cloud-config"},
    {"#cloud-boothook", "a boot hook"},
    {"#include", "a list of addresses to fetch"},
    {"#part-handler", "a part handler"},
    {"#upstart-job", "an upstart job"},
    {"## template", "a template"},
    {"#!ipxe", "an iPXE script"},
    {"#ps1", "a PowerShell script"},
    {"\x1f\x8b", "compressed user data"},
    {"\xef\xbb\xbf", "user data with a byte order mark in front"},
    {"content-type:", "user data of several MIME parts"},
}};

bool is_mime(std::string_view lower) {
  constexpr std::size_t kHeader = 4096;  // as far as cloud-init looks for it
  return lower.substr(0, kHeader).find("mime-version:") != std::string_view::npos;
}

// Windows line ends, told by the first line as cloud-init does.
std::string with_unix_lines(std::string_view text) {
  const std::size_t end = text.find('\n');
  const bool is_windows = end != std::string_view::npos && end > 0 && text[end - 1] == '\r';
  return is_windows ? replace_all(std::string(text), "\r\n", "\n") : std::string(text);
}

}  // namespace

std::string_view host_key_type_name(HostKeyType type) {
  switch (type) {
    case HostKeyType::rsa:
      return "rsa";
    case HostKeyType::ecdsa:
      return "ecdsa";
    case HostKeyType::ed25519:
      return "ed25519";
  }
  return "";
}

Result<UserData> parse_user_data(std::string_view written) {
  if (written.size() > kUserDataLimit) {
    return fail(Error(ErrorKind::bad_input, fmt::format("the user data has {} bytes, no more than {} are possible",
                                                        written.size(), kUserDataLimit))
                    .with_id("VENT_USER_DATA_TOO_LARGE")
                    .with_hint("let a short script fetch the rest"));
  }
  UserData result;
  const std::string text = with_unix_lines(written);
  const std::size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string::npos) return result;
  const std::string lower = lower_case(std::string_view(text).substr(begin));

  for (const auto& [start, meaning] : kNotSupported) {
    if (!lower.starts_with(start)) continue;
    result.warnings.push_back(fmt::format("{} is not supported, ignored", meaning));
    return result;
  }
  if (lower.starts_with("#!")) {
    result.script = text.substr(begin);
    if (begin > 0) result.warnings.emplace_back("white space before '#!': a cloud would not start this script");
  } else if (lower.starts_with("#cloud-config")) {
    read_cloud_config(text, result);
  } else if (is_mime(lower)) {
    result.warnings.emplace_back("user data of several MIME parts is not supported, ignored");
  } else {
    result.warnings.emplace_back("user data begins neither with '#!' nor with '#cloud-config', ignored");
  }
  return result;
}

}  // namespace vent::metal
