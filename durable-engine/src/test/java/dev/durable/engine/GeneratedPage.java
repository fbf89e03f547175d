package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of the documentation that is drawn from code. The tests compare; {@code -Ddurable.docs=write} writes it anew.
 */
public final class GeneratedPage {

    private static final Path DOCS = Path.of("..", "docs");

    private GeneratedPage() {}

    /** Compares the page with what it should say, or writes it. */
    public static void check(String name, String text) throws IOException {
        Path page = DOCS.resolve(name);
        if ("write".equals(System.getProperty("durable.docs"))) {
            Files.createDirectories(DOCS);
            Files.writeString(page, text);
        }
        assertThat(page)
                .as("the generated page; run the tests of durable-engine with -Ddurable.docs=write to write it anew")
                .hasContent(text);
    }

    /** Compares the part of the page between two marks with what it should say, or writes it. */
    public static void checkPart(String name, String part, String text) throws IOException {
        String begin = "<!-- generated: " + part + " -->\n";
        String end = "<!-- end: " + part + " -->";
        String page = Files.readString(DOCS.resolve(name));
        assertThat(page)
                .as("the marks of the generated part")
                .containsOnlyOnce(begin)
                .containsOnlyOnce(end);
        check(name, page.substring(0, page.indexOf(begin) + begin.length()) + text + page.substring(page.indexOf(end)));
    }
}
