package dev.durable.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the document that users read to the keys that are read. */
class ConfigurationDocTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final String ANY_TASK = "| `durable.task.<id>.";

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
