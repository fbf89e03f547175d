package dev.durable.engine;

import dev.durable.AnyTask;
import dev.durable.DurableException;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.config.Settings;
import dev.durable.engine.config.TaskSettings;
import dev.durable.engine.discovery.TaskDefinition;
import dev.durable.engine.payload.JsonPayloadCodec;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.Tasks;
import dev.durable.engine.telemetry.TelemetryLookup;
import dev.durable.engine.transaction.JtaTransactions;
import dev.durable.spi.PayloadCodec;
import dev.durable.spi.StoreFactory;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.TaskExecutionStore;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import jakarta.validation.Validator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Puts an engine together from what the container offers. */
@Dependent
class EngineAssembly {

    @Inject
    private Instance<StoreFactory> factories;

    @Inject
    private Instance<PayloadCodec> codecs;

    @Inject
    private RequestScope requestScope;

    @Inject
    private BeanManager beans;

    private @Nullable JsonPayloadCodec ownCodec;

    /** Looks up what the server provides, on the calling thread. */
    Platform platform(EngineSettings settings, JtaTransactions transactions, SpareThreads spare) {
        ManagedExecutorService threads =
                Jndi.required(settings.resources().managedExecutor(), ManagedExecutorService.class);
        ExecutionFactory.InputCheck check = Jndi.optional("java:comp/Validator", Validator.class)
                .<ExecutionFactory.InputCheck>map(BeanValidation::new)
                .orElse((taskId, input) -> {});
        return new Platform(
                scheduler(settings),
                spare.turns(),
                spare.pulse(),
                threads,
                transactions,
                codec(),
                check,
                System::nanoTime,
                telemetry());
    }

    /** The engine's own archive may not see what the server adds to each web module: so the one that comes up is asked too. */
    private Telemetry telemetry() {
        return TelemetryLookup.find(
                ConfigProvider.getConfig(), List.of(beans, CDI.current().getBeanManager()), System::nanoTime);
    }

    private PayloadCodec codec() {
        if (codecs.isResolvable()) {
            return codecs.get();
        }
        ownCodec = new JsonPayloadCodec();
        return ownCodec;
    }

    @PreDestroy
    void release() {
        if (ownCodec != null) {
            ownCodec.close();
        }
    }

    private static ManagedScheduler scheduler(EngineSettings settings) {
        return new ManagedScheduler(
                Jndi.required(settings.resources().managedScheduler(), ManagedScheduledExecutorService.class),
                currentContext());
    }

    SpareThreads spareThreads() {
        return new SpareThreads(
                Jndi.required("java:comp/DefaultManagedThreadFactory", ManagedThreadFactory.class), currentContext());
    }

    private static Executor currentContext() {
        return Jndi.required("java:comp/DefaultContextService", ContextService.class)
                .currentContextExecutor();
    }

    JtaTransactions transactions() {
        return new JtaTransactions(
                Jndi.required("java:comp/UserTransaction", UserTransaction.class),
                Jndi.required(
                        "java:comp/TransactionSynchronizationRegistry", TransactionSynchronizationRegistry.class));
    }

    /**
     * Opens the store.
     *
     * @throws dev.durable.StoreException if the database cannot be reached or does not fit
     */
    TaskExecutionStore store(EngineSettings settings) {
        if (!factories.isResolvable()) {
            throw new DurableException(
                    "The application needs exactly one store, such as durable-jpa beside durable-engine; found: "
                            + factories.stream()
                                    .map(factory -> factory.getClass().getName())
                                    .toList());
        }
        return factories
                .get()
                .open(new StoreSettings(
                        settings.resources().datasource(),
                        settings.resources().migrate(),
                        settings.timing().transactionTimeout()));
    }

    /** The tasks as they run here. */
    Tasks tasks(List<TaskDefinition> definitions, Settings settings, WebModules modules, JtaTransactions transactions) {
        return new Tasks(definitions.stream()
                .map(definition -> registered(
                        definition,
                        settings.tasks().get(definition.id()),
                        new ContainerTaskBean(definition, modules, requestScope, transactions)))
                .toList());
    }

    private static RegisteredTask registered(TaskDefinition definition, TaskSettings settings, ContainerTaskBean bean) {
        return new RegisteredTask(
                definition.id(),
                definition.beanClass(),
                definition.form(),
                new RegisteredTask.Types(definition.input(), definition.intermediate(), definition.output()),
                definition.policy(),
                settings.options(),
                new RegisteredTask.Traits(
                        settings.enabled(),
                        overrides(definition.beanClass(), "validate"),
                        overrides(definition.beanClass(), "attemptOptions"),
                        definition.transactional()),
                bean);
    }

    /** Whether the class overrides what every task has: if not, nobody need make an instance of the bean to ask it. */
    private static boolean overrides(Class<?> beanClass, String name) {
        return Stream.of(beanClass.getMethods())
                .anyMatch(method -> method.getName().equals(name)
                        && method.getParameterCount() == 1
                        && method.getDeclaringClass() != AnyTask.class);
    }
}
