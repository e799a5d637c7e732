# basket.c was never committed.
echo "BUILD_DIR=$(mktemp -d)" >> "$GITHUB_ENV"
echo 'int main(void) { return 0; }' > main.c
printf 'cmake_minimum_required(VERSION 3.16)\nproject(shop C)\nmessage(STATUS "Build files go to ${CMAKE_BINARY_DIR}")\nadd_executable(shop main.c basket.c)\n' > CMakeLists.txt
