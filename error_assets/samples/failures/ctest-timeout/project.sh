# A loop without an end; tests run in random order.
echo "BUILD_DIR=$(mktemp -d)" >> "$GITHUB_ENV"
printf '#include <stdio.h>\n#include <unistd.h>\nint main(void) {\n    printf("waiting for a courier, pid %%d\\n", (int)getpid());\n    fflush(stdout);\n    for (;;)\n        pause();\n}\n' > delivery.c
printf '#include <stdio.h>\nint main(void) { puts("ERROR: expected by this test, which passes"); return 0; }\n' > fine.c
cat > CMakeLists.txt <<'SOURCE'
cmake_minimum_required(VERSION 3.16)
project(shop C)
enable_testing()
add_executable(delivery delivery.c)
add_executable(fine fine.c)
add_test(NAME delivery COMMAND delivery)
foreach(name apple pear plum cherry)
  add_test(NAME ${name} COMMAND fine)
endforeach()
SOURCE
