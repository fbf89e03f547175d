package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.spi.testing.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the document that users read to what is exported. */
class TelemetryDocTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "telemetry.md");

    @Test
    void noMetricAndNoAttributeHasASecondMeaning() {
        assertThat(Arrays.stream(Instrument.values()).map(Instrument::metric)).noneMatch(Names::hasASecondMeaning);
        assertThat(Arrays.stream(Attribute.values()).map(Attribute::key)).noneMatch(Names::hasASecondMeaning);
    }

    @Test
    void theDocumentListsTheMetricsAsTheyAre() throws IOException {
        assertThat(rows("metric"))
                .isEqualTo(Arrays.stream(Instrument.values())
                        .map(what -> "| `%s` | %s | %s | %s | %s |"
                                .formatted(
                                        what.metric(),
                                        what.kind().name().toLowerCase(Locale.ROOT),
                                        what.unit(),
                                        what.attributes().stream()
                                                .map(attribute -> "`" + attribute.key() + "`")
                                                .collect(Collectors.joining(", ")),
                                        what.meaning()))
                        .toList());
    }

    @Test
    void theDocumentListsTheAttributesAsTheyAre() throws IOException {
        assertThat(rows("attribute"))
                .isEqualTo(Arrays.stream(Attribute.values())
                        .map(attribute -> "| `%s` | %s |".formatted(attribute.key(), attribute.meaning()))
                        .toList());
    }

    /** The rows of the table whose first column is headed so. */
    private static List<String> rows(String heading) throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith("| " + heading + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
