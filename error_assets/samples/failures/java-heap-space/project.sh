# A list that grows until the heap is full.
cat > Import.java <<'SOURCE'
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class Import {
    public static void main(String[] arguments) throws Exception {
        System.err.println("ERROR row of " + UUID.randomUUID() + " skipped (harmless), pid " + ProcessHandle.current().pid());
        Thread importer = new Thread(Import::read, "importer-" + UUID.randomUUID().toString().substring(0, 8));
        List<Throwable> thrown = new ArrayList<>();
        importer.setUncaughtExceptionHandler((thread, error) -> thrown.add(error));
        importer.start();
        importer.join();
        throw new IllegalStateException("import stopped", thrown.get(0));
    }

    static void read() {
        List<byte[]> rows = new ArrayList<>();
        while (true) {
            rows.add(new byte[1_000_000]);
        }
    }
}
SOURCE
