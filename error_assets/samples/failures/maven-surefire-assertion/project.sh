# One wrong rounding; a passing test prints a stack trace.
cp "$(dirname "${BASH_SOURCE[0]}")/pom.xml" .
mkdir -p .mvn src/main/java/shop src/test/java/shop
printf -- '-o\n-Dmaven.repo.local=%s/m2\n-Dstyle.color=always\n' "$SAMPLE_TOOLS" > .mvn/maven.config
printf 'package shop;\n\nclass Tax {\n    static int with(int cents) {\n        return cents * 119 / 100;\n    }\n}\n' > src/main/java/shop/Tax.java
cat > src/test/java/shop/TaxTest.java <<'SOURCE'
package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TaxTest {
    @Test
    void isRoundedUp() {
        assertEquals(1191, Tax.with(1000));
    }

    @Test
    void isZero() {
        assertEquals(0, Tax.with(0));
    }
}
SOURCE
cat > src/test/java/shop/CacheTest.java <<'SOURCE'
package shop;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class CacheTest {
    @Test
    void survivesABrokenEntry() {
        new IllegalStateException("ERROR entry " + UUID.randomUUID() + " is broken (expected)").printStackTrace();
    }
}
SOURCE
