package dev.durable.jpa;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts the deadlocks that the store tells of and goes on from. */
final class DeadlockCounter extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.durable.jpa");
    private final AtomicInteger deadlocks = new AtomicInteger();

    DeadlockCounter() {
        setLevel(Level.ALL);
        logger.setLevel(Level.FINE);
        logger.addHandler(this);
    }

    int count() {
        return deadlocks.get();
    }

    @Override
    public void publish(LogRecord message) {
        if (!message.getMessage().startsWith("DUR0104")) {
            return;
        }
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
