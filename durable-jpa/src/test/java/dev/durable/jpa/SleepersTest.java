package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SleepersTest {

    @Nested
    class OnPostgreSql extends Sleepers {
        @Override
        PlainServer database() {
            return Databases.postgreSql();
        }

        @Override
        void prepare(PlainServer server) {
            EndsAreFinal.guard(server);
        }

        @Override
        @Test
        void ofAllThatIsKeptForAKeyOneIsDeliveredAndNoDeliveryWaitsInACircle() {
            try (DeadlockCounter deadlocks = new DeadlockCounter()) {
                super.ofAllThatIsKeptForAKeyOneIsDeliveredAndNoDeliveryWaitsInACircle();
                // Not one, although each would be tried again.
                assertThat(deadlocks.count()).isZero();
            }
        }
    }

    @Nested
    class OnH2 extends Sleepers {
        @Override
        PlainServer database() {
            return Databases.h2();
        }
    }

    @Nested
    class KeysOnPostgreSql extends KeysInUse {
        @Override
        PlainServer database() {
            return Databases.postgreSql();
        }
    }

    @Nested
    class KeysOnH2 extends KeysInUse {
        @Override
        PlainServer database() {
            return Databases.h2();
        }
    }
}
