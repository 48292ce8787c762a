#include "metal/cloud_config_accounts.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent::metal {
namespace {

using Values = CloudConfigValues;

struct Account {
  UserAccount account;
  bool no_create_home = false;
};

// A field of /etc/passwd.
std::optional<std::string> field(Values& values, const YamlNode& node) {
  std::optional<std::string> found = values.line(node);
  if (!found || found->empty()) return std::nullopt;
  if (found->find(':') == std::string::npos) return found;
  values.warn(node.begin, fmt::format("{} has a ':' in it, ignored", in_quotes(*found)));
  return std::nullopt;
}

std::optional<std::string> absolute_path(Values& values, const YamlNode& node) {
  std::optional<std::string> found = field(values, node);
  if (!found || found->starts_with('/')) return found;
  values.warn(node.begin, fmt::format("{} does not begin with '/', ignored", in_quotes(*found)));
  return std::nullopt;
}

// "a, b" or a list of names.
std::vector<std::string> group_names(Values& values, const YamlNode& node) {
  std::vector<std::string> result;
  for (const std::string& text : values.lines(node)) {
    for (const std::string& piece : split(text, ',')) {
      const std::string name(trim(piece));
      if (name.empty()) continue;
      if (!is_account_name(name)) {
        values.warn(node.begin, fmt::format("{} is no name for a group, ignored", in_quotes(name)));
      } else if (std::find(result.begin(), result.end(), name) == result.end()) {
        result.push_back(name);
      }
    }
  }
  return result;
}

void read_primary_group(Values& values, const YamlNode& node, Account& target) {
  const std::vector<std::string> names = group_names(values, node);
  if (!names.empty()) target.account.primary_group = names.front();
}

void read_user_id(Values& values, const YamlNode& node, Account& target) {
  constexpr long long kLargest = 0xfffffffe;
  const std::optional<std::string> text = values.line(node);
  if (!text) return;
  const std::optional<long long> number = parse_integer(*text, 0, kLargest);
  if (!number) return values.warn(node.begin, fmt::format("{} is no user ID, ignored", in_quotes(*text)));
  target.account.user_id = static_cast<uid_t>(*number);
}

void read_sudo(Values& values, const YamlNode& node, Account& target) {
  if (node.kind == YamlKind::scalar && node.style == YamlStyle::plain) {
    if (node.text == "false" || node.text == "False") return;
    if (node.text == "true" || node.text == "True") {
      return values.warn(node.begin, "sudo needs a rule such as 'ALL=(ALL) NOPASSWD:ALL', ignored");
    }
  }
  target.account.sudo_rules = values.lines(node);
}

void read_password_hash(Values& values, const YamlNode& node, Account& target) {
  const std::optional<std::string> hash = values.line(node);
  if (!hash || hash->empty()) return;
  // Not shown: it may be the password itself, in the wrong place.
  if (hash->find(':') != std::string::npos) return values.warn(node.begin, "this is no password hash, ignored");
  target.account.password_hash = Secret(*hash);
}

constexpr Values::Key<Account> kAccountKeys[] = {
    {"name", [](Values&, const YamlNode&, Account&) {}},  // read before the others
    {"gecos", [](Values& values, const YamlNode& node, Account& to) { to.account.gecos = field(values, node); }},
    {"homedir",
     [](Values& values, const YamlNode& node, Account& to) { to.account.home = absolute_path(values, node); }},
    {"shell",
     [](Values& values, const YamlNode& node, Account& to) { to.account.shell = absolute_path(values, node); }},
    {"uid", read_user_id},
    {"primary_group", read_primary_group},
    {"groups",
     [](Values& values, const YamlNode& node, Account& to) { to.account.groups = group_names(values, node); }},
    {"system", [](Values& values, const YamlNode& node,
                  Account& to) { to.account.system = values.boolean(node).value_or(false); }},
    {"no_create_home", [](Values& values, const YamlNode& node,
                          Account& to) { to.no_create_home = values.boolean(node).value_or(false); }},
    {"passwd", read_password_hash},
    {"hashed_passwd", read_password_hash},
    {"lock_passwd", [](Values& values, const YamlNode& node,
                       Account& to) { to.account.lock_password = values.boolean(node).value_or(true); }},
    {"sudo", read_sudo},
    {"ssh_authorized_keys",
     [](Values& values, const YamlNode& node, Account& to) { to.account.authorized_keys = values.lines(node); }},
};

// Here alone cloud-init takes '-' for '_': older documents write ssh-authorized-keys.
YamlNode with_underscores(YamlNode node) {
  for (YamlEntry& entry : node.entries) entry.key = replace_all(entry.key, "-", "_");
  return node;
}

void read_account(Values& values, const YamlNode& written, std::vector<UserAccount>& accounts) {
  const YamlNode node = with_underscores(written);
  const YamlNode* name_node = node.find("name");
  const std::string name = name_node == nullptr ? "" : values.line(*name_node).value_or("");
  if (!is_account_name(name)) {
    return values.warn(node.begin, fmt::format("{} is no name for an account, none made", in_quotes(name)));
  }
  if (name == "default") return values.warn(node.begin, "the default user is root and can't be changed, ignored");

  Account read;
  read.account.name = name;
  values.mapping<Account>(node, "an account", kAccountKeys, read);
  read.account.create_home = !read.no_create_home && !read.account.system;
  if (!read.account.create_home && !read.account.authorized_keys.empty()) {
    return values.warn(node.begin,
                       fmt::format("account {} can't have ssh_authorized_keys together with no_create_home or system, "
                                   "not made",
                                   name));
  }
  accounts.push_back(std::move(read.account));
}

// Only names, with commas between.
void read_names(Values& values, const YamlNode& node, std::vector<UserAccount>& accounts) {
  for (const std::string& text : values.lines(node)) {
    for (const std::string& piece : split(text, ',')) {
      const std::string name(trim(piece));
      if (name.empty() || name == "default") continue;
      if (!is_account_name(name)) {
        values.warn(node.begin, fmt::format("{} is no name for an account, none made", in_quotes(name)));
        continue;
      }
      UserAccount account;
      account.name = name;
      accounts.push_back(std::move(account));
    }
  }
}

}  // namespace

std::vector<UserAccount> read_accounts(CloudConfigValues& values, const YamlNode& users) {
  std::vector<UserAccount> accounts;
  if (users.kind == YamlKind::scalar) {
    read_names(values, users, accounts);
    return accounts;
  }
  for (const YamlNode& node : values.items(users)) {
    if (node.kind == YamlKind::mapping) {
      read_account(values, node, accounts);
    } else {
      read_names(values, node, accounts);
    }
  }
  return accounts;
}

}  // namespace vent::metal
