package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExecutionQueryTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final ExecutionQuery NARROW =
            new ExecutionQuery("task", Set.of(TaskStatus.FAILED, TaskStatus.TIMED_OUT), HOUR, DAY, true);

    @Test
    void allAsksForNothingInParticular() {
        assertThat(ExecutionQuery.all()).isEqualTo(new ExecutionQuery(null, Set.of(), null, null, false));
    }

    @Test
    void eachConditionLandsInItsPlaceAndKeepsTheOthers() {
        ExecutionQuery query = ExecutionQuery.all()
                .ofTask("task")
                .in(TaskStatus.FAILED, TaskStatus.TIMED_OUT)
                .olderThan(HOUR)
                .youngerThan(DAY)
                .withoutSpawned();

        assertThat(query).isEqualTo(NARROW);
        assertThat(NARROW.ofTask("other").ofTask("task")).isEqualTo(NARROW);
        assertThat(NARROW.in(TaskStatus.READY).in(TaskStatus.TIMED_OUT, TaskStatus.FAILED))
                .isEqualTo(NARROW);
        assertThat(NARROW.olderThan(DAY).olderThan(HOUR)).isEqualTo(NARROW);
        assertThat(NARROW.youngerThan(HOUR).youngerThan(DAY)).isEqualTo(NARROW);
        assertThat(NARROW.withoutSpawned()).isEqualTo(NARROW);
    }

    @Test
    void anAgeIsNotNegative() {
        assertThatThrownBy(() -> ExecutionQuery.all().olderThan(HOUR.negated()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1H");
        assertThatThrownBy(() -> ExecutionQuery.all().youngerThan(HOUR.negated()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1H");
        assertThat(ExecutionQuery.all().olderThan(Duration.ZERO).olderThan()).isEqualTo(Duration.ZERO);
    }

    @Test
    void statusesAreCopiedAndCannotBeChangedFromOutside() {
        Set<TaskStatus> statuses = EnumSet.of(TaskStatus.READY);
        ExecutionQuery query = new ExecutionQuery(null, statuses, null, null, false);

        statuses.add(TaskStatus.RUNNING);

        assertThat(query.statuses()).containsExactly(TaskStatus.READY);
        assertThatThrownBy(() -> query.statuses().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aPageIsCopied() {
        List<TaskExecution<Void>> executions = new ArrayList<>();
        ExecutionPage page = new ExecutionPage(executions, Optional.empty());

        assertThatThrownBy(() -> page.executions().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(page.executions()).isNotSameAs(executions);
    }
}
