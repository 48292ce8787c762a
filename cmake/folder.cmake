# vent_folder(NAME SOURCES … TESTS … USES …)
#
# One folder under src/ is one static library `vent_NAME` and, when it has tests, one test program `NAME_test`.
# Files are listed by hand, so a forgotten one is noticed. A test finds its goldens through VENT_TESTDATA, a path from
# the repository: an absolute one would make each clone compile each test anew, whatever ccache knows.
# ONE_THREAD: nothing in it knows threads, so the thread sanitizer has nothing to look for in its tests.
function(vent_folder name)
  cmake_parse_arguments(folder "ONE_THREAD" "" "SOURCES;TESTS;USES;TEST_USES" ${ARGN})
  add_library(vent_${name} STATIC ${folder_SOURCES})
  target_link_libraries(vent_${name} PUBLIC vent_compiler tl::expected Threads::Threads ${folder_USES})
  if(folder_ONE_THREAD AND VENT_SANITIZE STREQUAL "thread")
    return()
  endif()
  if(VENT_TESTS AND folder_TESTS)
    add_executable(${name}_test ${folder_TESTS})
    target_link_libraries(${name}_test PRIVATE vent_${name} vent_testing ${folder_TEST_USES})
    target_precompile_headers(${name}_test REUSE_FROM vent_testing)
    target_compile_definitions(${name}_test PRIVATE VENT_TESTDATA="src/${name}/testdata")
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
