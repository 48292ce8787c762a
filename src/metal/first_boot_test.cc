#include "metal/first_boot.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "metal/first_boot_scripts.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

using Words = std::vector<std::string>;

// Stands in for the programs that would change accounts of the machine the test runs on. It writes down how it was
// called, and keeps just enough of /etc/passwd and /etc/group for the scripts to see what they have done. When the file
// `cut` holds the number of this call, the power goes off in the middle of it.
constexpr std::string_view kFakeProgram = R"sh(#!/bin/sh
program=${0##*/}
printf '%s\0' "$#" "$program" "$@" >> "$FAKES/calls"
power_off() {
  [ -e "$FAKES/cut" ] || return 0
  read -r calls_left < "$FAKES/cut"
  echo $((calls_left - 1)) > "$FAKES/cut"
  [ "$calls_left" -eq 1 ] || return 0
  read -r script < "$FAKES/script.pid"
  kill -9 "$script"
  exit 1
}
for word; do name=$word; done
case $program in
  install)
    power_off
    for word; do
      shift
      case $word in --owner=* | --group=*) ;; *) set -- "$@" "$word" ;; esac
    done
    exec /usr/bin/install "$@" ;;
  useradd)
    echo "$name:x:1000:1000::$ROOT/home/$name:/bin/sh" >> "$FAKES/passwd"
    power_off
    mkdir -p "$ROOT/home/$name"
    echo skeleton > "$ROOT/home/$name/.profile" ;;
  userdel)
    sed -i "/^$name:/d" "$FAKES/passwd"
    rm -rf "$ROOT/home/$name"
    power_off ;;
  groupadd)
    echo "$name" >> "$FAKES/group"
    power_off ;;
  getent)
    power_off
    grep "^$2\(:\|$\)" "$FAKES/$1" || exit 2 ;;
  id)
    power_off
    grep -q "^$name:" "$FAKES/passwd" && echo 1000 ;;
  chpasswd)
    power_off
    cat > "$FAKES/password" ;;
  visudo)
    power_off
    ! grep -q nonsense "${2#--file=}" ;;
  ssh-keygen)
    power_off
    case $1 in
      -A) echo made > "$ROOT/etc/ssh/ssh_host_ed25519_key" ;;
      *) grep -q PRIVATE "$name" && echo 'ssh-ed25519 DERIVED' ;;
    esac ;;
  cp | mv)
    power_off
    exec "/usr/bin/$program" "$@" ;;
  *)
    power_off ;;
esac
)sh";

// Unlike write_file, this doesn't wait for the disk.
void put(const Path& path, std::string_view content, mode_t mode = 0644) {
  std::ofstream(path, std::ios::binary) << content;
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
}

// A host that is only a folder: the scripts run in this machine's shell with every path of theirs moved there, and with
// the fake program in place of those that need root.
class FakeHost {
 public:
  explicit FakeHost(const FirstBoot& first_boot) {
    for (const std::string folder : {"/etc/ssh", "/var/log", "/run", "/home", "/fakes/bin"}) {
      make_directories(path(folder)).value();
    }
    put(path("/fakes/passwd"), "root:x:0:0::" + path("/root") + ":/bin/sh\n");
    put(path("/fakes/group"), "root\n");
    put(path("/fakes/bin/fake"), kFakeProgram, 0755);
    for (const std::string program : {"useradd", "userdel", "usermod", "groupadd", "getent", "id", "chpasswd", "visudo",
                                      "ssh-keygen", "install", "cp", "mv", "record"}) {
      std::filesystem::create_symlink("fake", path("/fakes/bin/" + program));
    }
    for (const DiskEntry& entry : first_boot.entries) place(entry);
  }

  std::string path(const std::string& on_host) const { return directory_.path().string() + on_host; }
  std::string read(const std::string& on_host) const { return read_file(path(on_host)).value_or("(no such file)"); }
  bool has(const std::string& on_host) const { return path_exists(path(on_host)); }

