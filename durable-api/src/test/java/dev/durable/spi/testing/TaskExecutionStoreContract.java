package dev.durable.spi.testing;

import org.junit.jupiter.api.Nested;

/**
 * The contract of {@link dev.durable.spi.TaskExecutionStore}, verb by verb. A store proves itself by one class that
 * extends this one and gives an empty store; a store that joins its callers' transactions extends
 * {@link TransactionalStoreContract} instead.
 *
 * <p>Times are compared as a database's clock allows, and rules are not counted where a store may repeat a
 * transaction, so that every store that keeps the contract passes.
 */
public abstract class TaskExecutionStoreContract {

    /** An empty store, before each test. What the last test opened need not work any longer. */
    protected abstract StoreUnderTest emptyStore();

    @Nested
    class Insert extends InsertContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class InsertIfAbsent extends InsertIfAbsentContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Claim extends ClaimContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class WriteBack extends WriteBackContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Notify extends NotifyContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class TooLate extends TooLateContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class TransactionalWriteBack extends TransactionalWriteBackContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Wake extends WakeContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Deliver extends DeliverContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Update extends UpdateContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Sweep extends SweepContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Close extends CloseContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Lease extends LeaseContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Sequence extends SequenceContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Loop extends LoopContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Deadline extends DeadlineContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Attempts extends AttemptsContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Commands extends CommandContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Views extends ViewsContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Listing extends ListContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class RoundTrip extends RoundTripContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class WakeConcurrency extends WakeConcurrencyContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class InsertConcurrency extends InsertConcurrencyContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }

    @Nested
    class KeyInUse extends KeyInUseContract {
        @Override
        StoreUnderTest open() {
            return emptyStore();
        }
    }
}
