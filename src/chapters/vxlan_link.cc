#include "chapters/vxlan_link.h"

#include <fmt/core.h>

#include "chapters/layout.h"
#include "chapters/pod_conflist.h"

namespace vent {
namespace {

constexpr int kIdentifier = 2;  // flannel takes 1
constexpr int kPort = 8472;
constexpr int kHeaders = 50;  // what is put around a packet on its way

// The file is looked through for what the kernel lacks and for what it has too much, so the same few lines make the link
// at boot, add a host, take one away, and tell whether all is well.
constexpr std::string_view kScript = R"sh(#!/bin/sh
# The link that carries packets to the pods of other hosts: inside of UDP, between the private addresses. No program
# runs for it. For each other host in the file of hosts the kernel has three entries: to which host an address of a link
# is sent, which link has an address of the other's pods, and that these pods are behind it.
#   up      makes link, entries and rules; what is right already stays as it is
#   check   says what isn't as it is to be, and fails then
#   down    takes all of it away
set -eu
host=$(uname -n) hosts={hosts} pods={pods}
link=vent-vxlan chain=VENT-VXLAN identifier={identifier} port={port}
conflist={cni}/10-vent.conflist

wanted_entries() {{
  echo "mtu $mtu"
  echo "address ${{range%/*}}/32"
  awk -v own="$host" '!/^#/ && $1 != own {{
    first = $3
    sub("/.*", "", first)
    print "forward", $4, $2
    print "neighbour", first, $4
    print "route", $3, first }}' "$hosts"
}}

kernels_entries() {{
  ip -o link show dev $link | sed -n 's/.* \(mtu [0-9]*\) .*/\1/p'
  ip -4 -o address show dev $link | awk '{{ print "address", $4 }}'
  bridge fdb show dev $link | awk '{{ for (i = 2; i < NF; i++) if ($i == "dst") print "forward", $1, $(i + 1) }}'
  ip -4 neighbour show dev $link nud permanent | awk '{{ print "neighbour", $1, $3 }}'
  ip -4 route show dev $link | awk '{{ print "route", $1, $3 }}'
}}

add() {{
  case $1 in
    mtu) ip link set dev $link mtu "$2" ;;
    address) ip address replace "$2" dev $link ;;
    forward) bridge fdb replace "$2" dev $link dst "$3" self permanent ;;
    neighbour) ip neighbour replace "$2" lladdr "$3" dev $link nud permanent ;;
    route) ip route replace "$2" via "$3" dev $link onlink ;;
  esac
}}

remove() {{
  case $1 in
    mtu) ;; # it becomes another
    address) ip address delete "$2" dev $link ;;
    forward) bridge fdb delete "$2" dev $link dst "$3" self ;;
    neighbour) ip neighbour delete "$2" dev $link ;;
    route) ip route delete "$2" dev $link ;;
  esac
}}

too_much() {{ kernels_entries | grep -vxF "$(wanted_entries)" || true; }}
missing() {{ wanted_entries | grep -vxF "$(kernels_entries)" || true; }}

link_is_right() {{
  case $(ip -o -d link show dev $link up 2>/dev/null) in
    *" link/ether $mac "*" id $identifier local $address "*" dstport $port nolearning "*) ;;
    *) return 1 ;;
  esac
}}

make_link() {{
  ip link delete dev $link 2>/dev/null || true
  ip link add $link address "$mac" mtu "$mtu" type vxlan id $identifier local "$address" dstport $port nolearning
  ip link set dev $link up
}}

# Pods keep their addresses among themselves, and others keep theirs on the way to pods of this host. All else gets an
# address to which the answer finds back.
rules() {{
  cat << END
nat $chain -s $pods -d $pods -j RETURN
nat $chain -d $range -j RETURN
nat $chain -s $pods ! -d 224.0.0.0/4 -j MASQUERADE
nat $chain -d $pods -j MASQUERADE
nat POSTROUTING -j $chain
filter $chain -s $pods -j ACCEPT
filter $chain -d $pods -j ACCEPT
filter FORWARD -j $chain
END
}}

rules_are_right() {{
  rules | while read -r table rule; do iptables -w -t "$table" -C $rule 2>/dev/null || return 1; done
}}

drop_rules() {{
  iptables -w -t nat -D POSTROUTING -j $chain 2>/dev/null || true
  iptables -w -t filter -D FORWARD -j $chain 2>/dev/null || true
  for table in nat filter; do
    iptables -w -t $table -F $chain 2>/dev/null || true
    iptables -w -t $table -X $chain 2>/dev/null || true
  done
}}

make_rules() {{
  drop_rules
  for table in nat filter; do iptables -w -t $table -N $chain; done
  rules | while read -r table rule; do iptables -w -t "$table" -A $rule; done
}}

plugins_settings() {{
  cat << END
{conflist}END
}}

down() {{
  ip link delete dev $link 2>/dev/null || true
  drop_rules
}}

if [ "$1" = down ]; then
  down
  exit 0
fi

own=$(grep "^$host " "$hosts")
read -r name address range mac << END
$own
END
interface=$(ip -4 -o address show to "$address" | awk 'NR == 1 {{ print $2 }}')
if [ -z "$interface" ]; then
  echo "no interface has the private address $address of $name" >&2
  exit 1
fi
mtu=$(($(ip -o link show dev "$interface" | sed -n 's/.* mtu \([0-9]*\) .*/\1/p') - {headers}))

case $1 in
  up)
    link_is_right || make_link
    too_much | while read -r entry; do remove $entry; done
    missing | while read -r entry; do add $entry; done
    rules_are_right || make_rules
    mkdir -p {cni}
    (umask 077; plugins_settings > {cni}/.10-vent.conflist)
    mv {cni}/.10-vent.conflist $conflist
    ;;
  check)
    trouble=$(
      if link_is_right; then
        too_much | sed 's/^/too much: /'
        missing | sed 's/^/missing: /'
      else
        echo "missing: the link $link"
      fi
      rules_are_right || echo "missing: rules of $chain"
      plugins_settings | cmp -s - $conflist || echo "not as it is to be: $conflist"
    )
    [ -z "$trouble" ] || {{
      echo "$trouble"
      exit 1
    }}
    ;;
esac
)sh";

}  // namespace

std::string vxlan_link_address(Ipv4 private_address) {
  const std::uint32_t value = private_address.value;
  return fmt::format("02:76:{:02x}:{:02x}:{:02x}:{:02x}", value >> 24, value >> 16 & 0xFF, value >> 8 & 0xFF,
                     value & 0xFF);
}

std::string vxlan_hosts_file(const Cluster& cluster) {
  std::string text = "# host, its private address, the range of its pods, the address of its end of the link\n";
  for (const Host& host : cluster.hosts)
    text += fmt::format("{} {} {} {}\n", host.name, host.private_address.text(), host.pod_range.value().text(),
                        vxlan_link_address(host.private_address));
  return text;
}

std::string vxlan_link_script(const Cluster& cluster) {
  return fmt::format(kScript, fmt::arg("hosts", fmt::format("{}/hosts", kVxlan)), fmt::arg("pods", cluster.pods.text()),
                     fmt::arg("identifier", kIdentifier), fmt::arg("port", kPort), fmt::arg("cni", kCniConfiguration),
                     fmt::arg("conflist", pod_conflist("$range", "$mtu")), fmt::arg("headers", kHeaders));
}

}  // namespace vent
