package dev.durable.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.spi.testing.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the document that users read to the keys that are read. */
class ConfigurationDocTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final String ANY_TASK = "| `durable.task.<id>.";

    /** The engine's keys in the text; those of tasks and of the trial database have a further dot. */
    private static final Pattern KEY = Pattern.compile("`(durable\\.[a-z-]+)(?:=[^`]*)?`");

    @Test
    void noKeyHasASecondMeaning() {
        assertThat(EngineKeys.all().stream().map(EngineKey::name))
                .hasSizeGreaterThan(10)
                .noneMatch(Names::hasASecondMeaning);
        assertThat(TaskKeys.options()).hasSizeGreaterThan(5).noneMatch(Names::hasASecondMeaning);
    }

    @Test
    void theDocumentListsTheEnginesKeysAsTheyAre() throws IOException {
        List<String> keys = EngineKeys.all().stream()
                .map(key -> "| `%s` | %s | %s | %s |"
                        .formatted(key.name(), shown(key.defaultText()), key.allowed(), key.meaning()))
                .toList();

        assertThat(lines("| `durable."))
                .filteredOn(line -> !line.startsWith(ANY_TASK))
                .isEqualTo(keys);
    }

    @Test
    void theDocumentListsWhatCanBeSaidOfATask() throws IOException {
        assertThat(lines(ANY_TASK))
                .extracting(line -> line.substring(ANY_TASK.length(), line.indexOf('`', ANY_TASK.length())))
                .isEqualTo(TaskKeys.options());
    }

    @Test
    void theDocumentSpellsVariablesAsTheyAreRead() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .contains(TaskKeys.environmentVariable("durable.poll-interval"))
                .contains(TaskKeys.environmentVariable("durable.task.chargeCard.max-retries"));
    }

    @Test
    void noDocumentNamesAKeyThatIsNotRead() throws IOException {
        Set<String> known = EngineKeys.all().stream().map(EngineKey::name).collect(Collectors.toSet());

        for (Path document : documents()) {
            assertThat(KEY.matcher(Files.readString(document)).results().map(found -> found.group(1)))
                    .as(document.toString())
                    .isSubsetOf(known);
        }
    }

    /** All but the one of metrics, whose names look like keys, and which a test of its own holds to the code. */
    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "docs"))) {
            return Stream.concat(Stream.of(Path.of("..", "README.md")), files.filter(file -> file.toString()
                            .endsWith(".md")))
                    .filter(file -> !file.endsWith("telemetry.md"))
                    .toList();
        }
    }

    private static List<String> lines(String start) throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    /** A value as it would be written; a description as it is. */
    private static String shown(String defaultText) {
        return defaultText.contains(" ") ? defaultText : "`" + defaultText + "`";
    }
}
