package dev.durable.jpa;

import org.junit.jupiter.api.Nested;

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
    }

    @Nested
    class OnH2 extends Sleepers {
        @Override
        PlainServer database() {
            return Databases.h2();
        }
    }
}
