# A library that nobody installed.
echo "BUILD_DIR=$(mktemp -d)" >> "$GITHUB_ENV"
echo 'int main(void) { return 0; }' > main.c
printf 'cmake_minimum_required(VERSION 3.16)\nproject(shop C)\nfind_package(ShopMoney 2.1 REQUIRED)\nadd_executable(shop main.c)\n' > CMakeLists.txt
