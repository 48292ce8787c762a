#include "metal/first_boot_scripts.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <signal.h>

#include <random>

#include "base/process.h"
#include "base/text.h"
#include "metal/first_boot_test_host.h"

namespace vent::metal {
namespace {

using Words = std::vector<std::string>;

TEST(FirstBootConfigure, DoesItAll) {
  const FirstBootTestHost host(render_first_boot(example_user_data(), example_identity()));
  const Finished finished = host.start("configure");
  EXPECT_EQ(finished.exit_code, 0) << finished.output << finished.error_output;
  for (const std::string& line : split_lines(finished.output)) EXPECT_TRUE(line.starts_with("user data: ")) << line;
  EXPECT_NE(finished.output.find("warning: line 3: unknown key 'packges', ignored\n"), std::string::npos);
  EXPECT_NE(finished.output.find("user data: configure ended, problems: 0\n"), std::string::npos) << finished.output;

  EXPECT_EQ(host.calls_of("useradd"),
            (std::vector<Words>{{"useradd", "--create-home", "--comment=Deployer, \"the\" $(first) 'one'",
                                 "--shell=/bin/bash", "--groups=sudo,docker", "--", "deploy"},
                                {"useradd", "--no-create-home", "--system", "--home-dir=/srv/metrics", "--gid=metrics",
                                 "--uid=420", "--", "metrics"}}));
  EXPECT_EQ(host.calls_of("usermod"), (std::vector<Words>{{"usermod", "--lock", "--", "metrics"}}));
  EXPECT_EQ(host.read("/fakes/password"), "deploy:$6$salt$hash\n");
  EXPECT_EQ(host.read("/fakes/group"), "root\nsudo\ndocker\nmetrics\n");
  EXPECT_EQ(host.read("/home/deploy/.ssh/authorized_keys"), "ssh-ed25519 AAAAdeploy deploy\n");
  EXPECT_EQ(host.read("/etc/sudoers.d/90-user-data-1"), "deploy ALL=(ALL) NOPASSWD:ALL\n");
  EXPECT_EQ(host.read("/etc/ssh/ssh_host_ecdsa_key.pub"), "ssh-ed25519 DERIVED\n");
  EXPECT_EQ(host.read("/etc/ssh/ssh_host_ed25519_key.pub"), "ssh-ed25519 AAAAfromuser\n");
  EXPECT_FALSE(host.has("/srv/app"));  // deferred
}

TEST(FirstBootConfigure, RunsOnce) {
  const FirstBootTestHost host(render_first_boot(example_user_data(), example_identity()));
  host.start("configure");
  const std::size_t calls = host.calls().size();
  const Finished second = host.start("configure");
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_EQ(second.output, "");
  EXPECT_EQ(host.calls().size(), calls);
}

// Wherever the power is cut, the next boot makes of it what an undisturbed one would have made.
TEST(FirstBootConfigure, SurvivesAPowerCutAnywhere) {
  UserData data = example_user_data();
  data.files.resize(2);
  data.users.resize(1);
  data.users.front().groups = {"docker"};
  data.host_keys.clear();  // each call costs two runs, and checking keys changes nothing
  const FirstBoot first_boot = render_first_boot(data, example_identity());
  const FirstBootTestHost undisturbed(first_boot);
  undisturbed.start("configure");
  const int calls = static_cast<int>(undisturbed.calls().size());
  ASSERT_GT(calls, 15);
  for (int cut = 1; cut <= calls; ++cut) {
    const FirstBootTestHost host(first_boot);
    host.cut_power_in_call(cut);
    EXPECT_EQ(host.start("configure").exit_code, 128 + SIGKILL);
    EXPECT_FALSE(host.has("/var/lib/vent-metal/configure.done"));
    host.restore_power();
    const Finished again = host.start("configure");
    EXPECT_EQ(again.exit_code, 0) << "cut in call " << cut << "\n" << again.output;
    EXPECT_EQ(host.state(), undisturbed.state()) << "cut in call " << cut;
  }
}

TEST(FirstBootConfigure, DecodesContent) {
  const std::string compressed = run({.arguments = {"gzip", "-c"}, .input = "hello\n"}).value().output;
  const std::string both = run({.arguments = {"base64"}, .input = compressed}).value().output;
  UserData data;
  data.files = {{.path = "/srv/binary", .content = std::string("\0\1\xff", 3), .encodings = {}},
                {.path = "/srv/base64", .content = "aGVsbG8K", .encodings = {ContentEncoding::base64}},
                {.path = "/srv/gzip", .content = compressed, .encodings = {ContentEncoding::gzip}},
                {.path = "/srv/both", .content = both, .encodings = {ContentEncoding::base64, ContentEncoding::gzip}},
                {.path = "/srv/-broken", .content = "not gzip", .encodings = {ContentEncoding::gzip}},
                {.path = "/srv/after", .content = "", .encodings = {}, .mode = 0600}};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  const Finished finished = host.start("configure");
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.output.find("user data: failed, status 1: writing /srv/-broken\n"), std::string::npos)
      << finished.output;
  EXPECT_EQ(host.read("/srv/binary"), std::string("\0\1\xff", 3));
  EXPECT_EQ(host.read("/srv/base64"), "hello\n");
  EXPECT_EQ(host.read("/srv/gzip"), "hello\n");
  EXPECT_EQ(host.read("/srv/both"), "hello\n");
  EXPECT_FALSE(host.has("/srv/-broken"));
  EXPECT_EQ(host.read("/srv/after"), "");
}

TEST(FirstBootConfigure, AppendsInOrder) {
  UserData data;
  for (const std::string word : {"one\n", "two\n"}) {
    data.files.push_back({.path = "/srv/list", .content = word, .encodings = {}, .append = true});
  }
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  host.write("/srv/list", "zero\n");
  EXPECT_EQ(host.start("configure").exit_code, 0);
  EXPECT_EQ(host.read("/srv/list"), "zero\none\ntwo\n");
}

TEST(FirstBootConfigure, KeysAreAddedToThoseThere) {
  UserData data;
  UserAccount root;
  root.name = "root";
  root.authorized_keys = {"ssh-ed25519 AAAAowner owner", "ssh-ed25519 AAAAnew new"};
  data.users = {root};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  EXPECT_EQ(host.start("configure").exit_code, 0);
  EXPECT_EQ(host.read("/root/.ssh/authorized_keys"), "ssh-ed25519 AAAAowner owner\nssh-ed25519 AAAAnew new\n");
  EXPECT_TRUE(host.calls_of("useradd").empty());
}

TEST(FirstBootConfigure, OneFailureDoesNotStopTheNextStep) {
  UserData data;
  UserAccount account;
  account.name = "admin";
  account.sudo_rules = {"nonsense"};
  account.authorized_keys = {"ssh-ed25519 AAAA"};
  data.users = {account};
  data.host_keys = {{.type = HostKeyType::rsa, .private_key = Secret("garbage"), .public_key = "ssh-rsa AAAA"}};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  const Finished finished = host.start("configure");
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.output.find("user data: failed, status 1: sudo rules of admin\n"), std::string::npos);
  EXPECT_NE(finished.output.find("problems: 2\n"), std::string::npos) << finished.output;
  EXPECT_FALSE(host.has("/etc/sudoers.d/90-user-data-1"));
  EXPECT_EQ(host.read("/home/admin/.ssh/authorized_keys"), "ssh-ed25519 AAAA\n");
  // sshd must come up all the same.
  EXPECT_FALSE(host.has("/etc/ssh/ssh_host_rsa_key"));
  EXPECT_EQ(host.read("/etc/ssh/ssh_host_ed25519_key"), "made\n");
  EXPECT_TRUE(host.has("/var/lib/vent-metal/configure.done"));
}

