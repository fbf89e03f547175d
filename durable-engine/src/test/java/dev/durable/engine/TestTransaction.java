package dev.durable.engine;

import dev.durable.engine.execution.CallerTransaction;
import java.util.ArrayList;
import java.util.List;

/** The transaction of a caller, in the test's hand: what is written in it comes to be when it is committed. */
final class TestTransaction implements CallerTransaction {

    private final List<Runnable> writes = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean active;

    void begin() {
        active = true;
    }

    void commit() {
        commitAndDie();
        afterwards.forEach(Runnable::run);
        afterwards.clear();
    }

    /** The server dies right after the commit: nobody is told. */
    void commitAndDie() {
        active = false;
        writes.forEach(Runnable::run);
        writes.clear();
    }

    void rollback() {
        active = false;
        writes.clear();
        afterwards.clear();
    }

    void write(Runnable write) {
        if (active) {
            writes.add(write);
        } else {
            write.run();
        }
    }

    @Override
    public boolean active() {
        return active;
    }

    @Override
    public void afterCommit(Runnable action) {
        if (active) {
            afterwards.add(action);
        } else {
            action.run();
        }
    }
}
