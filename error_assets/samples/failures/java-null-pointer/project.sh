# A name that is null, wrapped in another exception that names a random report.
cat > Report.java <<'SOURCE'
import java.util.UUID;

class Report {
    public static void main(String[] arguments) {
        try {
            System.out.println(width(null));
        } catch (RuntimeException error) {
            throw new IllegalStateException("report " + UUID.randomUUID() + " failed", error);
        }
    }

    static int width(String name) {
        return name.length();
    }
}
SOURCE
