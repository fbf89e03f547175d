package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code renew} and {@code release}, seen by what counts as lapsed. */
abstract class LeaseContract extends StoreContract {

    @Test
    void aRenewedLeaseLivesOn() {
        lease(executor, SHORT);
        running();

        lease(executor, LONG);
        pass(SHORT);

        assertThat(lapsed()).isEmpty();
    }

    @Test
    void aLeaseLapsesWhenItIsNotRenewed() {
        lease(executor, SHORT);
        StoredExecution attempt = running();
        pass(SHORT);

        assertThat(lapsed()).containsExactly(attempt.id());
    }

    @Test
    void aReleasedLeaseHasLapsedAtOnce() {
        lease(executor, LONG);
        StoredExecution attempt = running();

        store().release(executor);

        assertThat(lapsed()).containsExactly(attempt.id());
    }

    @Test
    void releasingOneExecutorLeavesTheOthers() {
        lease(executor, LONG);
        running();
        var other = newExecutor();
        lease(other, LONG);

        store().release(other);

        assertThat(lapsed()).isEmpty();
    }

    @Test
    void releasingWhatNeverHadALeaseIsNoError() {
        store().release(newExecutor());

        assertThat(lapsed()).isEmpty();
    }

    @Test
    void anotherExecutorsRenewalDoesNotReviveALapsedLease() {
        lease(executor, SHORT);
        StoredExecution attempt = running();
        pass(SHORT);

        lease(newExecutor(), LONG);

        assertThat(lapsed()).containsExactly(attempt.id());
    }

    private List<ExecutionId> lapsed() {
        List<ExecutionId> found = new ArrayList<>();
        store().advance(new Waiting.Lapsed(), 100, row -> {
            found.add(row.id());
            return Optional.empty();
        });
        return found;
    }
}
