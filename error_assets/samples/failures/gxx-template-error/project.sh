# Items in a set, without an order.
BUILD_DIR="$(mktemp -d)"
echo "BUILD_DIR=$BUILD_DIR" >> "$GITHUB_ENV"
printf '#include <set>\n#include <string>\n\nstruct Item {\n    std::string name;\n};\n\nint main() {\n    std::set<Item> basket;\n    basket.insert(Item{"apple"});\n    return basket.size() != 1;\n}\n' > basket.cpp
printf 'rule cxx\n  command = g++ -std=c++17 -fdiagnostics-color=always -c $in -o $out\nbuild basket.o: cxx %s/basket.cpp\n' "$PWD" > "$BUILD_DIR/build.ninja"
