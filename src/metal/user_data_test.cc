#include "metal/user_data.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "metal/cloud_config_values.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

using Words = std::vector<std::string>;
using testing::ElementsAre;
using testing::IsEmpty;

UserData parse(const std::string& text) { return parse_user_data(text).value(); }
UserData parse_config(const std::string& text) { return parse("#cloud-config\n" + text); }

// Everything that was understood, for goldens.
std::string as_text(const BootCommand& command) {
  if (const auto* text = std::get_if<std::string>(&command)) return fmt::format("shell: {}", *text);
  return "words: [" + join(std::get<Words>(command), "] [") + "]";
}

std::string as_text(const UserAccount& account) {
  std::string text = fmt::format("account {}", account.name);
  const auto add = [&text](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("\n  {}: {}", name, value);
  };
  add("gecos", account.gecos.value_or(""));
  add("home", account.home.value_or(""));
  add("shell", account.shell.value_or(""));
  add("user ID", account.user_id ? std::to_string(*account.user_id) : "");
  add("primary group", account.primary_group.value_or(""));
  add("groups", join(account.groups, " "));
  add("sudo", join(account.sudo_rules, " | "));
  add("keys", join(account.authorized_keys, " | "));
  add("password hash", account.password_hash ? std::string(account.password_hash->reveal()) : "");
  add("lock password", account.lock_password ? "yes" : "no");
  add("system", account.system ? "yes" : "no");
  add("create home", account.create_home ? "yes" : "no");
  return text + "\n";
}

std::string as_text(const WrittenFile& file) {
  std::string text = fmt::format("file {} {:04o} {}:{}{}{}", file.path, file.mode, file.owner, file.group,
                                 file.append ? " append" : "", file.deferred ? " deferred" : "");
  for (const ContentEncoding encoding : file.encodings) {
    text += encoding == ContentEncoding::base64 ? " base64" : " gzip";
  }
  return text + "\n" + indent(file.content, "  | ") + "\n";
}

std::string as_text(const UserData& data) {
  std::string text;
  text += fmt::format("hostname {}, domain {}\n", data.hostname.value_or("-"), data.domain_name.value_or("-"));
  text += fmt::format("root login {}, password login {}\n", data.root_login,
                      data.password_login ? (*data.password_login ? "yes" : "no") : "-");
  if (data.script) text += fmt::format("script:\n{}\n", indent(*data.script, "  | "));
  for (const std::string& key : data.authorized_keys) text += fmt::format("key {}\n", key);
  for (const HostKey& key : data.host_keys) {
    text += fmt::format("host key {} {}\n{}\n", host_key_type_name(key.type), key.public_key,
                        indent(key.private_key.reveal(), "  | "));
  }
  for (const UserAccount& account : data.users) text += as_text(account);
  for (const WrittenFile& file : data.files) text += as_text(file);
  for (const BootCommand& command : data.boot_commands) text += fmt::format("boot command {}\n", as_text(command));
  for (const BootCommand& command : data.commands) text += fmt::format("command {}\n", as_text(command));
  for (const std::string& warning : data.warnings) text += fmt::format("warning: {}\n", warning);
  return text;
}

TEST(UserData, RichCloudConfig) {
  const std::string config = R"yaml(#cloud-config
# What people write.
hostname: database.example.com
manage_etc_hosts: true
disable_root: yes
ssh_pwauth: false
ssh_deletekeys: true
ssh_authorized_keys:
  - ssh-ed25519 AAAAadmin admin
  - |
    ssh-rsa AAAAone one
    ssh-rsa AAAAtwo two
ssh_keys:
  ed25519_private: |
    -----BEGIN OPENSSH PRIVATE KEY-----
    AAAA
    -----END OPENSSH PRIVATE KEY-----
  ed25519_public: ssh-ed25519 AAAAhost root@host
  rsa_public: ssh-rsa AAAA
  dsa_private: old
users:
  - default
  - operator
  - name: deploy
    gecos: Deployer of things
    groups: sudo, docker
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    ssh-authorized-keys:
      - ssh-ed25519 AAAAdeploy
    lock_passwd: false
    passwd: $6$rounds=4096$salt$hash
    expiredate: '2032-09-01'
  - name: metrics
    system: true
    homedir: /srv/metrics
    primary_group: metrics
    uid: 420
    groups: [adm, systemd-journal]
    sudo: ['ALL=(root) /bin/true', 'ALL=(root) /bin/false']
  - name: locked-out
    no_create_home: true
    ssh_authorized_keys: [ssh-rsa AAAA]
  - name: -rf
  - name: spare
    sudo: false
write_files:
  - path: /etc/motd
    content: |
      Welcome
        in
  - path: etc/relative/../file
    permissions: '0600'
    owner: deploy:docker
    defer: true
  - path: /usr/local/bin/tool
    permissions: 0755
    encoding: gz+b64
    content: H4sIAAAA
  - path: /etc/crontab
    content: "a\0b"
    append: true
    permissions: 644
    encoding: rot13
  - content: nowhere
bootcmd:
  - echo early
runcmd:
  - echo "hello: world"
  - [ls, -l, 'a b']
  - echo: world
  - [mkdir, {a: b}]
packages: [nginx]
run_cmd: [ls]
)yaml";
  expect_golden("user_data_rich.txt", as_text(parse(config)));
}

