package dev.durable.engine.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    void whatABodyLeftOpenIsRolledBack() {
        assertThat(transactions.rollBackLeftOver()).isFalse();
        jta.begin();
        assertThat(transactions.rollBackLeftOver()).isTrue();
        assertThat(transactions.active()).isFalse();
        jta.begin();
        jta.markForRollback();
        assertThat(transactions.rollBackLeftOver()).isTrue();
        assertThat(jta.rolledBack()).isEqualTo(2);
    }
}
