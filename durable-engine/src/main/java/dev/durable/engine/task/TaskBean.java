package dev.durable.engine.task;

import dev.durable.AnyTask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Access to a task's bean, as a contextual instance that is released after use. */
public interface TaskBean {

    /**
     * Uses the bean as an attempt does: in the context of the module that declares it (class loader, naming), with a
     * request context of its own and without a transaction, and none left open afterwards.
     *
     * @throws Unavailable if the module went down since the execution was claimed
     * @throws TransactionLeftOpen if the use left a transaction open
     * @throws TransactionFailed if that could not even be rolled back
     */
    <T> @Nullable T inAttempt(Use<T> use) throws Exception;

    /**
     * Uses the bean as {@link #inAttempt} does, but in a transaction of its own, in which something is written last of
     * all, and which is then committed.
     *
     * @param timeout the timeout of the transaction
     * @param last writes what the use came to; not called if that threw, marked the transaction for rollback or ended
     *     it
     * @throws Unavailable if the module went down since the execution was claimed
     * @throws NotBegun if the server began no transaction
     * @throws TransactionFailed if there was no commit, or may have been none
     */
    <T> T inTransaction(Duration timeout, Use<T> use, Last<T> last) throws Exception;

    /** Uses the bean on the caller's thread, in the caller's context and transaction. */
    <T> @Nullable T inCaller(Use<T> use) throws Exception;

    /** Whether attempts can be made now: the module that declares the bean is up. */
    boolean available();

    /** What is done with the bean. */
    @FunctionalInterface
    interface Use<T> {

        /** Does it. */
        @Nullable
        T with(AnyTask<?, ?> bean) throws Exception;
    }

    /** What is written last in a transaction. */
    @FunctionalInterface
    interface Last<T> {

        /** Writes it; whatever is thrown rolls the transaction back. */
        void write(T value) throws Exception;
    }

    /**
     * The transaction that the body ran in, or that it left open, did not end as it should have; it was not committed,
     * or may not have been. The message is neutral; the cause is for the log.
     */
    final class TransactionFailed extends Exception {

        private static final long serialVersionUID = 1L;

        public TransactionFailed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The body returned and left its transaction open. It was rolled back, so the attempt cannot count as done. */
    final class TransactionLeftOpen extends Exception {

        private static final long serialVersionUID = 1L;

        public TransactionLeftOpen() {
            super("The body left its transaction open; it was rolled back");
        }
    }

    /** The server began no transaction for the body: nothing has run, and nothing counts. The cause is for the log. */
    final class NotBegun extends Exception {

        private static final long serialVersionUID = 1L;

        public NotBegun(Throwable cause) {
            super("The server did not begin a transaction for the body", cause);
        }
    }

    /** The module that declares the bean is not up: nothing has run, and nothing counts. */
    final class Unavailable extends Exception {

        private static final long serialVersionUID = 1L;

        public Unavailable(String taskId) {
            super("The web module that declares task " + taskId + " is not up");
        }
    }
}