  Finished start(const std::string& script) {
    const std::string file = path("/var/lib/vent-metal/" + script);
    Finished finished =
        run({.arguments = {"sh", "-c", "echo $$ > \"$FAKES/script.pid\"; exec /bin/sh \"$1\"", "sh", file},
             .environment = {{"PATH", path("/fakes/bin") + ":/usr/bin:/bin"},
                             {"ROOT", path("")},
                             {"FAKES", path("/fakes")}}})
            .value();
    finished.output = replace_all(finished.output, path(""), "");
    return finished;
  }

  // How the programs were called, in order.
  std::vector<Words> calls() const {
    const std::string text = read_file_if_present(path("/fakes/calls")).value().value_or("");
    Words fields = split(text, '\0');
    std::vector<Words> result;
    for (std::size_t at = 0; at + 1 < fields.size();) {
      const std::size_t count = std::stoul(fields[at]) + 1;
      Words words(fields.begin() + static_cast<std::ptrdiff_t>(at + 1),
                  fields.begin() + static_cast<std::ptrdiff_t>(at + 1 + count));
      for (std::string& word : words) word = replace_all(word, path(""), "");
      result.push_back(std::move(words));
      at += count + 1;
    }
    return result;
  }

  std::vector<Words> calls_of(const std::string& program) const {
    std::vector<Words> result;
    for (const Words& words : calls()) {
      if (words.front() == program) result.push_back(words);
    }
    return result;
  }

  void cut_power_in_call(int number) { put(path("/fakes/cut"), std::to_string(number) + "\n"); }
  void restore_power() { remove_tree(path("/fakes/cut")).value(); }

  // All that a user would find on the disk afterwards.
  std::string state() const {
    std::string result;
    for (const std::string folder : {"/etc", "/home", "/root", "/srv"}) {
      if (!has(folder)) continue;
      std::vector<std::string> lines;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(path(folder))) {
        if (!entry.is_regular_file()) continue;
        lines.push_back(fmt::format("{} {:o}\n{}", replace_all(entry.path().string(), path(""), ""),
                                    static_cast<int>(entry.status().permissions()), read_file(entry.path()).value()));
      }
      std::sort(lines.begin(), lines.end());
      result += join(lines, "\n");
    }
    return result + read("/fakes/passwd") + read("/fakes/group") + read("/fakes/password");
  }

 private:
  void place(const DiskEntry& entry) {
    const Path target = path(entry.path);
    make_directories(target.parent_path()).value();
    if (entry.kind == EntryKind::directory) {
      make_directories(target, entry.mode).value();
    } else if (entry.kind == EntryKind::symlink) {
      std::filesystem::create_symlink(entry.content, target);
    } else {
      const bool is_script = entry.content.starts_with("#!/bin/sh\n# Made by vent metal");
      put(target, is_script ? moved(entry.content) : entry.content, entry.mode);
    }
  }

  std::string moved(std::string script) const {
    for (const std::string folder : {"/etc/", "/var/", "/run/", "/srv/", "/root/"}) {
      script = replace_all(std::move(script), folder, "\x02here\x02" + folder);
    }
    return replace_all(std::move(script), "\x02here\x02", path(""));
  }

  TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

HostIdentity identity() {
  return {.hostname = "worker-1",
          .authorized_keys = {"ssh-ed25519 AAAAowner owner"},
          .host_keys = {{.type = HostKeyType::ed25519,
                         .private_key = Secret("-----BEGIN OPENSSH PRIVATE KEY-----\nIDENTITY\n"),
                         .public_key = "ssh-ed25519 AAAAidentity"}}};
}

