#include "metal/api/paging.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "metal/api/errors.h"

namespace vent::metal {
namespace {

constexpr long long kMostPerPage = 1000;
constexpr long long kLastPage = 1'000'000;

Result<std::size_t> number(const Call& call, const std::string& key, std::size_t usual, long long most) {
  const std::optional<std::string> text = call.asked(key);
  if (!text) return usual;
  const std::optional<long long> value = parse_integer(*text, 1, most);
  if (!value) return fail(unprocessable(fmt::format("{} must be a number from 1 to {}", key, most)));
  return static_cast<std::size_t>(*value);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-_.~,").find(c) != std::string_view::npos;
    if (is_plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

Json link_to(const Call& call, std::size_t page) {
  std::string href = fmt::format("{}?page={}", call.path, page);
  for (const auto& [key, value] : call.query)
    if (key != "page" && !key.empty()) href += fmt::format("&{}={}", escaped(key), escaped(value));
  return Json::object().set("href", href);
}

}  // namespace

Result<PageRequest> page_request(const Call& call, std::size_t usual) {
  PageRequest request;
  request.page = TRY(number(call, "page", 1, kLastPage));
  request.per_page = TRY(number(call, "per_page", usual, kMostPerPage));
  return request;
}

PageRange page_range(const PageRequest& request, std::size_t total) {
  const std::size_t begin = std::min(total, (request.page - 1) * request.per_page);
  return {begin, std::min(total, begin + request.per_page)};
}

Json page_meta(const Call& call, const PageRequest& request, std::size_t total) {
  const std::size_t last = (total + request.per_page - 1) / request.per_page;
  return Json::object()
      .set("first", link_to(call, 1))
      .set("previous", request.page > 1 ? link_to(call, request.page - 1) : Json())
      .set("self", link_to(call, request.page))
      .set("next", request.page < last ? link_to(call, request.page + 1) : Json())
      .set("last", link_to(call, last))
      .set("current_page", request.page)
      .set("last_page", last)
      .set("total", total);
}

Result<Json> page_of(const Call& call, const std::string& key, const std::vector<Json>& all,
                     const std::function<Result<Json>(const Json&)>& shown, std::size_t usual) {
  const PageRequest request = TRY(page_request(call, usual));
  const PageRange range = page_range(request, all.size());
  Json list = Json::array();
  for (std::size_t i = range.begin; i < range.end; ++i) list.push(TRY(shown(all[i])));
  return Json::object().set(key, std::move(list)).set("meta", page_meta(call, request, all.size()));
}

}  // namespace vent::metal
