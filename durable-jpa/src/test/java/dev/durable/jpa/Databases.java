package dev.durable.jpa;

import dev.durable.trial.TrialPostgreSql;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases of this test run: one PostgreSQL server for all of its tests, a database for each class. */
final class Databases {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Databases() {}

    /** Started with the first test that needs it; it ends with the JVM. */
    private static final class Server {
        static final TrialPostgreSql RUNNING = TrialPostgreSql.in(
                Path.of("target", "postgresql-" + ProcessHandle.current().pid(), "data"), 0);
    }

    /** An empty database on PostgreSQL. */
    static PlainServer postgreSql() {
        return PlainServer.on(
                Server.RUNNING.createDatabase("test_" + NUMBER.incrementAndGet()),
                TrialPostgreSql.NAME,
                TrialPostgreSql.NAME);
    }

    /** An empty H2 in memory. */
    static PlainServer h2() {
        return h2("mem:test" + NUMBER.incrementAndGet());
    }

    /** An empty H2 in a file, written by a thread of its own so that interrupts do not close it. */
    static PlainServer h2InFile() {
        Path file = Path.of("target", "h2-" + ProcessHandle.current().pid(), "test" + NUMBER.incrementAndGet());
        return h2("async:" + file.toAbsolutePath());
    }

    private static PlainServer h2(String where) {
        return PlainServer.on("jdbc:h2:" + where + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
