package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.spi.ExecutorId;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import org.junit.jupiter.api.Test;

/** {@code renew} and {@code release}, seen by what counts as expired. */
abstract class LeaseContract extends StoreContract {

    @Test
    void aRenewedLeaseLivesOn() {
        lease(executor, SHORT);
        running();

        lease(executor, LONG);
        pass(SHORT);

        assertThat(found(new SweepCondition.LeaseExpired())).isEmpty();
    }

    @Test
    void aLeaseExpiresWhenItIsNotRenewed() {
        lease(executor, SHORT);
        StoredExecution attempt = running();
        pass(SHORT);

        assertThat(found(new SweepCondition.LeaseExpired())).containsExactly(attempt.id());
    }

    @Test
    void aReleasedLeaseHasExpiredAtOnce() {
        lease(executor, LONG);
        StoredExecution attempt = running();

        store().release(executor);

        assertThat(found(new SweepCondition.LeaseExpired())).containsExactly(attempt.id());
    }

    @Test
    void releasingOneExecutorLeavesTheOthers() {
        lease(executor, LONG);
        running();
        ExecutorId other = newExecutor();
        lease(other, LONG);

        store().release(other);

        assertThat(found(new SweepCondition.LeaseExpired())).isEmpty();
    }

    @Test
    void releasingWhatNeverHadALeaseIsNoError() {
        store().release(newExecutor());

        assertThat(found(new SweepCondition.LeaseExpired())).isEmpty();
    }

    @Test
    void anotherExecutorsRenewalDoesNotReviveAnExpiredLease() {
        lease(executor, SHORT);
        StoredExecution attempt = running();
        pass(SHORT);

        lease(newExecutor(), LONG);

        assertThat(found(new SweepCondition.LeaseExpired())).containsExactly(attempt.id());
    }
}
