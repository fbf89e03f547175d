package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the prose of documents, comments, messages and scripts with the list of words that have a plainer one. */
class VocabularyTest {

    /** What not to write, and what to write instead. A space stands for any white space, also that between lines. */
    private static final List<Phrase> PHRASES = List.of(
            new Phrase("lapse[sd]?|lapsing", "expires, expired"),
            new Phrase("for ever|forever", "indefinitely, or the time that is meant"),
            new Phrase("who(?:m|se)?ever", "the caller, the server, the execution: a term of the glossary"),
            new Phrase("(?:un)?lawful(?:ly)?", "allowed"),
            new Phrase("(?:fall|falls|falling|fallen|fell) due", "is due, becomes due"),
            new Phrase("in (?:its|their|his) turns?", "then, also, or nothing"),
            new Phrase("(?:bear|bears|bearing|bore) repetition", "idempotent"),
            new Phrase("combining steps?", "combine step"),
            new Phrase("finali[sz]\\w*", "combine"),
            new Phrase("(?:give|gives|gave|given|giving)(?: \\w+){0,2} back", "return a claim, release a lease"),
            new Phrase("(?:hand|hands|handed|handing)(?: \\w+){0,2} back|hand-?backs?", "return a claim"),
            new Phrase("(?:stand|stands|stood|standing) in the way", "the conflicting executions, conflicts with"),
            new Phrase("what (?:an|the|its|each|every) (?:attempt|iteration|run) came to", "the outcome of an attempt"),
            new Phrase("(?:come|comes|came|coming) to (?:an|its|their|the) ends?", "ends, returns, has ended"),
            new Phrase("nobody (?:is |has )?(?:to be |to )?(?:told|tell)", "no relatives to notify"),
            new Phrase(
                    "(?:tell|tells|told|telling) (?:its|the|their|that|a) (?:parents?|relatives)",
                    "notifies its parent"),
            new Phrase("(?:parents?|relatives)(?: \\w+){0,2} told", "notified"),
            new Phrase("run[ _]outputs?", "what run returns beside the children, or intermediate (the column)"),
            new Phrase(
                    "(?:cancel|cancellation|wake|wake-up) requests?|requests? to (?:cancel|wake)|requests? a (?:cancellation|wake)",
                    "command"),
            new Phrase("news", "say what has changed"),
            new Phrase("spare the neighbours|neighbours are spared", "to keep one bad row from failing its batch"));

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Names the words that are not used, so that a search for one of them finds the word that is. */
    private static final Path GLOSSARY = Path.of("docs", "glossary.md");

    /** The lists themselves, this one and that of the names in code. */
    private static final Set<Path> LISTS = Set.of(
            Path.of("durable-engine", "src", "test", "java", "dev", "durable", "engine", "VocabularyTest.java"),
            Path.of("durable-api", "src", "test", "java", "dev", "durable", "spi", "testing", "Names.java"));

    private static final Set<String> WITHOUT_SOURCES = Set.of("target", ".git", ".mvn");

    private static final Pattern JAVA_TOKEN = Pattern.compile("""
            (?x) /[*].*?[*]/ | //[^\\n]*
            | \""".*?\""" | "[^"\\\\\\n]*+(?:\\\\.[^"\\\\\\n]*+)*+" | '(?:\\\\.|[^'\\\\\\n])+'
            """, Pattern.DOTALL);

    private static final Pattern COMMENT_MARKS = Pattern.compile("^/[/*]+|[*]/$|^ *[*]", Pattern.MULTILINE);
    private static final Pattern STRING_MARKS = Pattern.compile("\\\\.|\"");

