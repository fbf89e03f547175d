package dev.durable.engine.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.engine.task.TaskBean.NotBegun;
import dev.durable.engine.task.TaskBean.TransactionFailed;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's JTA, as the engine sees it. */
class JtaTransactionsTest {

    private final FakeJta jta = new FakeJta();
    private final JtaTransactions transactions = new JtaTransactions(jta.transaction(), jta.registry());
    private final AtomicInteger told = new AtomicInteger();

    @AfterEach
    void end() {
        jta.rollback();
    }

    @Test
    void withoutATransactionItIsDoneAtOnce() {
        assertThat(transactions.active()).isFalse();
        transactions.afterCommit(told::incrementAndGet);
        assertThat(told).hasValue(1);
    }

    @Test
    void inATransactionItIsDoneAfterTheCommit() {
        jta.begin();
        assertThat(transactions.active()).isTrue();
        transactions.afterCommit(told::incrementAndGet);
        assertThat(told).hasValue(0);
        jta.commit();
        assertThat(told).hasValue(1);
    }

    @Test
    void afterARollbackItIsNotDone() {
        jta.begin();
        transactions.afterCommit(told::incrementAndGet);
        jta.rollback();
        assertThat(told).hasValue(0);
    }

    @Test
    void aTransactionThatCannotCommitIsActiveAndHasNoAfterwards() {
        jta.begin();
        jta.markForRollback();
        assertThat(transactions.active()).isTrue();
        transactions.afterCommit(told::incrementAndGet);
        jta.rollback();
        assertThat(told).hasValue(0);
    }

    @Test
    void whatABodyLeftOpenIsRolledBack() throws Exception {
        assertThat(transactions.rollBackLeftOver()).isFalse();
        jta.begin();
        assertThat(transactions.rollBackLeftOver()).isTrue();
        assertThat(transactions.active()).isFalse();
        jta.begin();
        jta.markForRollback();
        assertThat(transactions.rollBackLeftOver()).isTrue();
        assertThat(jta.rolledBack()).isEqualTo(2);
    }

    @Test
    void aTransactionBeginsWithItsTimeoutInFullSecondsAndLeavesNoneToTheThread() throws Exception {
        transactions.begin(Duration.ofMillis(1_001));
        assertThat(jta.timeouts()).containsExactly("timeout 2", "begin", "timeout 0");
        assertThat(transactions.committable()).isTrue();
        assertThat(transactions.key()).isNotNull();
        transactions.commit();
        assertThat(transactions.key()).isNull();
        assertThat(jta.committed()).isEqualTo(1);
    }

    @Test
    void aCommitByTheBodyItselfIsARollback() throws Exception {
        transactions.begin(Duration.ofSeconds(1));
        assertThatExceptionOfType(RollbackException.class)
                .isThrownBy(() -> jta.transaction().commit());
        assertThat(jta.committed()).isZero();
        assertThat(transactions.active()).isFalse();
    }

    static List<Exception> refusals() {
        return List.of(
                new NotSupportedException("secret"),
                new SystemException("secret"),
                new IllegalStateException("secret"),
                new SecurityException("secret"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whereNoneIsBegunTheTimeoutIsTakenBackAsWell(Exception refusal) {
        jta.failBegin(refusal);
        assertThatExceptionOfType(NotBegun.class)
                .isThrownBy(() -> transactions.begin(Duration.ofSeconds(1)))
                .withCause(refusal)
                .withMessageNotContaining("secret");
        assertThat(jta.timeouts()).containsExactly("timeout 1", "begin", "timeout 0");
    }

    @Test
    void aBodyThatIsInATransactionAlreadyGetsNone() throws Exception {
        transactions.begin(Duration.ofSeconds(1));
        assertThatExceptionOfType(NotBegun.class).isThrownBy(() -> transactions.begin(Duration.ofSeconds(1)));
    }

    static List<Exception> failures() {
        return List.of(
                new RollbackException("secret"),
                new HeuristicRollbackException("secret"),
                new HeuristicMixedException("secret"),
                new SystemException("secret"),
                new IllegalStateException("secret"),
                new SecurityException("secret"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverACommitFailsWithItsWordsAreForTheLogAlone(Exception failure) throws Exception {
        transactions.begin(Duration.ofSeconds(1));
        jta.failCommit(failure);
        assertThatExceptionOfType(TransactionFailed.class)
                .isThrownBy(transactions::commit)
                .withCause(failure)
                .withMessageNotContaining("secret");
        assertThat(transactions.rollBackLeftOver()).isTrue();
    }

    static List<Exception> rollbackFailures() {
        return List.of(
                new SystemException("secret"), new IllegalStateException("secret"), new SecurityException("secret"));
    }

    @ParameterizedTest
    @MethodSource("rollbackFailures")
    void whateverARollbackFailsWithItsWordsAreForTheLogAlone(Exception failure) throws Exception {
        transactions.begin(Duration.ofSeconds(1));
        jta.failRollback(failure);
        assertThatExceptionOfType(TransactionFailed.class)
                .isThrownBy(transactions::rollBackLeftOver)
                .withCause(failure)
                .withMessageNotContaining("secret");
    }

    @Test
    void aTransactionThatTheServerHasRolledBackStillHasToBeTakenFromTheThread() throws Exception {
        transactions.begin(Duration.ofSeconds(1));
        jta.timeOut();
        assertThat(transactions.committable()).isFalse();
        assertThat(transactions.rollBackLeftOver()).isTrue();
        assertThat(transactions.active()).isFalse();
    }

    @Test
    void anInterruptOfTheBodyDoesNotReachTheRollback() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        transactions.begin(Duration.ofSeconds(1));
        jta.onRollback(() -> interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0));
        Thread.currentThread().interrupt();
        transactions.rollBackLeftOver();
        assertThat(interrupted).hasValue(0);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
