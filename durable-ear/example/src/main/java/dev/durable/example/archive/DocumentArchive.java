package dev.durable.example.archive;

import dev.durable.example.archive.RefusedArchiveException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A ZIP of documents. Every file in it is one, hidden files too; only what macOS adds unasked ({@code __MACOSX/} and
 * {@code .DS_Store}) is passed over.
 */
public final class DocumentArchive {

    /** A path is a key in the database; its index takes no longer ones. */
    private static final int MAX_PATH_LENGTH = 500;

    /** What a ZIP's names are in unless it says that they are UTF-8. */
    private static final Charset OLD_NAMES = Charset.forName("IBM437");

    private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\].*|\\p{Alpha}:.*", Pattern.DOTALL);
    private static final Pattern UPWARDS = Pattern.compile("(.*[/\\\\])?\\.\\.([/\\\\].*)?", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final ArchiveLimits limits;

    public DocumentArchive(ArchiveLimits limits) {
        this.limits = limits;
    }

    /** Takes the documents one by one, so that they are never in memory together. */
    @FunctionalInterface
    public interface Sink {
        void accept(String name, byte[] content);
    }

    /**
     * Reads an archive to its end, and so finds whatever is wrong with it.
     *
     * @return how many documents it has
     * @throws RefusedArchiveException if there is anything
     */
    public int check(Path file) throws IOException {
        AtomicInteger documents = new AtomicInteger();
        read(file, (name, content) -> documents.incrementAndGet());
        return documents.get();
    }

    /**
     * Hands over each document in the order of the archive.
     *
     * @throws RefusedArchiveException if the archive is damaged, empty, unsafe or too large; some documents may have
     *     been handed over by then
     */
    public void read(Path file, Sink sink) throws IOException {
        try (ZipFile zip = open(file)) {
            List<? extends ZipEntry> documents = documents(zip);
            checkPaths(documents);
            long size = 0;
            for (ZipEntry document : documents) {
                byte[] content = content(zip, document, limits.maxTotalSize() - size);
                size += content.length;
                sink.accept(document.getName(), content);
            }
        } catch (ZipException | EOFException e) {
            throw unreadable(e);
        }
    }

    private static ZipFile open(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            return new ZipFile(file.toFile(), OLD_NAMES); // if that is not the reason, it fails in the same way
        }
    }

    private List<? extends ZipEntry> documents(ZipFile zip) {
        List<? extends ZipEntry> documents;
        try {
            documents = zip.stream()
                    .filter(DocumentArchive::isDocument)
                    .limit(limits.maxDocuments() + 1L)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw unreadable(e); // a name or comment in no known character set
        }
        if (documents.isEmpty()) {
            throw new RefusedArchiveException(Reason.EMPTY_ARCHIVE, "The archive has no documents");
        }
        if (documents.size() > limits.maxDocuments()) {
            throw new RefusedArchiveException(
                    Reason.TOO_MANY_DOCUMENTS,
                    "An archive may have at most " + limits.maxDocuments() + " documents (intake.max-documents)");
        }
        return documents;
    }

    private static void checkPaths(List<? extends ZipEntry> documents) {
        Set<String> paths = new HashSet<>();
        for (ZipEntry document : documents) {
            String path = document.getName();
            checkPath(path);
            if (!paths.add(path)) {
                throw new RefusedArchiveException(
                        Reason.DUPLICATE_PATH, "The archive has \"" + path + "\" more than once");
            }
        }
    }

    private static void checkPath(String path) {
        if (ABSOLUTE.matcher(path).matches() || UPWARDS.matcher(path).matches()) {
            throw new RefusedArchiveException(
                    Reason.UNSAFE_PATH,
                    "The path \"" + path + "\" leads out of the archive; relative ones are allowed");
        }
        if (path.length() > MAX_PATH_LENGTH || CONTROL.matcher(path).find()) {
            throw new RefusedArchiveException(
                    Reason.UNSAFE_PATH,
                    "A path in the archive may have at most " + MAX_PATH_LENGTH
                            + " characters, and no control characters");
        }
    }

    private static boolean isDocument(ZipEntry entry) {
        String name = entry.getName();
        boolean addedByMacOs = name.startsWith("__MACOSX/") || name.equals(".DS_Store") || name.endsWith("/.DS_Store");
        return !entry.isDirectory() && !addedByMacOs;
    }

    private byte[] content(ZipFile zip, ZipEntry document, long leftInTotal) throws IOException {
        int most = (int) Math.min(limits.maxDocumentSize(), leftInTotal);
        byte[] content;
        try (InputStream in = zip.getInputStream(document)) {
            content = in.readNBytes(most + 1); // one more than allowed is enough to know, however much would follow
        }
        if (content.length > most) {
            throw new RefusedArchiveException(
                    Reason.TOO_LARGE_INSIDE,
                    "\"" + document.getName() + "\" is too large: a document may have at most "
                            + limits.maxDocumentSize() + " bytes (intake.max-document-size), all together "
                            + limits.maxTotalSize() + " (intake.max-total-size)");
        }
        checkSum(document, content);
        return content;
    }

    /** {@link ZipFile} does not compare it, and would hand over a damaged document as if it were sound. */
    private static void checkSum(ZipEntry document, byte[] content) throws ZipException {
        CRC32 sum = new CRC32();
        sum.update(content);
        if (sum.getValue() != document.getCrc()) {
            throw new ZipException("\"" + document.getName() + "\" is damaged");
        }
    }

    private static RefusedArchiveException unreadable(Exception cause) {
        return new RefusedArchiveException(
                Reason.UNREADABLE_ARCHIVE, "The upload is not a readable ZIP: " + cause.getMessage(), cause);
    }
}
