#include "artifacts/image_set_recipes.h"

#include <fmt/core.h>

#include "artifacts/image_documents.h"
#include "base/sha256.h"

namespace vent {
namespace {

// Users and groups that tests ask for by name stand beside the usual ones.
constexpr std::string_view kPasswd =
    "root:x:0:0:root:/root:/bin/sh\n"
    "www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
    "user-defined-in-image:x:1000:1000::/:/bin/sh\n"
    "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n";
constexpr std::string_view kGroup =
    "root:x:0:\n"
    "www-data:x:33:\n"
    "user-defined-in-image:x:1000:\n"
    "group-defined-in-image:x:50000:user-defined-in-image\n"
    "nogroup:x:65534:\n";

constexpr std::string_view kNginx =
    "events {}\n"
    "error_log /dev/stderr;\n"
    "http {\n"
    "  include /etc/nginx/mime.types;\n"
    "  access_log /dev/stdout;\n"
    "  server {\n"
    "    listen 80;\n"
    "    root /usr/share/nginx/html;\n"
    "  }\n"
    "}\n";

// The commands of busybox come last: only those count that Debian's packages don't bring.
constexpr std::string_view kBusyboxFolder = "/usr/lib/busybox";
constexpr std::string_view kSearch = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/busybox";

// What busybox's own shell says is compared word for word; but Debian's build of it loses variables whose names aren't names
// in shell, as data-1, and others are compared by those. So each gets the shell that it asks for.
constexpr std::string_view kBusyboxShell =
    "#!/bin/bash\n"
    "mapfile -d '' -t variables < /proc/self/environ\n"
    "for variable in \"${variables[@]}\"; do\n"
    "  [[ ${variable%%=*} =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || exec /bin/bash \"$@\"\n"
    "done\n"
    "exec -a /bin/sh /bin/busybox \"$@\"\n";

constexpr std::size_t kFingerprint = 12;

enum Layer : std::size_t {
  layer_debian,
  layer_common,
  layer_busybox,
  layer_agnhost,
  layer_nautilus,
  layer_kitten,
  layer_nginx_files,
  layer_no_new,
  layer_sample,
  layer_etcd
};

ImageEntry text_file(std::string path, std::string_view content) {
  return {.path = std::move(path), .content = ImageText{std::string(content)}, .mode = 0644};
}

ImageEntry link(std::string path, std::string target) {
  return {.path = std::move(path), .content = ImageLink{std::move(target)}, .mode = 0777};
}

ImageInput of_tests(std::string file, std::string path, std::uint32_t mode = 0755) {
  return {.component = "conformance", .file = std::move(file), .path = std::move(path), .mode = mode};
}

LayerDesign common_layer() {
  LayerDesign layer;
  layer.entries = {text_file("/etc/passwd", kPasswd),
                   text_file("/etc/group", kGroup),
                   text_file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
                   link("/bin/sh", "bash"),
                   link("/bin/nc", "nc.openbsd"),
                   link("/bin/sysctl", "busybox"),
                   link("/usr/local/bin/iperf", "/usr/bin/iperf")};
  for (const std::string& command : toolbox_commands())
    layer.entries.push_back(link(fmt::format("{}/{}", kBusyboxFolder, command), "/bin/busybox"));
  return layer;
}

LayerDesign agnhost_layer() {
  return {.entries = {link("/agnhost-2", "agnhost"), {.path = "/uploads", .content = ImageDirectory{}, .mode = 0755}},
          .inputs = {of_tests("agnhost", "/agnhost"),
                     of_tests("porter.crt", "/localhost.crt", 0644),
                     of_tests("porter.key", "/localhost.key", 0644),
                     {.component = "coredns", .file = "coredns", .path = "/coredns"}}};
}

// A picture, and a file that says which.
LayerDesign picture_layer(const std::string& name) {
  return {.entries = {text_file("/data.json", fmt::format("{{\n  \"image\": \"{}.jpg\"\n}}\n", name))},
          .inputs = {of_tests(name + ".jpg", fmt::format("/{}.jpg", name), 0644)}};
}

}  // namespace

ImageSetDesign conformance_images(Architecture architecture, std::string_view version) {
  ImageSetDesign design;
  design.layers.resize(layer_etcd + 1);
  design.layers[layer_debian] = {.archive =
                                     ImageInput{.component = "conformance-tools", .file = "tools.tar", .path = "/"}};
  design.layers[layer_common] = common_layer();
  design.layers[layer_busybox] = {
      .entries = {{.path = "/bin/sh", .content = ImageText{std::string(kBusyboxShell)}, .mode = 0755}}};
  design.layers[layer_agnhost] = agnhost_layer();
  design.layers[layer_nautilus] = picture_layer("nautilus");
  design.layers[layer_kitten] = picture_layer("kitten");
  design.layers[layer_nginx_files] = {.entries = {text_file("/etc/nginx/nginx.conf", kNginx)}};
  design.layers[layer_no_new] = {.inputs = {of_tests("nnp", "/usr/local/bin/nnp", 06755)}};
  design.layers[layer_sample] = {.inputs = {of_tests("sample-apiserver", "/sample-apiserver")}};
  design.layers[layer_etcd] = {.inputs = {{.component = "etcd", .file = "etcd", .path = "/usr/local/bin/etcd"},
                                          {.component = "etcd", .file = "etcdctl", .path = "/usr/local/bin/etcdctl"}}};
  const auto add = [&](std::string_view name, std::vector<std::size_t> own, std::vector<std::string> entrypoint,
                       std::vector<std::string> command, std::string user = "") {
    ImageOfSet one;
    one.image.name = fmt::format("vent.local/e2e/{}", name);
    one.image.tag = version;
    one.image.architecture = architecture;
    one.image.entrypoint = std::move(entrypoint);
    one.image.command = std::move(command);
    one.image.environment = {{"PATH", std::string(kSearch)}};
    one.image.user = std::move(user);
    one.layers = {layer_debian, layer_common};
    one.layers.insert(one.layers.end(), own.begin(), own.end());
    design.images.push_back(std::move(one));
  };
  add("agnhost", {layer_agnhost}, {"/agnhost"}, {"pause"});
  add("busybox", {layer_busybox}, {}, {"sh"});
  add("etcd", {layer_etcd}, {}, {"etcd"});
  add("glibc-dns-testing", {}, {}, {"bash"});
  add("kitten", {layer_agnhost, layer_kitten}, {"/agnhost"}, {"test-webserver"});
  add("nautilus", {layer_agnhost, layer_nautilus}, {"/agnhost"}, {"test-webserver"});
  add("nginx", {layer_nginx_files}, {}, {"nginx", "-g", "daemon off;"});
  add("nonewprivs", {layer_no_new}, {}, {"nnp"});
  add("nonroot", {}, {}, {"bash"}, "1234");
  add("sample-apiserver", {layer_sample}, {"/sample-apiserver"}, {});
  return design;
}

std::vector<ImageInput> ImageSetDesign::inputs() const {
  std::vector<ImageInput> all;
  for (const LayerDesign& layer : layers) {
    if (layer.archive) all.push_back(*layer.archive);
    all.insert(all.end(), layer.inputs.begin(), layer.inputs.end());
  }
  return all;
}

std::string ImageSetDesign::fingerprint() const {
  std::string text;
  const auto add_entry = [&](const ImageEntry& entry) {
    text += fmt::format("{} {:o} {}:{} {} ", entry.path, entry.mode, entry.owner, entry.group, entry.content.index());
    if (const auto* content = std::get_if<ImageText>(&entry.content)) text += content->content;
    if (const auto* link = std::get_if<ImageLink>(&entry.content)) text += link->target;
    text += "\n";
  };
  for (const LayerDesign& layer : layers) {
    text += "layer\n";
    for (const ImageEntry& entry : layer.entries) add_entry(entry);
    for (const ImageInput& input : layer.inputs)
      text += fmt::format("{} {} {} {:o}\n", input.component, input.file, input.path, input.mode);
  }
  for (const ImageOfSet& one : images) {
    std::vector<Blob> of;
    for (const std::size_t layer : one.layers) of.push_back({.digest = std::to_string(layer)});
    text += one.image.reference() + image_config(one.image, of) + "\n";
  }
  return sha256_hex(text).substr(0, kFingerprint);
}

Result<ImageSet> with_inputs(const ImageSetDesign& design, const SourceOfInput& source_of) {
  ImageSet set;
  set.images = design.images;
  for (const LayerDesign& layer : design.layers) {
    ImageLayer made;
    made.entries = layer.entries;
    for (const ImageInput& input : layer.inputs) {
      Path source = TRY(source_of(input));
      made.entries.push_back({.path = input.path, .content = ImageFile{std::move(source)}, .mode = input.mode});
    }
    if (layer.archive) made.archive = TRY(source_of(*layer.archive));
    set.layers.push_back(std::move(made));
  }
  return set;
}

}  // namespace vent
