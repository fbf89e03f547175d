package dev.durable.engine;

import dev.durable.engine.journal.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Reads what the engine logs, which is kept from the console. */
public final class Journal extends Handler {

    // Held here, or the settings would be collected along with the logger.
    private static final Logger LOGGER = Logger.getLogger("dev.durable");

    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

    /** Begins to read. */
    public Journal() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(Level.FINE);
        LOGGER.addHandler(this);
    }

    /** How often it was said. */
    public long count(Message message) {
        return lines(message).size();
    }

    /** What was said under that id. */
    public List<String> lines(Message message) {
        synchronized (records) {
            return records.stream()
                    .map(LogRecord::getMessage)
                    .filter(line -> line.startsWith(message.id()))
                    .toList();
        }
    }

    @Override
    public void publish(LogRecord line) {
        records.add(line);
    }

    @Override
    public void flush() {}

    /** Reads no more. */
    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }
}
