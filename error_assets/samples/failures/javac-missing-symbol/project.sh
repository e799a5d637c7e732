# Sources lie in a folder with a random name.
SOURCES="$(mktemp -d)"
echo "SOURCES=$SOURCES" >> "$GITHUB_ENV"
printf 'class Basket {\n    int total() {\n        return prise * 2;\n    }\n\n    int amount() {\n        int amount = "two";\n        return amount;\n    }\n}\n' > "$SOURCES/Basket.java"
