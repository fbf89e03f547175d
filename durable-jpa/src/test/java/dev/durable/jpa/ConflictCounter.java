package dev.durable.jpa;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts the conflicts that the store tells of and goes on from. */
final class ConflictCounter extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.durable.jpa");
    private final AtomicInteger conflicts = new AtomicInteger();
    private final AtomicInteger deadlocks = new AtomicInteger();

    ConflictCounter() {
        setLevel(Level.ALL);
        logger.setLevel(Level.FINE);
        logger.addHandler(this);
    }

    int conflicts() {
        return conflicts.get();
    }

    int deadlocks() {
        return deadlocks.get();
    }

    @Override
    public void publish(LogRecord message) {
        if (!message.getMessage().startsWith("DURABLE-J04")) {
            return;
        }
        conflicts.incrementAndGet();
        for (Throwable link = message.getThrown(); link != null; link = link.getCause()) {
            if (link instanceof SQLException sql && "40P01".equals(sql.getSQLState())) {
                deadlocks.incrementAndGet();
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
    }
}
