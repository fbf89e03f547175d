package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FinishedTest {

    private static final TaskError ERROR = TaskError.of(ErrorKind.EXCEPTION, "unreadable");

    private final ChildOutcome firstTitle = completed(0, Title.class, "One");
    private final ChildOutcome count = completed(1, Count.class, 7L);
    private final ChildOutcome failedTitle = failed(2, Title.class, TaskStatus.FAILED);
    private final ChildOutcome cancelledCount = failed(3, Count.class, TaskStatus.CANCELLED);
    private final ChildOutcome lastTitle = completed(4, Title.class, "Five");
    private final Finished<String, Integer> finished =
            new Finished<>("input", 42, List.of(firstTitle, count, failedTitle, cancelledCount, lastTitle));

    @Test
    void outputsAreThoseOfTheCompletedChildrenOfOneTaskInOrder() {
        assertThat(finished.outputs(Title.class)).containsExactly("One", "Five");
        assertThat(finished.outputs(Count.class)).containsExactly(7L);
        assertThat(finished.outputs(Unused.class)).isEmpty();
    }

    @Test
    void outcomesAreThoseOfAllChildrenOfOneTaskInOrder() {
        assertThat(finished.outcomes(Title.class)).containsExactly(firstTitle, failedTitle, lastTitle);
    }

    @Test
    void failuresAreWhateverDidNotComplete() {
        assertThat(finished.failures()).containsExactly(failedTitle, cancelledCount);
    }

    @Test
    void outcomesAreCopied() {
        List<ChildOutcome> outcomes = new ArrayList<>(List.of(count));
        Finished<String, Integer> copied = new Finished<>("input", 42, outcomes);

        outcomes.clear();

        assertThat(copied.outcomes()).containsExactly(count);
    }

    @Test
    void anOutputIsTypedByItsTask() {
        Long output = count.output(Count.class);

        assertThat(output).isEqualTo(7L);
    }

    @Test
    void theOutputOfAnotherTaskIsRefused() {
        assertThatThrownBy(() -> count.output(Title.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Child 1 is of " + Count.class.getName() + ", not of " + Title.class.getName());
    }

    @Test
    void whatDidNotCompleteHasNoOutput() {
        assertThatThrownBy(() -> failedTitle.output(Title.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Child 2 has no output: it is FAILED");
    }

    @ParameterizedTest
    @EnumSource
    void onlyAFinishedStatusMakesAnOutcome(TaskStatus status) {
        if (status.finished()) {
            assertThat(failed(0, Title.class, status).completed()).isEqualTo(status == TaskStatus.COMPLETED);
        } else {
            assertThatThrownBy(() -> failed(0, Title.class, status))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(status.name());
        }
    }

    private static ChildOutcome completed(int index, Class<? extends AnyTask<?, ?>> task, Object value) {
        return new ChildOutcome(index, task, id(), TaskStatus.COMPLETED, value, Optional.empty());
    }

    private static ChildOutcome failed(int index, Class<? extends AnyTask<?, ?>> task, TaskStatus status) {
        return new ChildOutcome(index, task, id(), status, null, Optional.of(ERROR));
    }

    private static ExecutionId id() {
        return new ExecutionId(UUID.randomUUID());
    }

    private interface Title extends DurableTask<String, String> {}

    private interface Count extends DurableTask<String, Long> {}

    private interface Unused extends DurableTask<String, String> {}
}
