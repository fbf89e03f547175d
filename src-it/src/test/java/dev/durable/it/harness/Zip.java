package dev.durable.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes ZIPs of documents. */
public final class Zip {

    private Zip() {}

    /** A ZIP of these documents. */
    public static byte[] of(Map<String, byte[]> documents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> document : documents.entrySet()) {
                zip.putNextEntry(new ZipEntry(document.getKey()));
                zip.write(document.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A ZIP of one document. */
    public static byte[] of(String name, byte[] content) {
        return of(Map.of(name, content));
    }

    /** As many documents as wished, each different from the others. */
    public static Map<String, byte[]> documents(int howMany) {
        Map<String, byte[]> documents = new TreeMap<>();
        for (int i = 0; i < howMany; i++) {
            String text = "# Document " + i + "\n\n" + "Tâche nº" + i + " läuft 🙂 durable-42.\r\n".repeat(1 + i % 7);
            documents.put("folder/%04d.md".formatted(i), text.getBytes(StandardCharsets.UTF_8));
        }
        return documents;
    }

    /** The documents of this repository: its prose and its sources. */
    public static Map<String, byte[]> repositoryDocuments() {
        Map<String, byte[]> documents = new TreeMap<>();
        Path root = Environment.repository();
        for (String folder :
                List.of("docs", "durable-api/src/main", "durable-ear/example/src/main", "server-config/liberty")) {
            add(documents, root, root.resolve(folder));
        }
        for (String file : List.of("LICENSE", "README.md", "CHANGELOG.md", "pom.xml")) {
            add(documents, root, root.resolve(file));
        }
        return documents;
    }

    private static void add(Map<String, byte[]> documents, Path root, Path from) {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                documents.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