UserData rich_user_data() {
  UserData data;
  data.hostname = "database";
  data.domain_name = "database.example.com";
  data.authorized_keys = {"ssh-ed25519 AAAAadmin admin", "ssh-ed25519 AAAAowner owner"};
  data.host_keys = {{.type = HostKeyType::ed25519,
                     .private_key = Secret("-----BEGIN OPENSSH PRIVATE KEY-----\nFROM USER"),
                     .public_key = "ssh-ed25519 AAAAfromuser"},
                    {.type = HostKeyType::ecdsa, .private_key = Secret("PRIVATE\n"), .public_key = ""}};
  data.password_login = false;
  data.root_login = false;
  UserAccount deploy;
  deploy.name = "deploy";
  deploy.gecos = "Deployer, \"the\" $(first) 'one'";
  deploy.shell = "/bin/bash";
  deploy.groups = {"sudo", "docker"};
  deploy.sudo_rules = {"ALL=(ALL) NOPASSWD:ALL"};
  deploy.authorized_keys = {"ssh-ed25519 AAAAdeploy deploy"};
  deploy.password_hash = Secret("$6$salt$hash");
  deploy.lock_password = false;
  UserAccount service;
  service.name = "metrics";
  service.system = true;
  service.home = "/srv/metrics";
  service.primary_group = "metrics";
  service.user_id = 420;
  data.users = {deploy, service};
  data.files = {{.path = "/etc/motd", .content = "Welcome\n", .encodings = {}},
                {.path = "/etc/motd",
                 .content = "H4sIAAAAAAACA8tIzcnJVyjPL8pJ4QIAehKBLQwAAAA=\n",
                 .encodings = {ContentEncoding::base64},
                 .append = true},
                {.path = "/srv/app/it's here",
                 .content = std::string("bin\0ary", 7),
                 .encodings = {},
                 .mode = 0750,
                 .owner = "deploy",
                 .group = "deploy",
                 .deferred = true}};
  data.boot_commands = {"echo booting"};
  data.commands = {"cd /srv && echo \"$PWD\"", Words{"printf", "%s\n", "a b", "$(touch /tmp/owned)"}};
  data.warnings = {"line 3: unknown key 'packges', ignored"};
  return data;
}

std::string kind_text(const DiskEntry& entry) {
  switch (entry.kind) {
    case EntryKind::directory:
      return fmt::format("directory {:04o}", entry.mode);
    case EntryKind::symlink:
      return "symlink";
    case EntryKind::file:
      return fmt::format("file {:04o}{}", entry.mode, entry.secret ? " secret" : "");
  }
  return "";
}

std::string as_text(const FirstBoot& first_boot) {
  std::string text = fmt::format("hostname {}\n", first_boot.hostname);
  for (const std::string& key : first_boot.host_public_keys) text += fmt::format("host key {}\n", key);
  for (const DiskEntry& entry : first_boot.entries) {
    text += fmt::format("\n===== {} {}\n{}", entry.path, kind_text(entry),
                        replace_all(entry.content, std::string(1, '\0'), "(NUL)"));
    if (!entry.content.empty() && !entry.content.ends_with('\n')) text += "(no newline)\n";
  }
  return text;
}

TEST(FirstBoot, RichUserData) {
  expect_golden("first_boot_rich.txt", as_text(render_first_boot(rich_user_data(), identity())));
}

TEST(FirstBoot, NoUserDataNeedsNoScript) {
  expect_golden("first_boot_minimal.txt", as_text(render_first_boot(UserData{}, identity())));
}

TEST(FirstBoot, ScriptOnly) {
  UserData data;
  data.script = "#!/bin/bash\necho hello\n";
  expect_golden("first_boot_script.txt",
                as_text(render_first_boot(data, {.hostname = "a", .authorized_keys = {}, .host_keys = {}})));
}

TEST(FirstBoot, ScriptsAreGoodShell) {
  for (const DiskEntry& entry : render_first_boot(rich_user_data(), identity()).entries) {
    if (!entry.content.starts_with("#!")) continue;
    for (const std::string shell : {"sh", "dash", "bash"}) {
      EXPECT_EQ(run({.arguments = {shell, "-n"}, .input = entry.content}).value().error_output, "") << entry.path;
    }
  }
}

TEST(FirstBoot, DirectoriesComeBeforeWhatIsInThem) {
  const FirstBoot first_boot = render_first_boot(rich_user_data(), identity());
  for (auto directory = first_boot.entries.begin(); directory != first_boot.entries.end(); ++directory) {
    if (directory->kind != EntryKind::directory) continue;
    EXPECT_TRUE(std::none_of(first_boot.entries.begin(), directory, [&](const DiskEntry& earlier) {
      return earlier.path.starts_with(directory->path + "/");
    })) << directory->path;
  }
}

