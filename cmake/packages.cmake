# Third-party libraries, all from Debian. Why each: docs/decisions/0002-libraries.md.
find_package(Threads REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
if(VENT_NODE_ONLY)
  return()  # what follows is for vent itself
endif()
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
# Linked by name (yaml, sqlite3, nettle, zstd) and not by file, so that -static takes the archive.
pkg_check_modules(BY_NAME REQUIRED yaml-0.1 sqlite3 nettle libzstd)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.77)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
if(VENT_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
