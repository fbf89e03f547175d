package dev.durable.example.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.example.archive.RefusedArchiveException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFileTest {

    @Test
    void anUploadIsInTheFileUntilTheEndOfTheBlock() throws IOException {
        byte[] upload = new byte[300_000];
        upload[299_999] = 7;
        Path path;
        try (TemporaryFile file = TemporaryFile.receive(new ByteArrayInputStream(upload), upload.length)) {
            path = file.path();
            assertThat(path).hasBinaryContent(upload);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void anUploadOfOneByteTooManyIsRefusedAndLeavesNoFile() throws IOException {
        long before = temporaryFiles();
        assertThatThrownBy(() -> TemporaryFile.receive(new ByteArrayInputStream(new byte[101]), 100))
                .isInstanceOfSatisfying(RefusedArchiveException.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(Reason.UPLOAD_TOO_LARGE))
                .hasMessageContaining("100 bytes");
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    @Test
    void anUploadWithoutEndIsRefusedOnceItIsTooLarge() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> TemporaryFile.receive(endless, 1_000_000)).isInstanceOf(RefusedArchiveException.class);
    }

    @Test
    void anUploadThatBreaksOffIsTheSendersFault() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        InputStream upload = new SequenceInputStream(new ByteArrayInputStream(new byte[10]), broken);
        assertThatThrownBy(() -> TemporaryFile.receive(upload, 100))
                .isInstanceOfSatisfying(RefusedArchiveException.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(Reason.INCOMPLETE_UPLOAD));
    }

    private static long temporaryFiles() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("intake.*\\.zip"))
                    .count();
        }
    }
}
