package dev.durable.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documents to what compiles, and their links to what is there. */
class DocumentsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<Path> EXAMPLES =
            List.of(Path.of("src/test/java/dev/durable/examples"), ROOT.resolve("durable-ear/samples"));
    private static final Pattern SNIPPET =
            Pattern.compile("^ *// Shown in (\\S+)\\n(.*?)^ *// Until here$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Contract))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void everyJavaBlockOfADocumentIsCompiledAndEveryMarkedExampleIsShown() throws IOException {
        TreeMap<String, List<String>> compiled = new TreeMap<>();
        for (Path examples : EXAMPLES) {
            for (Path source : files(examples, ".java")) {
                Matcher snippet = SNIPPET.matcher(Files.readString(source));
                while (snippet.find()) {
                    compiled.computeIfAbsent(snippet.group(1), document -> new ArrayList<>())
                            .add(snippet.group(2).stripTrailing().stripIndent() + "\n");
                }
            }
        }

        TreeMap<String, List<String>> shown = new TreeMap<>();
        for (Path document : documents()) {
            Matcher block = JAVA_BLOCK.matcher(Files.readString(document));
            while (block.find()) {
                shown.computeIfAbsent(name(document), any -> new ArrayList<>()).add(block.group(1));
            }
        }

        assertThat(shown.keySet()).isEqualTo(compiled.keySet()).contains("README.md");
        shown.forEach((document, blocks) -> assertThat(blocks)
                .as("Java blocks of %s", document)
                .containsExactlyInAnyOrderElementsOf(compiled.get(document)));
    }

    @Test
    void anExampleHasFifteenLinesAtMost() throws IOException {
        for (Path document : documents()) {
            Matcher block = JAVA_BLOCK.matcher(Files.readString(document));
            while (block.find()) {
                assertThat(block.group(1).lines()).as(name(document)).hasSizeLessThanOrEqualTo(15);
            }
        }
    }

    @Test
    void theReadmeIsShortEnoughToBeRead() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(130);
    }

    @Test
    void everyTestThatProvesAGuaranteeIsThere() throws IOException {
        Set<String> tests = new HashSet<>();
        for (String module : List.of("durable-api", "durable-engine", "durable-jpa", "src-it")) {
            files(ROOT.resolve(module).resolve("src/test/java"), ".java")
                    .forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
        }

        assertThat(TEST.matcher(Files.readString(ROOT.resolve("docs/guarantees.md")))
                        .results()
                        .map(found -> found.group(1)))
                .isNotEmpty()
                .isSubsetOf(tests);
    }

    @Test
    void everyRelativeLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link =
                    LINK.matcher(BLOCK.matcher(Files.readString(document)).replaceAll(""));
            while (link.find()) {
                if (!link.group(1).contains("://") && !leads(document, link.group(1))) {
                    broken.add(name(document) + " -> " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        if (parts.length == 1 || !Files.exists(target)) {
            return Files.exists(target);
        }
        return Files.readAllLines(target).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .anyMatch(parts[1]::equals);
    }

    @Test
    void theFirstBlockUnderRunItAndUnderTestItIsOneCommandAlone() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        for (String heading : List.of("## Run it", "## Test it")) {
            String section = readme.substring(readme.indexOf("\n" + heading + "\n"));
            Matcher block = BLOCK.matcher(section);
            assertThat(block.find()).isTrue();
            assertThat(block.group().lines()).as(heading).hasSize(3).anyMatch(line -> line.startsWith("mvn "));
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(
                List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("CHANGELOG.md")));
        documents.addAll(files(ROOT.resolve("docs"), ".md"));
        return documents;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path document) {
        return ROOT.relativize(document).toString().replace('\\', '/');
    }
}
