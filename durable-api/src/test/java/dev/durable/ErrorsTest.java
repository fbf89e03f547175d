package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsTest {

    @ParameterizedTest
    @EnumSource
    void onlyWhatAnotherAttemptMayMendIsRetryable(ErrorKind kind) {
        boolean mayMend = kind == ErrorKind.EXCEPTION || kind == ErrorKind.TIMED_OUT;

        assertThat(kind.retryable()).isEqualTo(mayMend);
        assertThat(TaskError.of(kind, "what happened"))
                .isEqualTo(new TaskError(kind, "what happened", null, null, mayMend));
    }

    @Test
    void aTaskExceptionSaysWhetherAnotherAttemptMayDoBetter() {
        Exception cause = new IllegalStateException("503");

        assertThat(TaskException.retryable("busy", cause).retryable()).isTrue();
        assertThat(TaskException.notRetryable("no such order").retryable()).isFalse();
        assertThat(TaskException.notRetryable("no such order", cause).retryable())
                .isFalse();
        assertThat(TaskException.retryable("busy", cause)).hasMessage("busy").hasCause(cause);
        assertThat(TaskException.notRetryable("no such order", cause))
                .hasMessage("no such order")
                .hasCause(cause);
    }

    @Test
    void aTaskExceptionMaySayWhenToComeAgain() {
        Exception cause = new IllegalStateException("429");
        TaskException later = TaskException.retryAfter(Duration.ofMinutes(1), "too many", cause);

        assertThat(later).hasMessage("too many").hasCause(cause);
        assertThat(later.retryable()).isTrue();
        assertThat(later.retryAfter()).contains(Duration.ofMinutes(1));
        assertThat(TaskException.retryable("busy", cause).retryAfter()).isEmpty();
        assertThat(TaskException.notRetryable("no such order").retryAfter()).isEmpty();
    }
}
