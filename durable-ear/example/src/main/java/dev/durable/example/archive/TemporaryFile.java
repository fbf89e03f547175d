package dev.durable.example.archive;

import dev.durable.example.archive.RefusedArchiveException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is deleted at the end of the block that uses it. */
public final class TemporaryFile implements AutoCloseable {

    private static final int BUFFER_SIZE = 64 * 1024;

    private final Path path;

    private TemporaryFile(Path path) {
        this.path = path;
    }

    /** Holds these bytes. */
    public static TemporaryFile of(byte[] content) throws IOException {
        TemporaryFile file = create();
        try {
            Files.write(file.path, content);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Receives an upload without holding it in memory.
     *
     * @param maxSize how many bytes it may have
     * @throws RefusedArchiveException if it has more, or breaks off
     */
    public static TemporaryFile receive(InputStream upload, long maxSize) throws IOException {
        TemporaryFile file = create();
        try {
            file.fill(upload, maxSize);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static TemporaryFile create() throws IOException {
        return new TemporaryFile(Files.createTempFile("intake", ".zip"));
    }

    private void fill(InputStream upload, long maxSize) throws IOException {
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[BUFFER_SIZE];
            long size = 0;
            for (int count = read(upload, buffer); count >= 0; count = read(upload, buffer)) {
                size += count;
                if (size > maxSize) {
                    throw new RefusedArchiveException(
                            Reason.UPLOAD_TOO_LARGE,
                            "An upload may have at most " + maxSize + " bytes (intake.max-upload-size)");
                }
                out.write(buffer, 0, count);
            }
        }
    }

    private static int read(InputStream upload, byte[] buffer) {
        try {
            return upload.read(buffer);
        } catch (IOException e) {
            // The sender went away. Not a fault of this server, as failing to write the file would be.
            throw new RefusedArchiveException(Reason.INCOMPLETE_UPLOAD, "The upload broke off", e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
