#include "cluster/reference_page.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cluster/cluster_writer.h"
#include "cluster/explain.h"
#include "cluster/fields.h"
#include "cluster/inventory_words.h"

namespace vent {
namespace {

constexpr std::string_view kBeginning =
    R"(<!-- Written by a test from src/cluster/fields.cc: VENT_ACCEPT=1 ./dev one cluster -->
# The cluster file

`vent init` writes one to begin with:

```yaml
)";

constexpr std::string_view kRules = R"(```

- It is read strictly. An unknown field, a field given twice, a value of another form: each is an error with its line,
  and all of them are shown at once. Nothing has been done by then.
- YAML without anchors, aliases and tags. Port numbers stand without quotes.
- A field without a value is as good as absent; only `fake0` wants its `{}`.
- Each host has a name, an address and a private address of its own. Hosts behind one address differ in their port. Pod
  ranges don't overlap and hold no host's address.
- An editor can check it while you type, by [cluster.schema.json](cluster.schema.json). The schema can't compare hosts
  with each other, so vent finds more.
- `vent explain FIELD` shows what stands here.

## Fields

)";

constexpr std::string_view kOthers = R"(
## Other files

Wherever a cluster file is wanted, these are taken too. They have no place for a cluster's name, which is `vent` then;
`vent init --from FILE --name NAME` writes them as a cluster file. Which format a file has is told by the ending of its
name (`.yaml`, `.yml`, `.ini`, `machines.txt`), and by its content.

### machines.txt

The machine database of Kubernetes the Hard Way: a line for each host, `IPV4_ADDRESS FQDN HOSTNAME [POD_SUBNET]`. A host
with a pod subnet is a worker, one without is a controller. Comments begin with `#`.

### Inventories of Ansible

INI and YAML, with groups, groups of groups, variables of both, ranges (`worker-[0:2]`) and ports (`host:2222`). What
would change the meaning and isn't understood is an error: a variable of Ansible's own that is not listed here, a
template, a host without a role, a group `etcd` of other hosts than the controllers. Variables from `group_vars/` and
`host_vars/` are not read, and nothing but a note says so.

The group says the role. A host in groups of both roles is both.

| group | role |
|---|---|
)";

std::string must_be_there(const Field& field) {
  if (field.presence == Presence::required) return "must be there";
  if (!field.absent.empty())
    return fmt::format("without it: {}", find_field(field.absent) != nullptr ? fmt::format("`{}`", field.absent)
                                                                             : std::string(field.absent));
  if (!field.fallback.empty()) return fmt::format("without it: `{}`", field.fallback);
  return "may be left out";
}

std::string section_of(const Field& field) {
  return fmt::format("### {}\n\nTakes {}; {}.\n\n{}\n\n```yaml\n{}\n```\n", field.path, form_facts(field.form).in_words,
                     must_be_there(field), field.description, example_of(field));
}

}  // namespace

std::string reference_page() {
  std::string page(kBeginning);
  page += write_cluster(example_cluster(), Commentary::explained);
  page += kRules;
  for (const Field& field : cluster_fields()) page += section_of(field) + "\n";
  page.pop_back();
  page += kOthers;
  for (const RoleGroup& group : role_groups())
    page += fmt::format("| `{}` | {} |\n", group.name, role_name(group.role));
  page += "\n| variable | field |\n|---|---|\n";
  for (const KnownVariable& variable : known_variables())
    page += fmt::format("| `{}` | `{}` |\n", variable.name, variable.field);
  page +=
      "\nOf `ansible_ssh_common_args`, only `-J HOST` and `-o ProxyJump=HOST` are understood. These change nothing:\n\n"
      "| variable | while it is |\n|---|---|\n";
  for (const HarmlessVariable& variable : harmless_variables()) {
    const std::string values = replace_all(std::string(variable.values), "|", "` or `");
    page += fmt::format("| `{}` | {} |\n", variable.name, values.empty() ? "anything" : "`" + values + "`");
  }
  return page;
}

}  // namespace vent