TEST(FirstBoot, OnlyRootReadsWhatIsSecret) {
  for (const DiskEntry& entry : render_first_boot(rich_user_data(), identity()).entries) {
    if (entry.secret) {
      EXPECT_EQ(entry.mode & 077, 0U) << entry.path;
    }
  }
}

// The scripts for real.

TEST(FirstBootConfigure, DoesItAll) {
  FakeHost host(render_first_boot(rich_user_data(), identity()));
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
  FakeHost host(render_first_boot(rich_user_data(), identity()));
  host.start("configure");
  const std::size_t calls = host.calls().size();
  const Finished second = host.start("configure");
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_EQ(second.output, "");
  EXPECT_EQ(host.calls().size(), calls);
}

// Wherever the power is cut, the next boot makes of it what an undisturbed one would have made.
TEST(FirstBootConfigure, SurvivesAPowerCutAnywhere) {
  UserData data = rich_user_data();
  data.users.resize(1);
  const FirstBoot first_boot = render_first_boot(data, identity());
  FakeHost undisturbed(first_boot);
  undisturbed.start("configure");
  const int calls = static_cast<int>(undisturbed.calls().size());
  ASSERT_GT(calls, 15);
  for (int cut = 1; cut <= calls; ++cut) {
    FakeHost host(first_boot);
    host.cut_power_in_call(cut);
    EXPECT_EQ(host.start("configure").exit_code, 128 + SIGKILL);
    EXPECT_FALSE(host.has("/var/lib/vent-metal/configure.done"));
    host.restore_power();
    const Finished again = host.start("configure");
    EXPECT_EQ(again.exit_code, 0) << "cut in call " << cut << "\n" << again.output;
    EXPECT_EQ(replace_all(host.state(), host.path(""), ""), replace_all(undisturbed.state(), undisturbed.path(""), ""))
        << "cut in call " << cut;
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
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
  make_directories(host.path("/srv")).value();
  put(host.path("/srv/list"), "zero\n");
  EXPECT_EQ(host.start("configure").exit_code, 0);
  EXPECT_EQ(host.read("/srv/list"), "zero\none\ntwo\n");
}

TEST(FirstBootConfigure, KeysAreAddedToThoseThere) {
  UserData data;
  UserAccount root;
  root.name = "root";
  root.authorized_keys = {"ssh-ed25519 AAAAowner owner", "ssh-ed25519 AAAAnew new"};
  data.users = {root};
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
  EXPECT_EQ(host.start("run").exit_code, 1);
  EXPECT_TRUE(host.calls().empty());
}

TEST(FirstBootRun, DoesNotWaitForWhatIsLeftRunning) {
  UserData data;
  data.commands = {"sleep 1000 & echo $! > /run/left.pid"};
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
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
  FakeHost host(render_first_boot(data, identity()));
  const Finished finished = host.start("configure");
  EXPECT_EQ(finished.exit_code, 0) << finished.output;
  for (const WrittenFile& file : data.files) EXPECT_EQ(host.read(file.path), file.content) << file.path;
  std::vector<std::string> comments;
  for (const Words& call : host.calls_of("useradd")) comments.push_back(call.at(2));
  EXPECT_EQ(comments, gecos);
}

TEST(FirstBoot, RootIsToldWhomToUse) {
  UserData data = rich_user_data();
  data.authorized_keys = {"from=\"10.0.0.0/8\" ssh-rsa AAAA"};
  for (const DiskEntry& entry : render_first_boot(data, identity()).entries) {
    if (entry.path != "/root/.ssh/authorized_keys") continue;
    const std::vector<std::string> lines = split_lines(entry.content);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_TRUE(lines[0].ends_with("use the account deploy.'; sleep 10; exit 142\" ssh-ed25519 AAAAowner owner"));
    EXPECT_TRUE(lines[1].ends_with("exit 142\",from=\"10.0.0.0/8\" ssh-rsa AAAA"));
  }
}

}  // namespace
}  // namespace vent::metal
