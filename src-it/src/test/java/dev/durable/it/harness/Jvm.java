package dev.durable.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Looks into the virtual machine of a server, with a tool of its JDK. */
public final class Jvm {

    /**
     * What each server is given. It lives for seconds and shares few processors with others: what the quick compiler and
     * the collector without threads of its own save at the start is never lost again.
     */
    static final String OPTIONS = "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=128m";

    private static final Pattern OBJECTS = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)(\\s.*)?");

    private final Path home;
    private final long pid;

    Jvm(Path home, long pid) {
        this.home = home;
        this.pid = pid;
    }

    /** How many objects of a class are in use, whatever class loaders it has: garbage is collected first. */
    public int objects(String className) {
        return objectsByLoader(className).sum();
    }

    /** How many class loaders have loaded a class of which there are always objects. */
    public long loaders(String className) {
        return objectsByLoader(className).count();
    }

    private IntStream objectsByLoader(String className) {
        return ask("GC.class_histogram")
                .lines()
                .map(OBJECTS::matcher)
                .filter(line -> line.matches() && line.group(2).equals(className))
                .mapToInt(line -> Integer.parseInt(line.group(1)));
    }

    /** All threads, each with its stack. */
    public List<String> threads() {
        return Arrays.stream(ask("Thread.print").split("\n\n"))
                .filter(part -> part.startsWith("\""))
                .toList();
    }

    private String ask(String question) {
        try {
            Process jcmd = new ProcessBuilder(home.resolve("bin/jcmd").toString(), Long.toString(pid), question)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException(question + " has failed: " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(question + " could not be asked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the virtual machine answers", e);
        }
    }
}