TEST(UserData, ScriptIsTakenWhole) {
  const UserData data = parse("#!/bin/bash\necho 'a: b'\n");
  EXPECT_EQ(data.script, "#!/bin/bash\necho 'a: b'\n");
  EXPECT_THAT(data.warnings, IsEmpty());
}

TEST(UserData, WindowsLineEndsGo) {
  EXPECT_EQ(parse("#!/bin/sh\r\necho\r\n").script, "#!/bin/sh\necho\n");
  const UserData data = parse("#cloud-config\r\nhostname: a\r\nruncmd:\r\n  - ls\r\n");
  EXPECT_EQ(data.hostname, "a");
  EXPECT_EQ(data.commands.size(), 1U);
  EXPECT_THAT(data.warnings, IsEmpty());
}

TEST(UserData, NothingIsFine) {
  for (const std::string text : {"", " \n\n", "#cloud-config", "#cloud-config\n", "#cloud-config\n{}\n"}) {
    EXPECT_EQ(as_text(parse(text)), as_text(UserData{})) << text;
  }
}

TEST(UserData, OtherFormsAreNotSupported) {
  const std::pair<std::string, std::string> forms[] = {
      {"#include\nhttp://example.com\n", "a list of addresses to fetch is not supported, ignored"},
      {"#cloud-config-archive\n- a\n", "a cloud-config archive is not supported, ignored"},
      {"#cloud-boothook\n#!/bin/sh\n", "a boot hook is not supported, ignored"},
      {"## template: jinja\n#cloud-config\n", "a template is not supported, ignored"},
      {"\x1f\x8b\x08 compressed", "compressed user data is not supported, ignored"},
      {"\xef\xbb\xbf#cloud-config\n", "user data with a byte order mark in front is not supported, ignored"},
      {"Content-Type: multipart/mixed; boundary=x\nMIME-Version: 1.0\n",
       "user data of several MIME parts is not supported, ignored"},
      {"MIME-Version: 1.0\n", "user data of several MIME parts is not supported, ignored"},
      {"hostname: a\n", "user data begins neither with '#!' nor with '#cloud-config', ignored"},
      {"#!ipxe\n", "an iPXE script is not supported, ignored"},
  };
  for (const auto& [text, warning] : forms) {
    UserData data = parse(text);
    EXPECT_THAT(data.warnings, ElementsAre(warning));
    data.warnings.clear();
    EXPECT_EQ(as_text(data), as_text(UserData{})) << text;
  }
}

TEST(UserData, WhiteSpaceBeforeAScript) {
  const UserData data = parse("\n#!/bin/sh\n");
  EXPECT_EQ(data.script, "#!/bin/sh\n");
  EXPECT_THAT(data.warnings, ElementsAre("white space before '#!': a cloud would not start this script"));
}

TEST(UserData, MalformedYamlIsIgnoredWhole) {
  const UserData data = parse_config("hostname: a\nruncmd: [ls\n");
  EXPECT_FALSE(data.hostname);
  ASSERT_EQ(data.warnings.size(), 2U);
  EXPECT_TRUE(data.warnings[0].starts_with("line ")) << data.warnings[0];
  EXPECT_EQ(data.warnings[1], "this #cloud-config is not well-formed, all of it is ignored");
}

TEST(UserData, TheFirstOfTwoEqualKeysCounts) {
  const UserData data = parse_config("hostname: a\nhostname: b\n");
  EXPECT_EQ(data.hostname, "a");
  ASSERT_EQ(data.warnings.size(), 1U);
  EXPECT_TRUE(data.warnings[0].starts_with("line 3: ")) << data.warnings[0];
}

