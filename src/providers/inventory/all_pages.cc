#include "providers/inventory/all_pages.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

namespace vent {
namespace {

constexpr std::int64_t kMostPages = 2000;

struct Meta {
  std::int64_t last_page = 1;
  std::int64_t total = 0;
  bool has_next = false;
};

// Nothing when the answer doesn't say enough. Servers that don't tell the last page tell how many items there are, and
// the first page shows how many go on one.
std::optional<Meta> meta_of(const Json& answer, std::size_t page_size) {
  const Result<Json> json = answer.field("meta");
  if (!json || !json->is_object()) return std::nullopt;
  const std::optional<std::int64_t> total = json->optional_integer("total").value_or(std::nullopt);
  const Result<Json> next = json->field("next");
  if (!total || *total < 0 || !next) return std::nullopt;
  const auto size = static_cast<std::int64_t>(std::max<std::size_t>(page_size, 1));
  const std::int64_t reckoned = std::max<std::int64_t>((*total + size - 1) / size, 1);
  const std::int64_t told = json->optional_integer("last_page").value_or(std::nullopt).value_or(reckoned);
  return Meta{.last_page = std::max<std::int64_t>(told, 1), .total = *total, .has_next = !next->is_null()};
}

struct Page {
  Json answer;
  std::vector<Json> items;
};

Result<Page> read_page(const PageReader& read, int number, const std::string& key) {
  Page page;
  page.answer = TRY(read(number));
  page.items = TRY(page.answer.list(key));
  return page;
}

// The pages behind the first. `first_reader` goes on with the connection that it has.
std::vector<Result<Page>> read_others(int last, const PageReader& first_reader,
                                      const std::function<PageReader()>& make_reader, int readers,
                                      const std::string& key) {
  std::vector<Result<Page>> pages(static_cast<std::size_t>(last - 1));
  std::atomic<int> next = 2;
  std::atomic<bool> has_failed = false;
  const auto work = [&](const PageReader& read) {
    for (int number = next++; number <= last && !has_failed; number = next++) {
      Result<Page>& page = pages[static_cast<std::size_t>(number - 2)];
      page = read_page(read, number, key);
      if (!page) has_failed = true;
    }
  };
  std::vector<std::jthread> threads;
  for (int more = 1; more < std::min(readers, last - 1); ++more) threads.emplace_back([&] { work(make_reader()); });
  work(first_reader);
  threads.clear();
  return pages;
}

// False when an item is there twice.
bool take_items(std::vector<Json>& all, std::set<std::string>& seen, const std::vector<Json>& items) {
  for (const Json& item : items) {
    Result<std::string> id = item.text("id");
    if (!seen.insert(id ? *std::move(id) : item.compact()).second) return false;
    all.push_back(item);
  }
  return true;
}

}  // namespace

Result<std::optional<std::vector<Json>>> all_pages_at_once(const std::function<PageReader()>& make_reader, int readers,
                                                           const std::string& key) {
  const std::optional<std::vector<Json>> does_not_fit;
  const PageReader reader = make_reader();
  const Page first = TRY(read_page(reader, 1, key));
  const std::optional<Meta> meta = meta_of(first.answer, first.items.size());
  if (!meta || meta->last_page > kMostPages) return does_not_fit;

  const int last = static_cast<int>(meta->last_page);
  std::vector<Json> all;
  std::set<std::string> seen;
  if (!take_items(all, seen, first.items)) return does_not_fit;
  bool has_next = meta->has_next;
  for (Result<Page>& other : read_others(last, reader, make_reader, readers, key)) {
    const Page page = TRY(std::move(other));
    const std::optional<Meta> its_meta = meta_of(page.answer, first.items.size());
    if (!its_meta || its_meta->total != meta->total || !take_items(all, seen, page.items)) return does_not_fit;
    has_next = its_meta->has_next;
  }
  if (has_next || static_cast<std::int64_t>(all.size()) != meta->total) return does_not_fit;
  return std::optional(std::move(all));
}

}  // namespace vent