TEST(FirstBootRun, RunsTheScriptOnceAndKeepsItsOutput) {
  UserData data;
  data.script = "#!/bin/sh\necho from the script\necho trouble >&2\nrecord \"$0\"\nexit 3\n";
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  const Finished finished = host.start("run");
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.output,
            "user data: the script\n"
            "user data: from the script\n"
            "user data: trouble\n"
            "user data: failed, status 3: the script\n"
            "user data: run ended, problems: 1\n");
  EXPECT_EQ(host.read("/var/log/cloud-init-output.log"), replace_all(finished.output, "user data: ", ""));
  EXPECT_EQ(host.start("run").exit_code, 0);
  EXPECT_EQ(host.calls().size(), 1U);
}

TEST(FirstBootRun, IsNotBegunTwice) {
  UserData data;
  data.commands = {Words{"record", "first"}, Words{"record", "second"}};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  host.cut_power_in_call(1);
  host.start("run");
  host.restore_power();
  const Finished second_boot = host.start("run");
  EXPECT_EQ(second_boot.exit_code, 1);
  EXPECT_EQ(second_boot.output, "user data: the host went down before its user data had ended; it is not run again\n");
  EXPECT_EQ(host.start("run").output, "");
  EXPECT_EQ(host.calls_of("record").front(), (Words{"record", "first"}));
}

TEST(FirstBootRun, CommandsShareOneShell) {
  UserData data;
  data.commands = {"cd /",
                   "name=value",
                   "record \"$PWD\" \"$name\"",
                   "if",
                   "false",
                   "",
                   "-x",
                   Words{"if", "a b"},
                   Words{"A=b"},
                   Words{"record", "$name", "*", "", "-n"},
                   "(exit 7) # comment",
                   "record end\nrecord 'of all'",
                   "exit 4",
                   "record never"};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  const Finished finished = host.start("run");
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(
      host.calls(),
      (std::vector<Words>{
          {"record", "/", "value"}, {"record", "$name", "*", "", "-n"}, {"record", "end"}, {"record", "of all"}}));
  for (const std::string failed : {"status 2: item 4", "status 1: item 5", "status 127: item 7", "status 127: item 8",
                                   "status 127: item 9", "status 7: item 11", "status 4: runcmd"}) {
    EXPECT_NE(finished.output.find("user data: failed, " + failed), std::string::npos) << failed << "\n"
                                                                                       << finished.output;
  }
}

