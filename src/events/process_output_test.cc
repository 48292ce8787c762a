#include "events/process_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/file_descriptor.h"
#include "events/json_listener.h"
#include "events/plain_listener.h"
#include "events/terminal_listener.h"

namespace vent {
namespace {

struct Pipe {
  Pipe() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    reader = FileDescriptor(ends[0]);
    writer = FileDescriptor(ends[1]);
  }
  FileDescriptor reader;
  FileDescriptor writer;
};

std::string read_all(int descriptor) {
  std::string result;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(descriptor, buffer, sizeof buffer)) > 0;) {
    result.append(buffer, static_cast<std::size_t>(count));
  }
  return result;
}

TEST(WriteTo, WritesAllWhenTheReaderIsSlowAndThePipeDoesNotBlock) {
  Pipe pipe;
  ASSERT_EQ(fcntl(pipe.writer.number(), F_SETFL, O_NONBLOCK), 0);
  const std::string text(1'000'000, 'x');
  std::string received;
  {
    const std::jthread reader([&] { received = read_all(pipe.reader.number()); });
    write_to(pipe.writer.number())(text);
    pipe.writer.close();
  }
  EXPECT_EQ(received, text);
}

TEST(WriteTo, GoesOnWithoutAReader) {
  Pipe pipe;
  pipe.reader.close();
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  write_to(pipe.writer.number())("nobody reads this");
  write_to(-1)("nor this");
  EXPECT_EQ(errno, EBADF);
  std::signal(SIGPIPE, before);
}

TEST(ObserveOutput, ATerminalAndItsSize) {
  const FileDescriptor terminal(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!terminal.is_open()) GTEST_SKIP() << "this machine has no pseudo terminals";
  EXPECT_FALSE(observe_size(terminal.number())) << "it does not know its size yet";
  const winsize size{30, 100, 0, 0};
  ASSERT_EQ(ioctl(terminal.number(), TIOCSWINSZ, &size), 0);
  EXPECT_EQ(observe_size(terminal.number())->columns, 100);
  EXPECT_EQ(observe_size(terminal.number())->rows, 30);
  const OutputFacts facts = observe_output(terminal.number());
  EXPECT_TRUE(facts.is_terminal);
  EXPECT_EQ(facts.columns, 100);
}

TEST(ObserveOutput, APipe) {
  const Pipe pipe;
  ASSERT_EQ(setenv("NO_COLOR", "1", 1), 0);
  ASSERT_EQ(unsetenv("TERM"), 0);
  const OutputFacts facts = observe_output(pipe.writer.number());
  ASSERT_EQ(unsetenv("NO_COLOR"), 0);
  EXPECT_FALSE(facts.is_terminal);
  EXPECT_EQ(facts.columns, 0);
  EXPECT_EQ(facts.no_color, "1");
  EXPECT_FALSE(facts.term);
}

TEST(MakeListener, OneForEachStyle) {
  RealClock clock;
  EXPECT_NE(dynamic_cast<JsonListener*>(make_listener(OutputStyle::json_lines, clock).get()), nullptr);
  EXPECT_NE(dynamic_cast<PlainListener*>(make_listener(OutputStyle::plain_lines, clock).get()), nullptr);
  EXPECT_NE(dynamic_cast<TerminalListener*>(make_listener(OutputStyle::terminal_with_colours, clock).get()), nullptr);
  EXPECT_NE(dynamic_cast<TerminalListener*>(make_listener(OutputStyle::terminal_without_colours, clock).get()),
            nullptr);
}

}  // namespace
}  // namespace vent
