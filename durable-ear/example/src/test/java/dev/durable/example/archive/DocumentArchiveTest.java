package dev.durable.example.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.example.archive.RefusedArchiveException.Reason;
import dev.durable.example.document.Catalogue;
import dev.durable.example.document.DocumentDescription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentArchiveTest {

    private static final ArchiveLimits LIMITS = new ArchiveLimits(10, 1000, 5000);

    @TempDir
    Path directory;

    @Test
    void documentsComeInTheOrderOfTheArchive() throws IOException {
        assertThat(read(zip("b.md", "bee", "dir/", "", "dir/a.txt", "ä", "empty", "")))
                .containsExactly(Map.entry("b.md", "bee"), Map.entry("dir/a.txt", "ä"), Map.entry("empty", ""));
    }

    @Test
    void whatMacOsAddsIsNoDocumentButAHiddenFileIs() throws IOException {
        assertThat(read(zip("__MACOSX/._a.md", "?", ".DS_Store", "?", "dir/.DS_Store", "?", ".gitignore", "target/")))
                .containsExactly(Map.entry(".gitignore", "target/"));
    }

    @Test
    void anOldArchivesNamesAreReadInItsCharacterSet() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, Charset.forName("IBM437"))) {
            zip.putNextEntry(new ZipEntry("grüße.txt"));
        }
        assertThat(read(bytes.toByteArray())).containsOnlyKeys("grüße.txt");
    }

    @Test
    void theDocumentsOfThisRepositoryAreDescribed() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            sources = files.filter(Files::isRegularFile).sorted().toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Path source : sources) {
                zip.putNextEntry(new ZipEntry(source.toString().replace('\\', '/')));
                Files.copy(source, zip);
            }
        }
        List<DocumentDescription> descriptions = new ArrayList<>();
        ArchiveLimits limits = new ArchiveLimits(1000, 1_000_000, 10_000_000);
        for (Map.Entry<String, String> document :
                read(bytes.toByteArray(), limits).entrySet()) {
            descriptions.add(DocumentDescription.of(
                    document.getKey(), document.getValue().getBytes(UTF_8)));
        }
        long lines = 0;
        for (Path source : sources) {
            lines += Files.readAllLines(source).size();
        }
        assertThat(Catalogue.of(descriptions).totals().documents()).isEqualTo(sources.size());
        assertThat(Catalogue.of(descriptions).totals().lines()).isEqualTo(lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no ZIP", "PK\u0003\u0004 only the beginning looks like one"})
    void whatIsNoZipIsUnreadable(String upload) {
        refused(upload.getBytes(UTF_8), Reason.UNREADABLE_ARCHIVE);
    }

    @Test
    void aTruncatedZipIsUnreadable() throws IOException {
        byte[] zip = zip("a", "text");
        refused(Arrays.copyOf(zip, zip.length - 1), Reason.UNREADABLE_ARCHIVE);
    }

    @Test
    void aDamagedDocumentIsUnreadable() throws IOException {
        byte[] zip = stored("a", "text");
        zip[indexOf(zip, "text")] ^= 1;
        refused(zip, Reason.UNREADABLE_ARCHIVE).hasMessageContaining("damaged");
    }

    @Test
    void anEncryptedDocumentIsUnreadable() throws IOException {
        byte[] zip = zip("a", "text");
        zip[indexOf(zip, "PK\1\2") + 8] |= 1; // the general purpose flag in the central directory
        refused(zip, Reason.UNREADABLE_ARCHIVE).hasMessageContaining("encrypted");
    }

    @Test
    void aCommentInNoKnownCharacterSetDoesNotEscapeAsAFaultOfTheServer() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("a");
            entry.setComment("comment");
            zip.putNextEntry(entry);
        }
        byte[] zip = bytes.toByteArray();
        zip[indexOf(zip, "comment")] = (byte) 0xFF;
        assertThatCode(() -> read(zip))
                .satisfiesAnyOf(thrown -> assertThat(thrown).isNull(), thrown -> assertThat(thrown)
                        .isInstanceOf(RefusedArchiveException.class));
    }

    @Test
    void anArchiveWithoutDocumentsIsEmpty() throws IOException {
        refused(zip(), Reason.EMPTY_ARCHIVE);
        refused(zip("dir/", "", "__MACOSX/a", "?"), Reason.EMPTY_ARCHIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a",
                "a/../../b",
                "..",
                "a/..",
                "..\\a",
                "a\\..\\b",
                "line\u2028/../../b",
                "/etc/passwd",
                "\\\\host\\share",
                "C:\\a",
                "c:a",
                "a\nb",
                "a\0b"
            })
    void aPathThatLeadsOutOrIsNoNameIsUnsafe(String path) throws IOException {
        refused(zip("good", "text", path, "text"), Reason.UNSAFE_PATH);
    }

    @Test
    void aPathLongerThanAKeyIsUnsafe() throws IOException {
        assertThat(read(zip("a".repeat(500), "text"))).hasSize(1);
        refused(zip("a".repeat(501), "text"), Reason.UNSAFE_PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..a", "a..b", "a../b", "...", "a b/c d.md", "ünïcödé/\uD83D\uDE80.md"})
    void aPathThatOnlyLooksOddIsFine(String path) throws IOException {
        assertThat(read(zip(path, "text"))).containsOnlyKeys(path);
    }

    @Test
    void theSamePathTwiceIsRefused() throws IOException {
        byte[] zip = zip("same", "one", "sane", "two");
        for (int at = indexOf(zip, "sane"); at >= 0; at = indexOf(zip, "sane")) {
            zip[at + 2] = 'm';
        }
        refused(zip, Reason.DUPLICATE_PATH).hasMessageContaining("\"same\"");
    }

    @Test
    void theNumberOfDocumentsIsLimited() throws IOException {
        assertThat(read(zip(documents(10)))).hasSize(10);
        refused(zip(documents(11)), Reason.TOO_MANY_DOCUMENTS).hasMessageContaining("at most 10");
    }

    @Test
    void theSizeOfADocumentIsLimitedToTheByte() throws IOException {
        assertThat(read(zip("a", "x".repeat(1000)))).hasSize(1);
        refused(zip("a", "x".repeat(1001)), Reason.TOO_LARGE_INSIDE)
                .hasMessageContaining("\"a\"")
                .hasMessageContaining("1000");
    }

    @Test
    void theSizeOfAllDocumentsIsLimitedToTheByte() throws IOException {
        String[] five = {
            "a",
            "x".repeat(1000),
            "b",
            "x".repeat(1000),
            "c",
            "x".repeat(1000),
            "d",
            "x".repeat(1000),
            "e",
            "x".repeat(1000)
        };
        assertThat(read(zip(five))).hasSize(5);
        String[] more = Arrays.copyOf(five, 12);
        more[10] = "f";
        more[11] = "x";
        refused(zip(more), Reason.TOO_LARGE_INSIDE);
    }

    @Test
    void aBombIsDefusedWhateverSizeItStates() throws IOException {
        byte[] bomb = zip("bomb", "0".repeat(100_000_000));
        assertThat(bomb.length).isLessThan(200_000);
        refused(bomb, Reason.TOO_LARGE_INSIDE);
        int directory = indexOf(bomb, "PK\1\2");
        Arrays.fill(bomb, directory + 24, directory + 28, (byte) 1); // the size that it states
        Path file = file(bomb);
        assertThatThrownBy(() -> new DocumentArchive(LIMITS).check(file)).isInstanceOf(RefusedArchiveException.class);
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(byte[] upload, Reason reason) {
        return assertThatThrownBy(() -> new DocumentArchive(LIMITS).check(file(upload)))
                .isInstanceOfSatisfying(RefusedArchiveException.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(reason));
    }

    private Map<String, String> read(byte[] upload) throws IOException {
        return read(upload, LIMITS);
    }

    private Map<String, String> read(byte[] upload, ArchiveLimits limits) throws IOException {
        Map<String, String> documents = new LinkedHashMap<>();
        new DocumentArchive(limits)
                .read(file(upload), (name, content) -> documents.put(name, new String(content, UTF_8)));
        return documents;
    }

    private Path file(byte[] upload) throws IOException {
        return Files.write(directory.resolve("upload.zip"), upload);
    }

    private static String[] documents(int howMany) {
        String[] documents = new String[2 * howMany];
        for (int i = 0; i < howMany; i++) {
            documents[2 * i] = "document" + i;
            documents[2 * i + 1] = "text";
        }
        return documents;
    }

    /** A ZIP of names, each followed by its content. */
    private static byte[] zip(String... documents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < documents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(documents[i]));
                zip.write(documents[i + 1].getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] stored(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(UTF_8));
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(text.length());
        entry.setCrc(sum.getValue());
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(entry);
            zip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