    @Test
    void documentsCommentsMessagesAndScriptsUseTheWordsOfTheGlossary() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            found.addAll(findings(file.toString().replace('\\', '/'), prose(file)));
        }

        assertThat(found)
                .as("phrases that have a plainer one: file:line: phrase -> instead (docs/glossary.md says why)")
                .isEmpty();
    }

    @Test
    void thereIsProseOfEachKind() throws IOException {
        assertThat(files())
                .contains(Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md"))
                .contains(Path.of("docs", "tasks.md"), Path.of("docs", "adr", "README.md"))
                .anyMatch(file -> file.startsWith("src-it"))
                .anyMatch(file -> file.startsWith(Path.of("durable-ear", "example")))
                .anyMatch(file -> file.startsWith(Path.of("durable-ear", "samples")))
                .anyMatch(file -> file.startsWith(Path.of("durable-api", "src", "test")))
                .doesNotContain(GLOSSARY)
                .doesNotContainAnyElementsOf(LISTS);
    }

    @ParameterizedTest
    @CsvSource({
        "the lease has lapsed, lapsed",
        "it waits Forever, Forever",
        "ids are for ever, for ever",
        "whoever inserts, whoever",
        "a lawful move, lawful",
        "the next one fell due, fell due",
        "closed in its turn, in its turn",
        "bodies bear repetition, bear repetition",
        "the combining step, combining step",
        "it finalizes, finalizes",
        "gives its claims back, gives its claims back",
        "claims are handed back, handed back",
        "a hand-back, hand-back",
        "those that stood in the way, stood in the way",
        "what an attempt came to, what an attempt came to",
        "it came to its end, came to its end",
        "there is nobody to be told, nobody to be told",
        "a child tells its parent, tells its parent",
        "relatives are not told, relatives are not told",
        "the run output, run output",
        "a wake request, wake request",
        "no news, news",
        "to spare the neighbours, spare the neighbours",
    })
    void aPhraseIsFound(String prose, String phrase) {
        assertThat(findings("Some.java", prose))
                .singleElement()
                .asString()
                .startsWith("Some.java:1: " + phrase + " -> ");
    }

    @Test
    void everyPhraseIsTried() throws NoSuchMethodException {
        String[] tried = VocabularyTest.class
                .getDeclaredMethod("aPhraseIsFound", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();

        assertThat(PHRASES).allSatisfy(phrase -> assertThat(tried)
                .anyMatch(example -> phrase.pattern().matcher(example).find()));
    }

    @Test
    void onlyCommentsAndStringsOfJavaAreRead() {
        String source = """
                /** It waits for
                 * ever. */
                void lapse(String news) { // whoever
                    call("in \\"its\\"" + " turn", '"', news); /* lapsed */
                }
                String block = \"""
                    no news
                    \""";
                """;

        assertThat(findings("Some.java", commentsAndStrings(source)))
                .map(found -> found.substring(0, found.indexOf(" ->")))
                .containsExactly(
                        "Some.java:1: for ever",
                        "Some.java:3: whoever",
                        "Some.java:4: in its turn",
                        "Some.java:4: lapsed",
                        "Some.java:7: news");
    }

    private record Phrase(Pattern pattern, String instead) {

        Phrase(String words, String instead) {
            this(Pattern.compile("\\b(?:" + words.replace(" ", "\\s+") + ")\\b", Pattern.CASE_INSENSITIVE), instead);
        }
    }

    private static List<String> findings(String file, String text) {
        TreeMap<Integer, String> found = new TreeMap<>();
        for (Phrase phrase : PHRASES) {
            Matcher matcher = phrase.pattern().matcher(text);
            while (matcher.find()) {
                int line = 1
                        + (int) text.substring(0, matcher.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                String said = matcher.group().replaceAll("\\s+", " ");
                found.put(matcher.start(), "%s:%d: %s -> %s".formatted(file, line, said, phrase.instead()));
            }
        }
        return List.copyOf(found.values());
    }

    private static String prose(Path file) throws IOException {
        String text = Files.readString(ROOT.resolve(file));
        return file.toString().endsWith(".java") ? commentsAndStrings(text) : text;
    }

    /** The source with all code blanked, and its lines kept. A phrase that is split over two strings stays together. */
    private static String commentsAndStrings(String source) {
        StringBuilder prose = new StringBuilder();
        Matcher token = JAVA_TOKEN.matcher(source);
        int end = 0;
        while (token.find()) {
            prose.append(blank(source.substring(end, token.start())));
            prose.append(proseOf(token));
            end = token.end();
        }
        return prose.append(blank(source.substring(end))).toString();
    }

    private static String proseOf(MatchResult token) {
        String text = token.group();
        if (text.startsWith("'")) {
            return blank(text);
        }
        Pattern marks = text.startsWith("/") ? COMMENT_MARKS : STRING_MARKS;
        return marks.matcher(text).replaceAll(mark -> blank(mark.group()));
    }

    private static String blank(String code) {
        return code.replaceAll("[^\\n]", " ");
    }

    private static TreeSet<Path> files() throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        for (String document : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            files.add(Path.of(document));
        }
        collect(ROOT.resolve("docs"), Set.of(".md"), files);
        collect(ROOT, Set.of(".java", ".sql"), files);
        files.remove(GLOSSARY);
        files.removeAll(LISTS);
        return files;
    }

    private static void collect(Path folder, Set<String> endings, TreeSet<Path> files) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry)) {
                    if (!WITHOUT_SOURCES.contains(name)) {
                        collect(entry, endings, files);
                    }
                } else if (endings.stream().anyMatch(name::endsWith)) {
                    files.add(ROOT.relativize(entry));
                }
            }
        }
    }
}
