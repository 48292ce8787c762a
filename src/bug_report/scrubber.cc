#include "bug_report/scrubber.h"

#include <fmt/core.h>

#include "base/base64.h"
#include "base/text.h"
#include "bug_report/looks_secret.h"

namespace vent {
namespace {

// Shorter ones would be found in many a word.
constexpr std::size_t kShortest = 8;

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string without(std::string text, std::string_view what) {
  return what.size() < kShortest ? text : replace_all(std::move(text), what, kTakenOut);
}

// As it is, as base64 and hexadecimal have it, and each of its lines: a journal breaks them.
std::string without_secret(std::string text, std::string_view secret) {
  text = without(std::move(text), secret);
  text = without(std::move(text), trim(secret));
  text = without(std::move(text), base64(secret));
  text = without(std::move(text), hexadecimal(secret));
  for (const std::string& line : split_lines(secret))
    if (!line.starts_with("-----")) text = without(std::move(text), trim(line));
  return text;
}

}  // namespace

void Scrubber::know(const Secret& secret) { known_.push_back(secret); }

std::string Scrubber::clean(std::string_view text) const {
  std::string cleaned(text);
  for (const Secret& secret : known_) cleaned = without_secret(std::move(cleaned), secret.reveal());
  cleaned = without_private_keys(std::move(cleaned));
  cleaned = without_encoded_keys(cleaned);
  cleaned = without_tokens(std::move(cleaned));
  return without_named_values(cleaned);
}

}  // namespace vent
