#include "metal/first_boot.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "metal/api/metadata.h"
#include "metal/first_boot_scripts.h"

namespace vent::metal {
namespace {

constexpr std::string_view kUnitDirectory = "/etc/systemd/system";

std::string host_key_path(HostKeyType type) {
  return fmt::format("/etc/ssh/ssh_host_{}_key", host_key_type_name(type));
}

std::string with_newline(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

std::string lines_of(std::span<const std::string> lines) { return lines.empty() ? "" : join(lines, "\n") + "\n"; }

// What cloud-init puts before root's keys when root may not log in: the key is taken, and the answer says whom to use.
std::string refused_key(const std::string& key, const std::string& account) {
  const std::string advice = account.empty() ? "Root can not log in here."
                                             : fmt::format("Root can not log in here, use the account {}.", account);
  const std::string options = fmt::format(
      "no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command=\"echo '{}'; sleep 10; exit 142\"", advice);
  const bool has_options = !key.starts_with("ssh-") && !key.starts_with("ecdsa-") && !key.starts_with("sk-");
  return fmt::format("{}{}{}", options, has_options ? "," : " ", key);
}

// Gathers the entries, and the steps of each script.
class Disk {
 public:
  void directory(std::string path, mode_t mode) {
    entries_.push_back({.kind = EntryKind::directory, .path = std::move(path), .mode = mode, .content = {}});
  }

  void file(std::string path, mode_t mode, std::string content) {
    entries_.push_back({.path = std::move(path), .mode = mode, .content = std::move(content)});
  }

  void secret_file(std::string path, mode_t mode, std::string content) {
    entries_.push_back({.path = std::move(path), .mode = mode, .content = std::move(content), .secret = true});
  }

  void symlink(std::string path, std::string target) {
    entries_.push_back({.kind = EntryKind::symlink, .path = std::move(path), .content = std::move(target)});
  }

  // Puts content where only the scripts look, and returns its path. So content never stands in a script.
  std::string keep(std::string content) {
    if (kept_ == 0) directory(fmt::format("{}/files", kFirstBootDirectory), 0700);
    std::string path = fmt::format("{}/files/{}", kFirstBootDirectory, ++kept_);
    secret_file(path, 0600, std::move(content));
    return path;
  }

  // As keep, for a program.
  std::string keep_program(std::string_view name, std::string content) {
    std::string path = fmt::format("{}/{}", kFirstBootDirectory, name);
    secret_file(path, 0700, std::move(content));
    return path;
  }

  void script(Stage stage, std::span<const std::string> messages, std::span<const Step> steps) {
    if (messages.empty() && steps.empty()) return;
    const std::string unit_path = fmt::format("{}/{}", kUnitDirectory, unit_name(stage));
    file(fmt::format("{}/{}", kFirstBootDirectory, stage_name(stage)), 0700, render_script(stage, messages, steps));
    file(unit_path, 0644, render_unit(stage));
    symlink(fmt::format("{}/multi-user.target.wants/{}", kUnitDirectory, unit_name(stage)), unit_path);
  }

  std::vector<DiskEntry> take() { return std::move(entries_); }

 private:
  std::vector<DiskEntry> entries_;
  int kept_ = 0;
};

void add_names(Disk& disk, const UserData& user_data, const std::string& hostname) {
  const std::string names = user_data.domain_name ? fmt::format("{} {}", *user_data.domain_name, hostname) : hostname;
  disk.file("/etc/hostname", 0644, hostname + "\n");
  disk.file("/etc/hosts", 0644,
            fmt::format("127.0.0.1 localhost\n"
                        "127.0.1.1 {}\n"
                        "{} {}\n"
                        "::1 localhost ip6-localhost ip6-loopback\n"
                        "ff02::1 ip6-allnodes\n"
                        "ff02::2 ip6-allrouters\n",
                        names, kMetadataAddress, kMetadataNames));
}

void add_root_keys(Disk& disk, const UserData& user_data, const HostIdentity& identity) {
  std::vector<std::string> keys;
  for (const std::vector<std::string>* source : {&identity.authorized_keys, &user_data.authorized_keys}) {
    for (const std::string& key : *source) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  if (!user_data.root_login) {
    const auto instead = std::find_if(user_data.users.begin(), user_data.users.end(), [](const UserAccount& account) {
      return account.name != "root" && !account.authorized_keys.empty();
    });
    const std::string name = instead == user_data.users.end() ? "" : instead->name;
    for (std::string& key : keys) key = refused_key(key, name);
  }
  disk.directory("/root/.ssh", 0700);
  disk.file("/root/.ssh/authorized_keys", 0600, lines_of(keys));
}

void add_host_keys(Disk& disk, std::span<const HostKey> keys) {
  for (const HostKey& key : keys) {
    const std::string path = host_key_path(key.type);
    disk.secret_file(path, 0600, with_newline(std::string(key.private_key.reveal())));
    if (!key.public_key.empty()) disk.file(path + ".pub", 0644, with_newline(key.public_key));
  }
}

Step step_for(Disk& disk, const WrittenFile& file) {
  Step step{.what = fmt::format("{} {}", file.append ? "appending to" : "writing", file.path),
            .words = {file.append ? "append_file" : "write_file", disk.keep(file.content), file.path,
                      fmt::format("{:04o}", file.mode), file.owner, file.group}};
  for (const ContentEncoding encoding : file.encodings) {
    step.words.emplace_back(encoding == ContentEncoding::base64 ? "base64" : "gzip");
  }
  return step;
}

std::vector<std::string> add_user_words(const UserAccount& account) {
  std::vector<std::string> words = {"add_user", account.name};
  words.emplace_back(account.create_home && !account.system ? "--create-home" : "--no-create-home");
  if (account.system) words.emplace_back("--system");
  const auto option = [&words](const char* name, const std::optional<std::string>& value) {
    if (value) words.push_back(fmt::format("{}={}", name, *value));
  };
  option("--comment", account.gecos);
  option("--home-dir", account.home);
  option("--shell", account.shell);
  option("--gid", account.primary_group);
  if (account.user_id) words.push_back(fmt::format("--uid={}", *account.user_id));
  if (!account.groups.empty()) words.push_back("--groups=" + join(account.groups, ","));
  return words;
}

void add_account_steps(Disk& disk, const UserAccount& account, int number, std::vector<Step>& steps) {
  std::vector<std::string> groups = account.groups;
  if (account.primary_group) groups.push_back(*account.primary_group);
  for (const std::string& group : groups) steps.push_back({"group " + group, {"add_group", group}});

  const std::string& name = account.name;
  steps.push_back({"account " + name, add_user_words(account)});
  if (account.password_hash) {
    const std::string file = disk.keep(fmt::format("{}:{}\n", name, account.password_hash->reveal()));
    steps.push_back({"password of " + name, {"set_password_hash", file}});
  }
  if (account.lock_password) steps.push_back({"locking the password of " + name, {"usermod", "--lock", "--", name}});
  if (!account.sudo_rules.empty()) {
    std::string rules;
    for (const std::string& rule : account.sudo_rules) rules += fmt::format("{} {}\n", name, rule);
    // sudo reads no file with a dot in its name, so a number stands for the account.
    steps.push_back({"sudo rules of " + name,
                     {"add_sudo_rules", disk.keep(rules), fmt::format("/etc/sudoers.d/90-user-data-{}", number)}});
  }
  if (!account.authorized_keys.empty()) {
    steps.push_back({"keys of " + name, {"add_keys", name, disk.keep(lines_of(account.authorized_keys))}});
  }
}

std::vector<Step> configure_steps(Disk& disk, const UserData& user_data, std::span<const HostKey> host_keys) {
  std::vector<Step> steps;
  for (const WrittenFile& file : user_data.files) {
    if (!file.deferred) steps.push_back(step_for(disk, file));
  }
  int number = 0;
  for (const UserAccount& account : user_data.users) add_account_steps(disk, account, ++number, steps);
  for (const HostKey& key : user_data.host_keys) {
    const std::string path = host_key_path(key.type);
    steps.push_back({"host key " + path, {"check_host_key", path}});
  }
  if (host_keys.empty() || !user_data.host_keys.empty()) steps.push_back({"host keys", {"make_host_keys"}});
  return steps;
}

std::vector<Step> run_steps(Disk& disk, const UserData& user_data) {
  std::vector<Step> steps;
  for (const WrittenFile& file : user_data.files) {
    if (file.deferred) steps.push_back(step_for(disk, file));
  }
  if (user_data.script) steps.push_back({"the script", {disk.keep_program("script", *user_data.script)}});
  if (!user_data.commands.empty()) {
    steps.push_back({"runcmd", {disk.keep_program("runcmd", render_commands("runcmd", user_data.commands))}});
  }
  return steps;
}

std::vector<Step> boot_steps(Disk& disk, const UserData& user_data) {
  if (user_data.boot_commands.empty()) return {};
  return {{"bootcmd", {disk.keep_program("bootcmd", render_commands("bootcmd", user_data.boot_commands))}}};
}

}  // namespace

FirstBoot render_first_boot(const UserData& user_data, const HostIdentity& identity) {
  const std::string hostname = user_data.hostname.value_or(identity.hostname);
  const std::vector<HostKey>& host_keys = user_data.host_keys.empty() ? identity.host_keys : user_data.host_keys;

  Disk disk;
  add_names(disk, user_data, hostname);
  add_root_keys(disk, user_data, identity);
  add_host_keys(disk, host_keys);
  if (user_data.password_login) {
    disk.file("/etc/ssh/sshd_config.d/50-user-data.conf", 0644,
              fmt::format("PasswordAuthentication {}\n", *user_data.password_login ? "yes" : "no"));
  }

  disk.directory(std::string(kFirstBootDirectory), 0700);
  disk.script(Stage::boot, {}, boot_steps(disk, user_data));
  std::vector<std::string> messages;
  for (const std::string& warning : user_data.warnings) messages.push_back("warning: " + warning);
  disk.script(Stage::configure, messages, configure_steps(disk, user_data, host_keys));
  disk.script(Stage::run, {}, run_steps(disk, user_data));

  FirstBoot result{.entries = disk.take(), .hostname = hostname, .host_public_keys = {}};
  for (const HostKey& key : host_keys) {
    if (!key.public_key.empty()) result.host_public_keys.push_back(key.public_key);
  }
  return result;
}

}  // namespace vent::metal
