package dev.durable.engine;

import dev.durable.engine.WebModules.WebModule;
import dev.durable.engine.discovery.TaskDefinition;
import dev.durable.engine.discovery.TaskInstance;
import dev.durable.engine.execution.TaskBean;
import dev.durable.engine.transaction.JtaTransactions;
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
        WebModule module = modules.of(definition.beanClass()).orElseThrow(() -> new Unavailable(definition.id()));
        Result<T> result = new Result<>();
        module.context().execute(() -> result.of(() -> clean(use)));
        return result.get();
    }

    /** Checked inside the module's context: outside of it a transaction left open may be hidden, and leak. */
    private <T> @Nullable T clean(Use<T> use) throws Exception {
        T value;
        try {
            value = requestScope.call(() -> inCaller(use));
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
        } catch (RuntimeException e) {
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
            return value;
        }

        interface Work<T> {
            @Nullable
            T call() throws Exception;
        }
    }
}
