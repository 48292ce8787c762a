#include "providers/inventory/all_pages.h"

#include <gtest/gtest.h>

#include <atomic>

#include <rapidcheck/gtest.h>

namespace vent {
namespace {

// A list of `total` items in pages of `size`, as the API tells it.
struct List {
  int total = 25;
  int size = 10;
  bool tells_last_page = true;

  Json page(int number) const {
    Json items = Json::array();
    for (int item = (number - 1) * size; item < std::min(number * size, total); ++item)
      items.push(Json::object().set("id", std::to_string(item)));
    const int last = (total + size - 1) / size;
    Json meta = Json::object().set("total", total).set("next", number < last ? Json::object() : Json());
    if (tells_last_page) meta.set("last_page", last);
    return Json::object().set("things", items).set("meta", meta);
  }
};

std::function<PageReader()> readers_of(const std::function<Result<Json>(int)>& page) {
  return [page]() -> PageReader { return page; };
}

std::vector<std::string> ids(const std::vector<Json>& items) {
  std::vector<std::string> all;
  for (const Json& item : items) all.push_back(item.text("id").value());
  return all;
}

RC_GTEST_PROP(AllPages, AreReadInOrderWhateverTheirNumber, ()) {
  List list;
  list.total = *rc::gen::inRange(0, 200);
  list.size = *rc::gen::inRange(1, 30);
  list.tells_last_page = *rc::gen::arbitrary<bool>();
  const int readers = *rc::gen::inRange(1, 9);
  const auto all =
      all_pages_at_once(readers_of([&](int number) { return list.page(number); }), readers, "things").value();
  RC_ASSERT(all.has_value());
  std::vector<std::string> expected;
  for (int item = 0; item < list.total; ++item) expected.push_back(std::to_string(item));
  RC_ASSERT(ids(*all) == expected);
}

TEST(AllPages, EachReaderIsUsedByOneThread) {
  const List list{.total = 200, .size = 1};
  std::atomic<int> made = 0;
  const auto make = [&]() -> PageReader {
    ++made;
    return [&list, users = std::make_shared<std::atomic<int>>(0)](int number) {
      EXPECT_EQ(++*users, 1);
      Json page = list.page(number);
      --*users;
      return Result<Json>(std::move(page));
    };
  };
  EXPECT_EQ(all_pages_at_once(make, 4, "things").value().value().size(), 200U);
  EXPECT_EQ(made, 4);
}

bool fits(const std::function<Json(int)>& page) {
  const auto all = all_pages_at_once(readers_of([&](int number) -> Result<Json> { return page(number); }), 3, "things");
  return all.value().has_value();
}

TEST(AllPages, WhatDoesNotFitIsLeftToACarefulReader) {
  const List list;
  EXPECT_TRUE(fits([&](int number) { return list.page(number); }));
  EXPECT_FALSE(fits([&](int) { return list.page(1); })) << "the same page again";
  EXPECT_FALSE(fits([&](int number) { return number == 3 ? List{.total = 24}.page(3) : list.page(number); }))
      << "one item went meanwhile";
  EXPECT_FALSE(fits([&](int number) { return list.page(number).set("meta", Json()); })) << "it says nothing of pages";
  EXPECT_FALSE(fits([&](int number) {
    return list.page(number).set("meta", Json::object().set("total", 25).set("last_page", 2).set("next", Json()));
  })) << "the last page is not the last";
  EXPECT_FALSE(fits([&](int) { return List{.total = 1'000'000'000, .size = 1}.page(1); })) << "more than anybody has";
}

TEST(AllPages, AFailureIsOne) {
  const List list;
  const auto all = all_pages_at_once(readers_of([&](int number) -> Result<Json> {
                                       if (number == 2) return fail(Error(ErrorKind::failed, "the server is tired"));
                                       return list.page(number);
                                     }),
                                     2, "things");
  EXPECT_EQ(all.error().message, "the server is tired");
}

}  // namespace
}  // namespace vent
