package dev.durable.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What tests do with files; whatever goes wrong names the file. */
final class Disk {

    private Disk() {}

    /** Makes a directory; what an earlier run has left in its place is deleted. */
    static Path fresh(Path directory) {
        try {
            deleteAll(directory);
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("No directory " + directory, e);
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(directory)) {
                List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Deletes a file, if it is there. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Not deleted: " + file, e);
        }
    }

    /** Copies a file, or a directory of files. */
    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            List<Path> parentsFirst = all.toList();
            for (Path path : parentsFirst) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Not copied: " + from + " to " + to, e);
        }
    }

    static void link(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException("Not linked: " + link + " to " + target, e);
        }
    }

    static void append(Path file, String text) {
        write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static void write(Path file, String text, OpenOption... options) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw new UncheckedIOException("Not written: " + file, e);
        }
    }

    /** Writes a file that somebody may look for at any moment: it is there as a whole, or not at all. */
    static void publish(Path file, String text) {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        write(draft, text);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Not written: " + file, e);
        }
    }

    static void edit(Path file, UnaryOperator<String> change) {
        write(file, change.apply(read(file)));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Not read: " + file, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Not read: " + file, e);
        }
    }
}
