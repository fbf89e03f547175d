package dev.durable.engine;

import dev.durable.engine.WebModules.WebModule;
import dev.durable.engine.discovery.TaskDefinition;
import dev.durable.engine.discovery.TaskInstance;
import dev.durable.engine.journal.Message;
import dev.durable.engine.task.TaskBean;
import dev.durable.engine.transaction.JtaTransactions;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A task's bean in the container: with its module's context, a request context, and a look at what it left behind. */
final class ContainerTaskBean implements TaskBean {

    private final TaskDefinition definition;
    private final WebModules modules;
    private final RequestScope requestScope;
    private final JtaTransactions transactions;

    ContainerTaskBean(
            TaskDefinition definition, WebModules modules, RequestScope requestScope, JtaTransactions transactions) {
        this.definition = definition;
        this.modules = modules;
        this.requestScope = requestScope;
        this.transactions = transactions;
    }

    @Override
    public boolean available() {
        return modules.of(definition.beanClass()).isPresent();
    }

    @Override
    public <T> @Nullable T inAttempt(Use<T> use) throws Exception {
        return inModule(() -> clean(() -> requestScope.call(() -> inCaller(use))));
    }

    @Override
    public <T> T inTransaction(Duration timeout, Use<T> use, Last<T> last) throws Exception {
        AtomicReference<@Nullable T> committed = new AtomicReference<>();
        try {
            inModule(() -> clean(() -> requestScope.call(() -> commit(timeout, use, last, committed))));
        } catch (Throwable thrown) {
            if (committed.get() == null) {
                throw thrown;
            }
            // A scope that ended badly, say. It is done, and nothing that comes after the commit can undo that.
            Message.FAILED_AFTER_COMMIT.log(thrown, definition.id(), thrown);
        }
        return Objects.requireNonNull(committed.get(), "it was committed, or something was thrown");
    }

    /** The module's context suspends whatever transaction is active outside, so it begins and ends inside. */
    private <T> T commit(Duration timeout, Use<T> use, Last<T> last, AtomicReference<@Nullable T> committed)
            throws Exception {
        transactions.begin(timeout);
        Object key = transactions.key();
        T value = Objects.requireNonNull(inCaller(use), "a body ends in an outcome");
        if (!Objects.equals(transactions.key(), key)) {
            throw new TransactionFailed(
                    "The body ended the transaction that the engine had begun for it, which was rolled back", null);
        }
        if (!transactions.committable()) {
            throw new TransactionFailed(
                    "The transaction can only be rolled back: the body, or what it called, has marked it, or it has taken"
                            + " too long",
                    null);
        }
        last.write(value);
        transactions.commit();
        committed.set(value);
        return value;
    }

    private <T> @Nullable T inModule(Result.Work<T> work) throws Exception {
        WebModule module = modules.of(definition.beanClass()).orElseThrow(() -> new Unavailable(definition.id()));
        Result<T> result = new Result<>();
        module.context().execute(() -> result.of(work));
        return result.get();
    }

    /** Checked inside the module's context: outside of it a transaction left open may be hidden, and leak. */
    private <T> @Nullable T clean(Result.Work<T> work) throws Exception {
        T value;
        try {
            value = work.call();
        } catch (Throwable thrown) {
            rollBackAfter(thrown);
            throw thrown;
        }
        if (transactions.rollBackLeftOver()) {
            throw new TransactionLeftOpen();
        }
        return value;
    }

    private void rollBackAfter(Throwable thrown) {
        try {
            transactions.rollBackLeftOver();
        } catch (TransactionFailed | RuntimeException e) {
            thrown.addSuppressed(e); // why the body failed says more
        }
    }

    @Override
    public <T> @Nullable T inCaller(Use<T> use) throws Exception {
        try (TaskInstance instance = definition.open()) {
            return use.with(instance.task());
        }
    }

    /** Carries a value or a throwable out of a Runnable, whatever the container does with exceptions in one. */
    private static final class Result<T> {

        private @Nullable T value;
        private @Nullable Throwable thrown;

        void of(Work<T> work) {
            try {
                value = work.call();
            } catch (Throwable failure) {
                thrown = failure;
            }
        }

        @Nullable
        T get() throws Exception {
            if (thrown instanceof Exception exception) {
                throw exception;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown != null) {
                throw new UndeclaredThrowableException(thrown); // neither, which no body can declare and some throw
            }
            return value;
        }

        interface Work<T> {
            @Nullable
            T call() throws Exception;
        }
    }
}
