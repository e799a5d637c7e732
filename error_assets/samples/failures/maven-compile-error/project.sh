# A method was renamed.
cp "$(dirname "${BASH_SOURCE[0]}")/../maven-surefire-assertion/pom.xml" .
mkdir -p .mvn src/main/java/shop
printf -- '-o\n-Dmaven.repo.local=%s/m2\n' "$SAMPLE_TOOLS" > .mvn/maven.config
printf 'package shop;\n\nclass Tax {\n    static int gross(int cents) {\n        return cents;\n    }\n}\n' > src/main/java/shop/Tax.java
for name in Invoice Label; do
    printf 'package shop;\n\nclass %s {\n    int total(int cents) {\n        return Tax.with(cents);\n    }\n}\n' "$name" > "src/main/java/shop/$name.java"
done
