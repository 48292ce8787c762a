#include "base/database.h"

#include <thread>

namespace vent {
namespace {

using Rows = std::vector<DatabaseRow>;

const std::vector<std::string> kFirst = {"CREATE TABLE host (name TEXT PRIMARY KEY, boots INTEGER)"};
const std::vector<std::string> kSecond = {kFirst[0], "ALTER TABLE host ADD COLUMN note TEXT"};

class DatabaseTest : public testing::Test {
 protected:
  Database open(const std::vector<std::string>& migrations) const { return *Database::open(file_, migrations); }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path file_ = directory_.path() / "test.sqlite";
};

TEST_F(DatabaseTest, KeepsRowsAcrossOpens) {
  {
    Database database = open(kFirst);
    ASSERT_TRUE(database.query("INSERT INTO host VALUES (?, ?)", {"worker-1", 3}));
  }
  EXPECT_EQ(*open(kFirst).query("SELECT name, boots FROM host"), (Rows{{"worker-1", "3"}}));
}

TEST_F(DatabaseTest, ValuesComeBackAsTheyWere) {
  Database database = open({"CREATE TABLE pair (text TEXT, number INTEGER)"});
  const std::string nasty = "it's \"; DROP TABLE pair; -- \n\xff";
  ASSERT_TRUE(database.query("INSERT INTO pair VALUES (?, ?)", {nasty, std::int64_t{-9'000'000'000}}));
  ASSERT_TRUE(database.query("INSERT INTO pair VALUES (?, NULL)", {std::string_view()}));
  EXPECT_EQ(*database.query("SELECT * FROM pair ORDER BY number DESC"), (Rows{{nasty, "-9000000000"}, {"", ""}}));
  EXPECT_EQ(*database.query("SELECT text FROM pair WHERE number = ?", {std::int64_t{-9'000'000'000}}), (Rows{{nasty}}));
}

TEST_F(DatabaseTest, MigrationsAreRunOnceAndInOrder) {
  {
    Database database = open(kFirst);
    ASSERT_TRUE(database.query("INSERT INTO host VALUES ('worker-1', 1)"));
  }
  Database database = open(kSecond);
  EXPECT_EQ(*database.query("SELECT note FROM host"), (Rows{{""}}));
  EXPECT_EQ(*open(kSecond).query("SELECT name FROM host"), (Rows{{"worker-1"}}));
}

TEST_F(DatabaseTest, AFileOfANewerVentIsLeftAlone) {
  open(kSecond);
  const Result<Database> older = Database::open(file_, kFirst);
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().id, "VENT_DATABASE_NEWER");
  EXPECT_EQ(older.error().kind, ErrorKind::conflict);
}

TEST_F(DatabaseTest, AMigrationThatFailsChangesNothing) {
  const std::vector<std::string> broken = {kFirst[0], "CREATE TABLE other (x)", "nonsense"};
  EXPECT_EQ(Database::open(file_, broken).error().id, "VENT_DATABASE");
  Database database = open({kFirst[0], "CREATE TABLE other (x)", "CREATE TABLE third (x)"});
  EXPECT_TRUE(database.query("SELECT x FROM third"));
}

TEST_F(DatabaseTest, ATransactionHappensWholeOrNotAtAll) {
  Database database = open(kFirst);
  const Result<> half = database.transaction([&]() -> Result<> {
    TRY(database.query("INSERT INTO host VALUES ('worker-1', 1)"));
    return fail(Error(ErrorKind::interrupted, "stopped in between"));
  });
  EXPECT_EQ(half.error().message, "stopped in between");
  EXPECT_EQ(half.error().context, std::vector<std::string>{});
  EXPECT_EQ(*database.query("SELECT count(*) FROM host"), (Rows{{"0"}}));
  ASSERT_TRUE(database.transaction([&]() -> Result<> {
    TRY(database.query("INSERT INTO host VALUES ('worker-1', 1)"));
    TRY(database.query("INSERT INTO host VALUES ('worker-2', 1)"));
    return Ok{};
  }));
  EXPECT_EQ(*database.query("SELECT count(*) FROM host"), (Rows{{"2"}}));
}

TEST_F(DatabaseTest, ErrorsSayWhatWasTried) {
  Database database = open(kFirst);
  const Result<Rows> nonsense = database.query("SELECT name FROM nowhere");
  ASSERT_FALSE(nonsense);
  EXPECT_EQ(nonsense.error().message, "SELECT name FROM nowhere: no such table: nowhere");
  ASSERT_TRUE(database.query("INSERT INTO host VALUES ('worker-1', 1)"));
  EXPECT_FALSE(database.query("INSERT INTO host VALUES ('worker-1', 2)"));
  EXPECT_FALSE(Database::open(directory_.path() / "none/test.sqlite", kFirst));
}

TEST_F(DatabaseTest, AFileThatIsNoDatabaseIsRefused) {
  ASSERT_TRUE(write_file(file_, std::string(5000, 'x')));
  EXPECT_EQ(Database::open(file_, kFirst).error().id, "VENT_DATABASE");
  EXPECT_EQ(*read_file(file_), std::string(5000, 'x'));
}

TEST_F(DatabaseTest, MovesToItsNewOwner) {
  Database first = open(kFirst);
  Database second = std::move(first);
  EXPECT_TRUE(second.query("SELECT * FROM host"));
  Database third = open(kFirst);
  third = std::move(second);
  EXPECT_TRUE(third.query("SELECT * FROM host"));
}

TEST_F(DatabaseTest, IsMadeOnceByManyAtTheSameTime) {
  constexpr int kTimes = 20;
  for (int time = 0; time < kTimes; ++time) {
    const Path file = directory_.path() / std::to_string(time);
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number)
      threads.emplace_back([&] {
        const Result<Database> opened = Database::open(file, kFirst);
        EXPECT_TRUE(opened) << opened.error().text();
      });
  }
}

TEST_F(DatabaseTest, ForeignKeysAreKept) {
  Database database =
      open({"CREATE TABLE lab (name TEXT PRIMARY KEY)", "CREATE TABLE host (lab TEXT REFERENCES lab (name))"});
  EXPECT_FALSE(database.query("INSERT INTO host VALUES ('no such lab')"));
}

}  // namespace
}  // namespace vent
