#include "metal/cloud_config.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "formats/yaml.h"
#include "metal/cloud_config_accounts.h"
#include "metal/cloud_config_values.h"

namespace vent::metal {
namespace {

using Values = CloudConfigValues;

std::optional<std::string> domain_name(Values& values, const YamlNode& node) {
  std::optional<std::string> name = values.line(node);
  if (!name || is_domain_name(*name)) return name;
  values.warn(node.begin, fmt::format("{} is no host name, ignored", in_quotes(*name)));
  return std::nullopt;
}

std::string first_label(const std::string& name) { return name.substr(0, name.find('.')); }

// A host name with a domain counts as both.
void read_hostname(Values& values, const YamlNode& node, UserData& data) {
  const std::optional<std::string> name = domain_name(values, node);
  if (!name) return;
  data.hostname = first_label(*name);
  if (*name != *data.hostname) data.domain_name = name;
}

void read_fqdn(Values& values, const YamlNode& node, UserData& data) {
  const std::optional<std::string> name = domain_name(values, node);
  if (!name) return;
  data.domain_name = name;
  if (!data.hostname) data.hostname = first_label(*name);
  if (*data.domain_name == *data.hostname) data.domain_name.reset();
}

void read_preserve_hostname(Values& values, const YamlNode& node, UserData& data) {
  if (!values.boolean(node).value_or(false)) return;
  data.hostname.reset();
  data.domain_name.reset();
}

void read_password_login(Values& values, const YamlNode& node, UserData& data) {
  if (node.kind == YamlKind::scalar && node.text == "unchanged") return;
  data.password_login = values.boolean(node);
}

std::optional<std::string> key_text(Values& values, const YamlNode& keys, HostKeyType type, std::string_view half) {
  const YamlNode* node = keys.find(fmt::format("{}_{}", host_key_type_name(type), half));
  return node == nullptr ? std::nullopt : values.text(*node);
}

void read_host_keys(Values& values, const YamlNode& node, UserData& data) {
  constexpr HostKeyType kTypes[] = {HostKeyType::rsa, HostKeyType::ecdsa, HostKeyType::ed25519};
  static constexpr auto kAnything = [](Values&, const YamlNode&, UserData&) {};
  static constexpr Values::Key<UserData> kKeys[] = {
      {"rsa_private", kAnything},  {"rsa_public", kAnything},      {"ecdsa_private", kAnything},
      {"ecdsa_public", kAnything}, {"ed25519_private", kAnything}, {"ed25519_public", kAnything},
  };
  values.mapping<UserData>(node, "ssh_keys", kKeys, data);
  for (const HostKeyType type : kTypes) {
    const std::optional<std::string> private_key = key_text(values, node, type, "private");
    const std::optional<std::string> public_key = key_text(values, node, type, "public");
    if (private_key && !trim(*private_key).empty()) {
      const std::vector<std::string> lines = split_lines(trim(public_key.value_or("")));
      data.host_keys.push_back({.type = type,
                                .private_key = Secret(*private_key),
                                .public_key = lines.empty() ? "" : std::string(trim(lines.front()))});
    } else if (public_key) {
      values.warn(node.begin, fmt::format("{}_public without its private key, ignored", host_key_type_name(type)));
    }
  }
}

void read_path(Values& values, const YamlNode& node, WrittenFile& file) {
  const std::string written = values.text(node).value_or("");
  const std::filesystem::path path = (std::filesystem::path("/") / written).lexically_normal();
  if (!written.empty() && path.has_filename()) {
    file.path = path.string();
  } else {
    values.warn(node.begin, fmt::format("{} is no path of a file", in_quotes(written)));
  }
}

void read_encoding(Values& values, const YamlNode& node, WrittenFile& file) {
  struct Name {
    std::string_view name;
    bool base64 = false;
    bool gzip = false;
  };
  constexpr Name kNames[] = {
      {.name = "text/plain"},
      {.name = "b64", .base64 = true},
      {.name = "base64", .base64 = true},
      {.name = "gz", .gzip = true},
      {.name = "gzip", .gzip = true},
      {.name = "gz+b64", .base64 = true, .gzip = true},
      {.name = "gz+base64", .base64 = true, .gzip = true},
      {.name = "gzip+b64", .base64 = true, .gzip = true},
      {.name = "gzip+base64", .base64 = true, .gzip = true},
  };
  const std::string text = values.line(node).value_or("");
  if (text.empty()) return;
  const Name* found = std::find_if(std::begin(kNames), std::end(kNames),
                                   [&](const Name& name) { return name.name == lower_case(text); });
  if (found == std::end(kNames)) {
    return values.warn(node.begin, fmt::format("unknown encoding {}, taken for text/plain", in_quotes(text)));
  }
  if (found->base64) file.encodings.push_back(ContentEncoding::base64);
  if (found->gzip) file.encodings.push_back(ContentEncoding::gzip);
}

void read_permissions(Values& values, const YamlNode& node, WrittenFile& file) {
  const std::optional<std::string> text = values.line(node);
  if (!text) return;
  std::string_view digits = *text;
  if (digits.starts_with("0o")) digits.remove_prefix(2);
  const bool is_octal =
      !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("01234567") == std::string_view::npos;
  mode_t mode = 0;
  for (const char digit : digits) mode = mode * 8 + static_cast<mode_t>(digit - '0');
  if (!is_octal || mode > 07777) {
    return values.warn(node.begin, fmt::format("{} are no permissions, taken for 0644", in_quotes(*text)));
  }
  if (node.style == YamlStyle::plain && !text->starts_with('0')) {
    values.warn(node.begin,
                fmt::format("permissions {0} are read as octal here, but a cloud takes {0} without quotes for "
                            "a decimal number",
                            *text));
  }
  file.mode = mode;
}

void read_owner(Values& values, const YamlNode& node, WrittenFile& file) {
  const std::optional<std::string> text = values.line(node);
  if (!text) return;
  const std::size_t colon = text->find(':');
  const std::string owner(trim(std::string_view(*text).substr(0, colon)));
  const std::string group(colon == std::string::npos ? "" : trim(std::string_view(*text).substr(colon + 1)));
  for (const std::string* name : {&owner, &group}) {
    if (!name->empty() && !is_account_name(*name)) {
      return values.warn(node.begin, fmt::format("{} is no owner, taken for root:root", in_quotes(*text)));
    }
  }
  if (!owner.empty()) file.owner = owner;
  if (!group.empty()) file.group = group;
}

void read_content(Values& values, const YamlNode& node, WrittenFile& file) {
  if (node.kind == YamlKind::sequence || node.kind == YamlKind::mapping) {
    return values.warn(node.begin, "expected text as the content, the file stays empty");
  }
  file.content = node.text;
}

constexpr Values::Key<WrittenFile> kFileKeys[] = {
    {"path", read_path},
    {"content", read_content},
    {"encoding", read_encoding},
    {"permissions", read_permissions},
    {"owner", read_owner},
    {"append", [](Values& values, const YamlNode& node,
                  WrittenFile& file) { file.append = values.boolean(node).value_or(false); }},
    {"defer", [](Values& values, const YamlNode& node,
                 WrittenFile& file) { file.deferred = values.boolean(node).value_or(false); }},
};

void read_files(Values& values, const YamlNode& node, UserData& data) {
  for (const YamlNode& item : values.items(node)) {
    WrittenFile file;
    values.mapping<WrittenFile>(item, "a file", kFileKeys, file);
    if (file.path.empty()) {
      values.warn(item.begin, "a file without a path, not written");
    } else {
      data.files.push_back(std::move(file));
    }
  }
}

std::optional<BootCommand> read_command(Values& values, const YamlNode& node) {
  if (node.kind == YamlKind::mapping) {
    values.warn(node.begin, "a command with ': ' in it needs quotes around the whole of it, not run");
    return std::nullopt;
  }
  if (node.kind != YamlKind::sequence) return values.text(node);
  std::vector<std::string> words;
  for (const YamlNode& item : node.items) {
    const std::optional<std::string> word = item.kind == YamlKind::scalar ? values.text(item) : std::nullopt;
    if (!word) {
      values.warn(item.begin, "a command with a word that is no text, not run");
      return std::nullopt;
    }
    words.push_back(*word);
  }
  if (words.empty()) return std::nullopt;
  return words;
}

std::vector<BootCommand> read_commands(Values& values, const YamlNode& node) {
  std::vector<BootCommand> commands;
  for (const YamlNode& item : values.items(node)) {
    if (std::optional<BootCommand> command = read_command(values, item)) commands.push_back(*std::move(command));
  }
  return commands;
}

constexpr Values::Key<UserData> kKeys[] = {
    {"hostname", read_hostname},
    {"fqdn", read_fqdn},
    {"preserve_hostname", read_preserve_hostname},
    // The host's own name is always in /etc/hosts, and nothing rewrites that file later.
    {"manage_etc_hosts", [](Values&, const YamlNode&, UserData&) {}},
    // The base image has no host keys to delete.
    {"ssh_deletekeys", [](Values&, const YamlNode&, UserData&) {}},
    {"ssh_authorized_keys",
     [](Values& values, const YamlNode& node, UserData& data) { data.authorized_keys = values.lines(node); }},
    {"ssh_keys", read_host_keys},
    {"ssh_pwauth", read_password_login},
    {"disable_root", [](Values& values, const YamlNode& node,
                        UserData& data) { data.root_login = !values.boolean(node).value_or(false); }},
    {"users", [](Values& values, const YamlNode& node, UserData& data) { data.users = read_accounts(values, node); }},
    {"write_files", read_files},
    {"bootcmd",
     [](Values& values, const YamlNode& node, UserData& data) { data.boot_commands = read_commands(values, node); }},
    {"runcmd",
     [](Values& values, const YamlNode& node, UserData& data) { data.commands = read_commands(values, node); }},
};

std::string as_warning(const Error& problem) {
  const std::string message = replace_all(problem.message, "\n", " ");
  return problem.place && problem.place->line > 0 ? fmt::format("line {}: {}", problem.place->line, message) : message;
}

}  // namespace

void read_cloud_config(std::string_view text, UserData& user_data) {
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml(text, "user data", problems);
  for (const Error& problem : problems) user_data.warnings.push_back(as_warning(problem));
  if (!document) {
    user_data.warnings.emplace_back("this #cloud-config is not well-formed, all of it is ignored");
    return;
  }
  CloudConfigValues values;
  values.mapping<UserData>(document->root, "#cloud-config", kKeys, user_data);
  for (std::string& warning : values.take_warnings()) user_data.warnings.push_back(std::move(warning));
}

}  // namespace vent::metal
