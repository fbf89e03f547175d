package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ErrorKind;
import dev.durable.StoreException;
import dev.durable.TaskError;
import dev.durable.TaskException;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever a body throws becomes text of bounded length. */
class ErrorTextTest {

    /** Answers as it is told, or throws. */
    private static final class Odd extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Supplier<StackTraceElement[]> answer;

        Odd(Supplier<StackTraceElement[]> answer) {
            this.answer = answer;
        }

        @Override
        public String getMessage() {
            answer.get();
            return "odd";
        }

        @Override
        public synchronized Throwable getCause() {
            answer.get();
            return this;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return answer == null ? new StackTraceElement[0] : answer.get();
        }
    }

    private static String stack(TaskError error) {
        return Objects.requireNonNull(error.stack());
    }

    @Test
    void whatIsThrownIsTold() {
        TaskError error = ErrorText.of(new IllegalStateException("no paper", new ArithmeticException("/ by zero")));
        assertThat(error.kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(error.message()).isEqualTo("no paper");
        assertThat(error.exceptionType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.retryable()).isTrue();
        assertThat(stack(error))
                .startsWith("java.lang.IllegalStateException: no paper\n  at " + ErrorTextTest.class.getName())
                .contains("\nCaused by: java.lang.ArithmeticException: / by zero\n");
    }

    @Test
    void aTaskExceptionSaysWhetherToTryAgain() {
        assertThat(ErrorText.of(TaskException.notRetryable("no")).retryable()).isFalse();
        assertThat(ErrorText.of(TaskException.retryable("again", null)).retryable())
                .isTrue();
    }

    @Test
    void withoutAMessageTheClassIsNamed() {
        assertThat(ErrorText.of(new IllegalStateException()).message()).isEqualTo("java.lang.IllegalStateException");
        assertThat(ErrorText.of(new IllegalStateException(" ")).message()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aThrowableThatThrowsWhenAskedIsStillTold() {
        TaskError error = ErrorText.of(new Odd(() -> {
            throw new StackOverflowError();
        }));
        assertThat(error.message()).isEqualTo(Odd.class.getName() + ", whose message cannot be read");
        assertThat(stack(error)).startsWith(Odd.class.getName());
    }

    @Test
    void aThrowableWithoutFramesIsStillTold() {
        assertThat(stack(ErrorText.of(new Odd(() -> null)))).isEqualTo(Odd.class.getName() + ": odd\n");
    }

    @Test
    void causesThatLeadInACircleAreToldOnce() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));
        assertThat(stack(ErrorText.of(first)).split("Caused by: ", -1)).hasSize(2);
    }

    @Test
    void aLongChainOfCausesIsCut() {
        RuntimeException chain = new RuntimeException("0");
        for (int i = 1; i < 100; i++) {
            chain = new RuntimeException(String.valueOf(i), chain);
        }
        String stack = stack(ErrorText.of(chain));
        assertThat(stack.split("Caused by: ", -1)).hasSizeBetween(2, 8);
        assertThat(stack).hasSizeLessThanOrEqualTo(8_000);
    }

    @Test
    void aMessageOfMegabytesIsCut() {
        TaskError error = ErrorText.of(new IllegalStateException("x".repeat(10_000_000)));
        assertThat(error.message()).hasSize(ErrorText.LONGEST_MESSAGE);
        assertThat(stack(error)).hasSizeLessThanOrEqualTo(8_000);
    }

    @Test
    void aStackThatOverflowedIsCut() {
        TaskError error = ErrorText.of(overflow());
        assertThat(error.message()).isEqualTo("java.lang.StackOverflowError");
        assertThat(stack(error)).endsWith(" more\n").hasSizeLessThanOrEqualTo(8_000);
    }

    private static Throwable overflow() {
        try {
            return deeper(0);
        } catch (StackOverflowError thrown) {
            return thrown;
        }
    }

    private static Throwable deeper(int depth) {
        return depth < 0 ? new IllegalStateException() : deeper(depth + 1);
    }

    @Test
    void whatADatabaseCannotHoldIsReplaced() {
        assertThat(ErrorText.shortened("a\u0000b")).isEqualTo("a\uFFFDb");
        assertThat(ErrorText.shortened("a\uD83Db")).isEqualTo("a\uFFFDb");
        assertThat(ErrorText.shortened("a\uDE00b")).isEqualTo("a\uFFFDb");
        assertThat(ErrorText.shortened("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
    }

    @Test
    void noCharacterIsCutInTwo() {
        String smile = "\uD83D\uDE00";
        assertThat(ErrorText.shortened("x" + smile.repeat(ErrorText.LONGEST_MESSAGE)))
                .hasSize(ErrorText.LONGEST_MESSAGE - 1)
                .endsWith(smile);
    }

    @Test
    void anErrorOfTheEngineIsRetryableAsItsKindIs() {
        TaskError error = ErrorText.of(ErrorKind.INVALID_INPUT, "too odd", new IllegalArgumentException("odd"));
        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(error.message()).isEqualTo("too odd");
        assertThat(error.retryable()).isFalse();
        assertThat(stack(error)).contains("IllegalArgumentException: odd");
    }

    @Test
    void whatTheDatabaseSaidIsForTheLogAlone() {
        StoreException store = new StoreException(
                "The database could not be asked", new IllegalStateException("insert into vault values ('secret')"));
        assertThat(ErrorText.of(store).toString())
                .contains("The database could not be asked")
                .doesNotContain("secret");
        TaskError wrapped = ErrorText.of(new IllegalStateException("no paper", store));
        assertThat(stack(wrapped))
                .contains("Caused by: dev.durable.StoreException: The database could not be asked")
                .doesNotContain("secret");
        store.addSuppressed(new IllegalStateException("rollback of secret failed"));
        assertThat(ErrorText.of(store).toString()).doesNotContain("secret");
    }
}
