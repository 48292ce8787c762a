# What every file of ours is compiled with. Warnings are errors.
add_library(vent_compiler INTERFACE)
target_compile_options(vent_compiler INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Wimplicit-fallthrough
  # g++ 12 sees overlaps in plain string concatenation when it optimizes (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Exceptions out of the JSON library only where we ask for them; no silent conversions.
target_compile_definitions(vent_compiler INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)
target_include_directories(vent_compiler INTERFACE ${PROJECT_SOURCE_DIR}/src)

if(VENT_SANITIZE)
  # Reports name functions and lines, which is what -g1 keeps; all of -g makes objects a third larger and slower to make.
  add_compile_options(-fsanitize=${VENT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${VENT_SANITIZE})
endif()

# A second build of the same sources takes seconds with ccache; nothing depends on it.
find_program(VENT_CCACHE ccache)
if(VENT_CCACHE)
  # ccache takes a precompiled header for what its content is only when told so; without this every look-up is a miss.
  # Paths count from the repository, so that a second clone of it finds what the first compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${VENT_CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
