package dev.durable.it.harness;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JDK that is installed on this machine.
 *
 * @param feature its version, of which the first number counts
 */
public record Jdk(Path home, int feature) {

    private static final int OLDEST = 17;
    private static final Path OURS = Path.of(System.getProperty("java.home"));

    /** Where others are looked for: beside the one that runs the tests. */
    public static Path place() {
        return real(OURS).getParent();
    }

    /** Those that the engine should run on, of another version than the one that runs the tests; one of each. */
    public static List<Jdk> others() {
        try (Stream<Path> beside = Files.list(place())) {
            SortedMap<Integer, Jdk> byFeature = beside.filter(home -> Files.isReadable(home.resolve("release")))
                    .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .map(Jdk::at)
                    .collect(Collectors.toMap(Jdk::feature, Function.identity(), (one, other) -> one, TreeMap::new));
            byFeature.remove(Runtime.version().feature());
            return List.copyOf(byFeature.tailMap(OLDEST).values());
        } catch (IOException e) {
            throw new UncheckedIOException("Not listed: " + place(), e);
        }
    }

    private static Jdk at(Path home) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("Not read: the release of " + home, e);
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return new Jdk(real(home), Integer.parseInt(version.split("\\D")[0]));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("Not resolved: " + path, e);
        }
    }
}
