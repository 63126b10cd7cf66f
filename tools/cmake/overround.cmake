# How a folder becomes targets. A folder `libs/x` is the library `x`, the namespace `overround::x` and the test
# binary `x_test`; a folder `services/x` is a library, the binary `overround-x` and the tests `x_test`.
# Files named *_test.cc are tests, *_fuzz.cc fuzz targets, main.cc the entry point; all other *.cc are the library.

# Adds a folder where it stands in the tree.
function(overround_add_folder folder)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${folder}/CMakeLists.txt)
    add_subdirectory(${CMAKE_SOURCE_DIR}/${folder})
  endif()
endfunction()

function(overround_link target scope)
  foreach(dependency IN LISTS ARGN)
    if(TARGET overround_${dependency})
      target_link_libraries(${target} ${scope} overround_${dependency})
    else()
      target_link_libraries(${target} ${scope} ${dependency})
    endif()
  endforeach()
endfunction()

# overround_library(name [PURE] DEPS ours-or-theirs... TEST_DEPS ... FUZZ_SOURCES regex FUZZ_DEPS ...)
# PURE: its tests need no message. FUZZ_SOURCES: a fuzz target is made of these sources of the folder and FUZZ_DEPS,
# not of the whole library: what is fuzzed is pure and builds in seconds.
function(overround_library name)
  cmake_parse_arguments(ARG "PURE" "FUZZ_SOURCES" "DEPS;TEST_DEPS;FUZZ_DEPS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cc$|/main\\.cc$|/node_modules/")

  if(sources)
    add_library(overround_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(overround_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(overround_${name} ${scope} ${CMAKE_SOURCE_DIR})
  overround_link(overround_${name} ${scope} ${ARG_DEPS})

  if(tests)
    add_executable(${name}_test ${tests} $<TARGET_OBJECTS:overround_test_main>)
    target_compile_options(${name}_test PRIVATE -O1)
    target_link_libraries(${name}_test PRIVATE overround_${name} overround_testing)
    overround_link(${name}_test PRIVATE ${ARG_TEST_DEPS})
    if(NOT ARG_PURE)
      overround_link_protos(${name}_test)
    endif()
    add_test(NAME ${name}_test COMMAND ${name}_test)
    set_property(GLOBAL APPEND PROPERTY OVERROUND_TESTS ${name}_test)
  endif()

  if(OVERROUND_FUZZ)
    foreach(fuzzer IN LISTS fuzzers)
      get_filename_component(target ${fuzzer} NAME_WE)
      if(ARG_FUZZ_SOURCES)
        set(fuzzed ${sources})
        list(FILTER fuzzed INCLUDE REGEX "${ARG_FUZZ_SOURCES}")
        add_executable(${target} ${fuzzer} ${fuzzed})
        target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
        overround_link(${target} PRIVATE ${ARG_FUZZ_DEPS})
      else()
        add_executable(${target} ${fuzzer})
        target_link_libraries(${target} PRIVATE overround_${name})
      endif()
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      if("proto_headers" IN_LIST ARG_FUZZ_DEPS)
        target_link_libraries(${target} PRIVATE overround_proto_annotations)
      endif()
    endforeach()
  endif()
endfunction()

# The generated messages are an OBJECT library, because a static one drops the descriptors nobody refers to; objects
# reach an executable only when linked by name.
function(overround_link_protos executable)
  target_link_libraries(${executable} PRIVATE overround_proto)
endfunction()

# overround_binary(name DEPS ...): main.cc of this folder.
function(overround_binary name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.cc)
    return()  # A folder may stand before its binary does.
  endif()
  add_executable(overround-${name} main.cc)
  overround_link(overround-${name} PRIVATE ${ARG_DEPS})
  overround_link_protos(overround-${name})
  set_target_properties(overround-${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# overround_service(name DEPS ...): a library with the folder's migrations inside, the binary and the tests. Other
# arguments as overround_library's.
function(overround_service name)
  overround_library(${name} ${ARGN})
  overround_embed_migrations(overround_${name} ${name})
  overround_binary(${name} DEPS ${name})
endfunction()

# Compiles migrations/NNNN_*.sql of this folder into `overround::<name>::kMigrations`, declared in
# "migrations/<name>_migrations.h": a binary carries the schema it needs.
function(overround_embed_migrations target name)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  set(out ${CMAKE_BINARY_DIR}/generated/migrations/${name}_migrations)
  add_custom_command(
    OUTPUT ${out}.h ${out}.cc
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DOUT=${out} "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/tools/cmake/embed_sql.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/tools/cmake/embed_sql.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out}.cc ${out}.h)
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
