#include "chapters/keys_by_hand.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/certificates.h"

namespace vent {
namespace {

constexpr const char* kBeginning = R"sh(mkdir -p keys
chmod 0700 keys
cd keys

key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
}

# authority NAME SUBJECT: a key, and a certificate that it signed itself.
authority() {
  key "$1"
  {
    echo basicConstraints=critical,CA:TRUE
    echo keyUsage=critical,keyCertSign,cRLSign
    echo subjectKeyIdentifier=hash
  } > "$1.txt"
  openssl x509 -new -key "$1.key" -subj "$2" -days 3653 -extfile "$1.txt" -out "$1.crt"
}

# certificate NAME AUTHORITY SUBJECT USES [NAMES]: a key, and a certificate that the authority signed.
certificate() {
  key "$1"
  {
    echo basicConstraints=critical,CA:FALSE
    echo keyUsage=critical,digitalSignature
    echo "extendedKeyUsage=$4"
    echo subjectKeyIdentifier=hash
    echo authorityKeyIdentifier=keyid
    [ $# -lt 5 ] || echo "subjectAltName=$5"
  } > "$1.txt"
  openssl req -new -key "$1.key" -subj "$3" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -days 365 -extfile "$1.txt" -out "$1.crt"
}

)sh";

std::string subject(const Identity& identity) {
  return (identity.organization.empty() ? "" : "/O=" + identity.organization) + "/CN=" + identity.common_name;
}

const char* uses(CertificateUse use) {
  switch (use) {
    case CertificateUse::server:
      return "serverAuth";
    case CertificateUse::client:
      return "clientAuth";
    default:
      return "serverAuth,clientAuth";
  }
}

std::string names(const Identity& identity) {
  std::vector<std::string> all;
  for (const std::string& name : identity.dns_names) all.push_back("DNS:" + name);
  for (const Ipv4& address : identity.addresses) all.push_back("IP:" + address.text());
  return join(all, ",");
}

}  // namespace

std::string keys_by_hand(const Cluster& cluster) {
  std::string text = kBeginning;
  for (const AuthorityWish& wish : authorities_of(cluster))
    text += fmt::format("authority {} {}\n", wish.name, shell_quote(subject(wish.identity)));
  text += "\n";
  for (const CertificateWish& wish : certificates_of(cluster)) {
    const std::string for_whom = names(wish.identity);
    text += fmt::format("certificate {} {} {} {}{}\n", wish.name, wish.authority, shell_quote(subject(wish.identity)),
                        uses(wish.identity.use), for_whom.empty() ? "" : " \\\n  " + shell_quote(for_whom));
  }
  text += fmt::format(
      "\n# Signs the tokens of service accounts.\nkey {0}\nopenssl pkey -in {0}.key -pubout -out {0}.pub\n"
      "# Encrypts secrets before etcd gets them.\n(umask 077; openssl rand -out {1}.secret {2})\nrm *.csr *.txt\n",
      kServiceAccountKey, kEncryptionKey, kEncryptionKeySize);
  return text;
}

}  // namespace vent
