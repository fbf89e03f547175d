package dev.durable.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of one server: the repository's own configuration, with what a test overrides. The installation is
 * shared between all of them.
 */
final class ServerDirectory {

    static final String SERVER = "defaultServer";

    private final Path user;
    private final Path server;

    private ServerDirectory(Path user, String server) {
        this.user = user;
        this.server = user.resolve("servers").resolve(server);
    }

    /** Makes the directory anew; what an earlier run has left there is deleted. */
    static ServerDirectory create(String name) {
        return create(name, SERVER);
    }

    /** The same for a server that goes by a name of its own. */
    static ServerDirectory create(String name, String server) {
        ServerDirectory directory =
                new ServerDirectory(Environment.directory().resolve("servers").resolve(name), server);
        try {
            directory.fill();
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for the server " + name, e);
        }
        return directory;
    }

    private void fill() throws IOException {
        delete(user);
        Files.createDirectories(server.resolve("apps"));
        Files.createDirectories(server.resolve("configDropins/overrides"));
        Files.createSymbolicLink(user.resolve("shared"), Environment.liberty().resolve("usr/shared"));
        Files.copy(Environment.repository().resolve("server-config/liberty/server.xml"), server.resolve("server.xml"));
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(directory)) {
                List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Gives a variable of server.xml, or a MicroProfile Config key, its value. */
    void configure(String name, String value) {
        write(server.resolve("bootstrap.properties"), name + "=" + value + "\n", StandardOpenOption.APPEND);
    }

    /** Overrides parts of server.xml. */
    void override(String name, String xml) {
        write(
                server.resolve("configDropins/overrides").resolve(name + ".xml"),
                xml,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void write(Path file, String text, StandardOpenOption mode) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
        } catch (IOException e) {
            throw new UncheckedIOException("Not written: " + file, e);
        }
    }

    /** Leaves the application out of the configuration, where something else deploys. */
    void withoutApplication() {
        Path configuration = server.resolve("server.xml");
        try {
            String xml = Files.readString(configuration);
            Files.writeString(
                    configuration, xml.replaceAll("(?s)<enterpriseApplication .*</enterpriseApplication>", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("Not written: " + configuration, e);
        }
    }

    /** Puts an application where server.xml looks for it. */
    void application(Path ear) {
        try {
            Files.copy(ear, server.resolve("apps/durable-ear.ear"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Not deployed: " + ear, e);
        }
    }

    /** What the server calls its user directory. */
    Path user() {
        return user;
    }

    /** What is written while the server has its present process. */
    Path console() {
        return user.resolve("console.log");
    }
}
