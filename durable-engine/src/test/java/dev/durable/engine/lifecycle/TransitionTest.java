package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.TaskStatus;
import dev.durable.engine.GeneratedPage;
import dev.durable.spi.Change;
import dev.durable.spi.StoredExecution;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of allowed moves, and the page that is drawn from it. */
class TransitionTest {

    @Test
    void nothingLeavesAFinishedStatus() {
        assertThat(Transition.values())
                .flatExtracting(Transition::sources)
                .isNotEmpty()
                .noneMatch(TaskStatus::finished);
    }

    @Test
    void everyUnfinishedStatusCanBeCancelled() {
        assertThat(Transition.CANCEL.sources())
                .isEqualTo(Stream.of(TaskStatus.values())
                        .filter(status -> !status.finished())
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyFinishedStatusIsReached() {
        assertThat(Transition.values())
                .extracting(Transition::target)
                .containsAll(Stream.of(TaskStatus.values())
                        .filter(TaskStatus::finished)
                        .toList());
    }

    @Test
    void onlyAClaimMakesAnExecutionRunning() {
        assertThat(Transition.values())
                .filteredOn(move -> move.target() == TaskStatus.RUNNING)
                .containsExactly(Transition.CLAIM);
    }

    @Test
    void onlyASequenceStaysWhereItIs() {
        assertThat(Transition.values())
                .filteredOn(move -> move.allowedFrom(move.target()))
                .containsExactly(Transition.STEP);
    }

    @Test
    void theTableCannotBeChangedFromOutside() {
        Transition.CLAIM.sources().addAll(EnumSet.allOf(TaskStatus.class));
        assertThat(Transition.CLAIM.sources()).containsExactly(TaskStatus.READY);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAIM")
    void aMoveStartsAtItsSourcesAndIsRefusedElsewhere(Transition move) {
        for (TaskStatus status : TaskStatus.values()) {
            StoredExecution row = Rows.root(status);
            if (move.sources().contains(status)) {
                assertThat(made(move, row).status()).isEqualTo(move.target());
            } else {
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> made(move, row))
                        .withMessage("%s is not allowed from %s, at execution %s", move, status, row.id());
            }
        }
    }

    private static Change made(Transition move, StoredExecution row) {
        return move == Transition.SLEEP ? Transition.sleep(row, "key", Duration.ofDays(1)) : move.of(row);
    }

    @Test
    void theStatesPageIsDrawnFromTheTable() throws IOException {
        StringBuilder page = new StringBuilder("# The states of an execution\n\n");
        page.append("Every allowed transition; there are no others. Drawn from the table that the engine goes by.\n\n");
        page.append("```mermaid\nstateDiagram-v2\n    [*] --> READY: enqueue\n    [*] --> SLEEPING: enqueue\n");
        for (Transition move : Transition.values()) {
            for (TaskStatus source : move.sources()) {
                page.append("    %s --> %s: %s\n".formatted(source, move.target(), word(move)));
            }
        }
        Stream.of(TaskStatus.values())
                .filter(TaskStatus::finished)
                .forEach(status -> page.append("    %s --> [*]\n".formatted(status)));
        page.append("```\n\n| move | from | to | made by |\n|---|---|---|---|\n");
        for (Transition move : Transition.values()) {
            String from =
                    move.sources().stream().map(status -> "`" + status + "`").collect(Collectors.joining(", "));
            page.append("| %s | %s | `%s` | %s |\n".formatted(word(move), from, move.target(), move.madeBy()));
        }
        GeneratedPage.check("states.md", page.toString());
    }

    private static String word(Transition move) {
        return move.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
