#include "artifacts/release_sources.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/text.h"

namespace vent {
namespace {

bool is_web_address(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

// "https://dl.example:8443", of a URL
std::string server_of(const std::string& url) {
  const std::size_t host = url.find("//");
  return host == std::string::npos ? url : url.substr(0, url.find_first_of("/?#", host + 2));
}

}  // namespace

Result<ReleaseSources> ReleaseSources::with_mirrors(std::string_view setting) {
  ReleaseSources sources;
  for (const std::string& word : split_words(setting)) {
    const std::size_t equals = word.find('=');
    const std::string beginning = word.substr(0, equals);
    const std::string replacement = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (!is_web_address(beginning) || !is_web_address(replacement))
      return fail(Error(ErrorKind::bad_input, fmt::format("'{}' in VENT_MIRROR is no mirror", word))
                      .with_id("VENT_BAD_MIRROR")
                      .with_hint("VENT_MIRROR=\"https://dl.k8s.io/=https://files.example.com/k8s/\": what the URL "
                                 "begins with, '=', what stands there instead; several with spaces between them"));
    sources.mirrors_.push_back({beginning, replacement});
  }
  return sources;
}

std::string ReleaseSources::url_for(const std::string& published) const {
  for (const Mirror& mirror : mirrors_)
    if (published.starts_with(mirror.beginning)) return mirror.replacement + published.substr(mirror.beginning.size());
  return published;
}

std::optional<Error> ReleaseSources::known_unreachable(const std::string& url) const {
  return unreachable_->with([&](const auto& known) -> std::optional<Error> {
    const auto found = known.find(server_of(url));
    if (found == known.end()) return std::nullopt;
    return found->second;
  });
}

void ReleaseSources::note_unreachable(const std::string& url, const Error& error) {
  unreachable_->with([&](auto& known) { known.emplace(server_of(url), error); });
}

Result<ReleaseSources> release_sources_of_environment() {
  const char* const setting = std::getenv("VENT_MIRROR");
  return ReleaseSources::with_mirrors(setting == nullptr ? "" : setting);
}

}  // namespace vent