TEST(UserData, HostNames) {
  struct Case {
    std::string config, hostname, domain_name;
  };
  const Case cases[] = {
      {"hostname: web-1\n", "web-1", "-"},
      {"hostname: web-1.example.com\n", "web-1", "web-1.example.com"},
      {"fqdn: web-1.example.com\n", "web-1", "web-1.example.com"},
      {"fqdn: web-1.example.com\nhostname: www\n", "www", "web-1.example.com"},
      {"fqdn: web-1\n", "web-1", "-"},
      {"hostname: web-1\npreserve_hostname: true\n", "-", "-"},
      {"hostname: web_1\n", "-", "-"},
      {"hostname: -web\n", "-", "-"},
      {"hostname: a..b\n", "-", "-"},
      {"hostname: [a]\n", "-", "-"},
      {"hostname:\n", "-", "-"},
      {"hostname: " + std::string(64, 'a') + "\n", "-", "-"},
  };
  for (const Case& wanted : cases) {
    const UserData data = parse_config(wanted.config);
    EXPECT_EQ(data.hostname.value_or("-"), wanted.hostname) << wanted.config;
    EXPECT_EQ(data.domain_name.value_or("-"), wanted.domain_name) << wanted.config;
  }
}

TEST(UserData, Permissions) {
  const std::pair<std::string, mode_t> cases[] = {
      {"'0600'", 0600}, {"\"755\"", 0755}, {"0640", 0640},    {"0o750", 0750},    {"'4755'", 04755},
      {"rw", 0644},     {"'0999'", 0644},  {"'17777'", 0644}, {"'000000'", 0644}, {"[1]", 0644},
  };
  for (const auto& [text, mode] : cases) {
    EXPECT_EQ(parse_config("write_files:\n  - path: /a\n    permissions: " + text + "\n").files.at(0).mode, mode)
        << text;
  }
}

TEST(UserData, PathsAreAbsoluteAndPlain) {
  const std::pair<std::string, std::string> cases[] = {
      {"/etc/motd", "/etc/motd"}, {"motd", "/motd"}, {"/../../etc/./motd", "/etc/motd"}, {"//etc//motd", "/etc/motd"}};
  for (const auto& [written, path] : cases) {
    EXPECT_EQ(parse_config("write_files:\n  - path: " + written + "\n").files.at(0).path, path);
  }
  for (const std::string bad : {"/", "/etc/", "''", "..", "[a]", "/etc/..", "\"/a\\0b\""}) {
    const UserData data = parse_config("write_files:\n  - path: " + bad + "\n");
    EXPECT_THAT(data.files, IsEmpty()) << bad;
    EXPECT_FALSE(data.warnings.empty()) << bad;
  }
}

TEST(UserData, OwnersThatAreNoneMeanRoot) {
  for (const std::string owner : {"'a b'", "'--help'", "':'", "'deploy:a/b'", "'1000'"}) {
    const UserData data = parse_config("write_files:\n  - path: /a\n    owner: " + owner + "\n");
    EXPECT_EQ(data.files.at(0).owner + ":" + data.files.at(0).group, "root:root") << owner;
  }
}

TEST(UserData, SshPasswordLogin) {
  EXPECT_EQ(parse_config("ssh_pwauth: yes\n").password_login, true);
  EXPECT_EQ(parse_config("ssh_pwauth: 0\n").password_login, false);
  EXPECT_EQ(parse_config("ssh_pwauth: unchanged\n").password_login, std::nullopt);
  EXPECT_EQ(parse_config("ssh_pwauth: perhaps\n").warnings.size(), 1U);
}

TEST(UserData, UsersAsText) {
  const UserData data = parse_config("users: default, anna,ben\n");
  ASSERT_EQ(data.users.size(), 2U);
  EXPECT_EQ(data.users[0].name, "anna");
  EXPECT_THAT(parse_config("users: []\n").warnings, IsEmpty());
}

TEST(UserData, APasswordIsNeverInAWarning) {
  const UserData data = parse_config("users:\n  - name: a\n    passwd: my:password\n    plain_text_passwd: hidden\n");
  for (const std::string& warning : data.warnings) {
    EXPECT_EQ(warning.find("my:password"), std::string::npos);
    EXPECT_EQ(warning.find("hidden"), std::string::npos);
  }
  EXPECT_EQ(data.warnings.size(), 2U);
}

TEST(UserData, TooLargeIsAnError) {
  EXPECT_TRUE(parse_user_data("#!" + std::string(kUserDataLimit - 2, 'a')));
  const Result<UserData> result = parse_user_data(std::string(kUserDataLimit + 1, 'a'));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(result.error().id, "VENT_USER_DATA_TOO_LARGE");
}

