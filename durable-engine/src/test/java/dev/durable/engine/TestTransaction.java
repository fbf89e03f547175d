package dev.durable.engine;

import dev.durable.engine.task.CallerTransaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a caller, on the thread that began it and in the test's hand: what is written in it comes to be
 * when it is committed.
 */
public final class TestTransaction implements CallerTransaction {

    private final List<Runnable> writes = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private volatile @Nullable Thread owner;
    private Failing failing = Failing.NOT;

    /** What the next commit does. */
    public enum Failing {
        NOT,
        ROLLED_BACK,
        /** It fails, and in truth it was committed. */
        COMMITTED
    }

    public void begin() {
        owner = Thread.currentThread();
    }

    /** The next commit fails. */
    public void failCommit(Failing how) {
        failing = how;
    }

    /** What others do while a transaction of this thread is open. */
    public void meanwhile(Runnable others) {
        Thread mine = owner;
        List<Runnable> myWrites = List.copyOf(writes);
        List<Runnable> myAfterwards = List.copyOf(afterwards);
        rollback();
        others.run();
        owner = mine;
        writes.addAll(myWrites);
        afterwards.addAll(myAfterwards);
    }

    public void commit() {
        Failing how = failing;
        failing = Failing.NOT;
        if (how == Failing.ROLLED_BACK) {
            rollback();
        } else {
            commitAndDie();
        }
        if (how != Failing.NOT) {
            afterwards.clear();
            throw new IllegalStateException("The connection was lost: select secret from vault");
        }
        afterwards.forEach(Runnable::run);
        afterwards.clear();
    }

    /** The server dies right after the commit: no callback runs. */
    public void commitAndDie() {
        owner = null;
        writes.forEach(Runnable::run);
        writes.clear();
    }

    public void rollback() {
        owner = null;
        writes.clear();
        afterwards.clear();
    }

    public void write(Runnable write) {
        if (active()) {
            writes.add(write);
        } else {
            write.run();
        }
    }

    @Override
    public boolean active() {
        return owner == Thread.currentThread();
    }

    @Override
    public void afterCommit(Runnable action) {
        if (active()) {
            afterwards.add(action);
        } else {
            action.run();
        }
    }
}
