# The first attempt reads before the write is there.
cp "$(dirname "${BASH_SOURCE[0]}")/../maven-surefire-assertion/pom.xml" .
mkdir -p .mvn src/test/java/shop
printf -- '-o\n-Dmaven.repo.local=%s/m2\n' "$SAMPLE_TOOLS" > .mvn/maven.config
cat > src/test/java/shop/StockTest.java <<'SOURCE'
package shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class StockTest {
    private static int attempts;

    @Test
    void readsItsOwnWrite() {
        attempts++;
        assertTrue(attempts > 1, "replica " + UUID.randomUUID() + " has not the write yet");
    }

    @Test
    void isEmpty() {
        assertTrue(true);
    }
}
SOURCE