// A YAML text that means exactly these characters (ASCII).
std::string yaml_quoted(const std::string& text) {
  std::string result = "\"";
  for (const char character : text) result += fmt::format("\\x{:02x}", static_cast<unsigned>(character));
  return result + "\"";
}

rc::Gen<std::string> ascii() { return rc::gen::container<std::string>(rc::gen::inRange<char>('\x00', '\x7f')); }

bool is_safe_name(const std::string& name) {
  return !name.empty() && name.size() <= 32 && name.front() != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
             std::string::npos;
}

RC_GTEST_PROP(UserDataProperties, OnlySafeNamesBecomeAccountsAndOthersAreWarned, ()) {
  const std::string name = *rc::gen::oneOf(
      ascii(), rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab-._9 $\n:/")))));
  const UserData data =
      parse_config("users:\n  - name: " + yaml_quoted(name) + "\n    primary_group: " + yaml_quoted(name) +
                   "\n    groups: [" + yaml_quoted(name) + "]\n");
  if (data.users.empty()) {
    RC_ASSERT(!data.warnings.empty());
    return;
  }
  RC_ASSERT(data.users.size() == 1U);
  const UserAccount& account = data.users.front();
  RC_ASSERT(account.name == trim(name));
  RC_ASSERT(is_safe_name(account.name));
  RC_ASSERT(std::all_of(account.groups.begin(), account.groups.end(), is_safe_name));
}

RC_GTEST_PROP(UserDataProperties, EveryPathWrittenToIsAbsolute, ()) {
  const std::string path = *ascii();
  const UserData data = parse_config("write_files:\n  - path: " + yaml_quoted(path) + "\n");
  RC_ASSERT(data.files.empty() == !data.warnings.empty());
  for (const WrittenFile& file : data.files) {
    RC_ASSERT(file.path.starts_with('/') && !file.path.ends_with('/'));
    RC_ASSERT((file.path + "/").find("/../") == std::string::npos);
    RC_ASSERT(file.path.find('\0') == std::string::npos);
  }
}

RC_GTEST_PROP(UserDataProperties, CommandsAreTakenAsWritten, ()) {
  const std::string text = replace_all(*ascii(), std::string(1, '\0'), "");
  const UserData data = parse_config("runcmd:\n  - " + yaml_quoted(text) + "\n  - [" + yaml_quoted(text) + ", " +
                                     yaml_quoted(text) + "]\n");
  RC_ASSERT(data.warnings.empty());
  RC_ASSERT(data.commands == (std::vector<BootCommand>{text, Words{text, text}}));
}

RC_GTEST_PROP(UserDataProperties, ArbitraryBytesNeverFail, ()) {
  const std::string begin = *rc::gen::element<std::string>(
      "", "#!", "#cloud-config\n", "#cloud-config\nusers: ", "#cloud-config\r\nwrite_files:\n  - ");
  const UserData data = parse(begin + *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
  for (const std::string& warning : data.warnings) {
    RC_ASSERT(warning.find('\n') == std::string::npos);
    RC_ASSERT(warning.find('\0') == std::string::npos);
  }
}

// Documents that are well-formed and use our keys with values of every kind.
RC_GTEST_PROP(UserDataProperties, AnyKindOfValueIsAWarningAtWorst, ()) {
  const Words known_names = {"hostname",
                             "fqdn",
                             "preserve_hostname",
                             "ssh_authorized_keys",
                             "ssh_keys",
                             "ssh_pwauth",
                             "disable_root",
                             "users",
                             "write_files",
                             "bootcmd",
                             "runcmd",
                             "name",
                             "path",
                             "content",
                             "permissions",
                             "owner",
                             "encoding",
                             "sudo",
                             "uid",
                             "groups",
                             "rsa_private",
                             "unknown"};
  const Words odd_values = {"~",      "a",       "true",    "-1",       "''",           "[]",
                            "{}",     "[a, ~]",  "[[]]",    "[{}]",     "[{name: b}]",  "[{path: /c, content: [d]}]",
                            "{e: f}", "\"\\0\"", "\"\\n\"", "[[g, ~]]", "|\n  h\n  i\n"};
  std::string config;
  const Words names = *rc::gen::unique<Words>(rc::gen::elementOf(known_names));
  for (const std::string& name : names) config += name + ": " + *rc::gen::elementOf(odd_values) + "\n";
  const UserData data = parse_config(config);
  for (const std::string& warning : data.warnings) {
    RC_ASSERT(warning.starts_with("line "));
    RC_ASSERT(warning.find('\n') == std::string::npos);
  }
}

}  // namespace
}  // namespace vent::metal