TEST(FirstBootRun, SetDashEStopsAtTheFirstFailure) {
  UserData data;
  data.commands = {"set -e", "false", "record never"};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  EXPECT_EQ(host.start("run").exit_code, 1);
  EXPECT_TRUE(host.calls().empty());
}

TEST(FirstBootRun, DoesNotWaitForWhatIsLeftRunning) {
  UserData data;
  data.commands = {"sleep 1000 & echo $! > /run/left.pid"};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  const std::string script = host.path("/var/lib/vent-metal/run");
  // Our own pipe would stay open as long as the output filter does, so the output goes to a file.
  EXPECT_TRUE(run_checked({
      .arguments = {"sh", "-c", "exec sh \"$1\" > \"$2\" 2>&1", "sh", script, host.path("/output")},
  }));
  const std::string left = host.read("/run/left.pid");
  const pid_t process_id = static_cast<pid_t>(std::stol(left));
  EXPECT_EQ(::kill(process_id, SIGKILL), 0);
}

TEST(FirstBootBoot, RunsInEveryBoot) {
  UserData data;
  data.boot_commands = {Words{"record", "booting"}};
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  EXPECT_EQ(host.start("boot").exit_code, 0);
  EXPECT_EQ(host.start("boot").exit_code, 0);
  EXPECT_EQ(host.calls().size(), 2U);
}

// Characters that mean something to a shell, and any other.
const std::string kShellCharacters = "'\"\\$`()\n\t ;&|<>*?!#~-={}[]%";

rc::Gen<std::string> hostile_text() {
  return rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
      {{3, rc::gen::elementOf(kShellCharacters)}, {1, rc::gen::inRange<char>('\x01', '\x7f')}}));
}

std::string output_of_shell(const std::string& script) {
  return run({.arguments = {"/bin/sh"}, .input = script}).value().output;
}

RC_GTEST_PROP(FirstBootQuoting, WordsOfACommandReachItUnchanged, ()) {
  const Words words = *rc::gen::container<Words>(hostile_text());
  Words command = {"printf", "<%s>", "first"};
  command.insert(command.end(), words.begin(), words.end());
  const std::vector<BootCommand> commands = {command};
  std::string expected = "<first>";
  for (const std::string& word : words) expected += "<" + word + ">";
  RC_ASSERT(output_of_shell(render_commands("runcmd", commands)) == expected);
}

RC_GTEST_PROP(FirstBootQuoting, NoFirstWordIsGrammar, ()) {
  const std::string first = *rc::gen::container<std::string>(rc::gen::elementOf(kShellCharacters));
  RC_PRE(first != "[");
  // The name of no program: whatever it is, the shell looks for it and goes on.
  const std::vector<BootCommand> commands = {Words{first, "x"}, Words{"echo", "after"}};
  RC_ASSERT(output_of_shell(render_commands("runcmd", commands)).ends_with("item 1 of runcmd\nafter\n"));
}

RC_GTEST_PROP(FirstBootQuoting, ATextNeverBreaksTheItemsAfterIt, ()) {
  const std::vector<BootCommand> commands = {*hostile_text(), Words{"echo", "after"}};
  RC_ASSERT(run({.arguments = {"/bin/sh", "-n"}, .input = render_commands("runcmd", commands)}).value().exit_code == 0);
}

// Many at once, because a script needs dozens of processes.
TEST(FirstBootQuoting, AnyPathContentAndFieldArrives) {
  std::mt19937 random(20240229);
  const auto hostile = [&random](std::size_t length) {
    std::string text;
    while (text.size() < length) {
      text += random() % 4 != 0 ? kShellCharacters[random() % kShellCharacters.size()]
                                : static_cast<char>(1 + random() % 126);
    }
    return replace_all(text, "/", "");
  };
  UserData data;
  std::vector<std::string> gecos;
  for (int number = 0; number < 40; ++number) {
    std::string content;
    for (std::size_t length = random() % 50; content.size() < length;) content += static_cast<char>(random() % 256);
    data.files.push_back(
        {.path = fmt::format("/srv/{}{}", hostile(random() % 30), number), .content = content, .encodings = {}});
  }
  for (int number = 0; number < 10; ++number) {
    UserAccount account;
    account.name = fmt::format("account{}", number);
    account.gecos = hostile(random() % 30);
    gecos.push_back("--comment=" + *account.gecos);
    data.users.push_back(account);
  }
  const FirstBootTestHost host(render_first_boot(data, example_identity()));
  const Finished finished = host.start("configure");
  EXPECT_EQ(finished.exit_code, 0) << finished.output;
  for (const WrittenFile& file : data.files) EXPECT_EQ(host.read(file.path), file.content) << file.path;
  std::vector<std::string> comments;
  for (const Words& call : host.calls_of("useradd")) comments.push_back(call.at(2));
  EXPECT_EQ(comments, gecos);
}

}  // namespace
}  // namespace vent::metal
