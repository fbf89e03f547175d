package dev.durable.engine;

import dev.durable.StoreException;
import dev.durable.engine.WebModules.WebModule;
import dev.durable.engine.client.ExecutorClient;
import dev.durable.engine.config.Settings;
import dev.durable.engine.discovery.TaskDefinition;
import dev.durable.engine.discovery.TaskExtension;
import dev.durable.engine.journal.Message;
import dev.durable.engine.observe.EngineHealth;
import dev.durable.engine.observe.EngineHealth.Report;
import dev.durable.engine.process.Loop;
import dev.durable.engine.task.Tasks;
import dev.durable.engine.transaction.JtaTransactions;
import dev.durable.spi.TaskExecutionStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one application on one server. The first web module that comes up starts it, and the first signal
 * that the application goes down stops it; both are idempotent.
 *
 * <p>The monitor guards starting and stopping. Clients read one volatile field.
 */
@ApplicationScoped
public class DurableEngine implements EngineHealth.Source {

    private static final Duration PAUSE_BETWEEN_STARTS = Duration.ofSeconds(2);

    @Inject
    private BeanManager beans;

    @Inject
    private EngineAssembly assembly;

    private final WebModules modules = new WebModules();
    private boolean asked;
    private @Nullable Loop starting;
    private @Nullable SpareThreads spare;
    private volatile @Nullable RunningEngine running;
    /** Whether it has started once. */
    private volatile boolean started;

    private volatile @Nullable RuntimeException notStarted = new StoreException(
            "Durable has not started yet: it starts with the first web module of the application that has durable-web in its"
                    + " WEB-INF/lib, or the engine itself",
            null);

    /**
     * A web module is coming up: called on its own thread, in its own context. From now on the application may enqueue.
     *
     * @param contextPath where the module is on the server, empty for the root
     * @return what is to be run when the module is up, with all that the application does at its start: before that no
     *     task of it is claimed
     * @throws dev.durable.DurableException if the configuration or what the server provides is wrong; a database that
     *     cannot be reached is waited for in the background
     */
    public synchronized Runnable moduleStarted(String contextPath) {
        try {
            WebModule module = modules.ofThisThread(contextPath.isEmpty() ? "/" : contextPath);
            if (!asked) {
                asked = true;
                startOrWait();
            }
            return () -> moduleUp(module);
        } catch (RuntimeException e) {
            notStarted = e; // a server may go on without what failed here: health then says why
            throw e;
        }
    }

    private void moduleUp(WebModule module) {
        modules.join(module);
        RunningEngine engine = running;
        if (engine != null) {
            engine.claimSoon();
        }
    }

    private void startOrWait() {
        List<TaskDefinition> definitions =
                beans.getExtension(TaskExtension.class).tasks();
        Settings settings = Settings.read(
                ConfigProvider.getConfig(),
                definitions.stream().collect(Collectors.toMap(TaskDefinition::id, TaskDefinition::declaredOptions)));
        settings.warnings().forEach(Message.UNKNOWN_KEY::log);
        definitions.stream()
                .filter(TaskDefinition::commitsBeforeOutcome)
                .forEach(task -> Message.COMMITS_BEFORE_OUTCOME.log(
                        task.id(), task.beanClass().getName()));
        JtaTransactions transactions = assembly.transactions();
        SpareThreads threads = assembly.spareThreads();
        spare = threads;
        Platform platform = assembly.platform(settings.engine(), transactions, threads);
        Tasks tasks = assembly.tasks(definitions, settings, modules, transactions);
        Function<TaskExecutionStore, RunningEngine> engine =
                store -> new RunningEngine(settings.engine(), platform, store, tasks);
        if (!tryStart(settings, engine)) {
            // On spare threads: nobody else would see to it that it turns again after the server was suspended.
            starting = new Loop(
                    "start",
                    PAUSE_BETWEEN_STARTS,
                    () -> startLater(settings, engine),
                    platform.spare(),
                    platform.nanoTime());
            starting.start();
        }
    }

    /** A database that is down when the server starts must not keep the application from coming up. */
    private boolean tryStart(Settings settings, Function<TaskExecutionStore, RunningEngine> engine) {
        try {
            startOrSayWhyNot(settings, engine);
            return true;
        } catch (StoreException e) {
            Message.START_FAILED.log(e, e.getMessage());
            return false;
        }
    }

    private void startOrSayWhyNot(Settings settings, Function<TaskExecutionStore, RunningEngine> engine) {
        try {
            start(settings, engine);
        } catch (RuntimeException e) {
            notStarted = e; // another reason than the first one, perhaps: the database is back, and its schema wrong
            throw e;
        }
    }

    private void start(Settings settings, Function<TaskExecutionStore, RunningEngine> engine) {
        TaskExecutionStore store = assembly.store(settings.engine());
        try {
            RunningEngine next = engine.apply(store);
            next.start();
            running = next;
            started = true;
            notStarted = null;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private synchronized Duration startLater(Settings settings, Function<TaskExecutionStore, RunningEngine> engine) {
        if (asked) {
            startOrSayWhyNot(settings, engine);
        }
        if (starting != null) {
            starting.cancel();
        }
        return PAUSE_BETWEEN_STARTS;
    }

    /** The application is going down. Waits for running bodies, within {@code durable.shutdown-timeout}. */
    public synchronized void stop() {
        if (!asked) {
            return;
        }
        asked = false;
        notStarted = new StoreException("Durable has stopped with the application", null);
        RunningEngine stopping = running;
        running = null;
        if (starting != null) {
            starting.cancel();
        }
        try {
            if (stopping != null) {
                stopping.stop();
            }
        } finally {
            if (spare != null) {
                spare.close();
            }
            modules.clear();
        }
    }

    void onShutdown(@Observes Shutdown event) {
        stop();
    }

    /**
     * What does the work for callers. Public, as everything that a client proxy has to pass on.
     *
     * @throws StoreException if the engine has not started, or has stopped
     */
    public ExecutorClient.Parts client() {
        RunningEngine engine = running;
        if (engine == null) {
            RuntimeException reason = notStarted;
            throw new StoreException(whyNot(reason), reason);
        }
        return engine.client();
    }

    @Override
    public Report startup() {
        return started ? Report.well() : notRunning();
    }

    @Override
    public Report readiness() {
        RunningEngine engine = running;
        return engine == null ? notRunning() : engine.health().readiness();
    }

    @Override
    public Report liveness() {
        RunningEngine engine = running;
        // Not started is not dead: a restart would not bring the database back.
        return engine == null ? Report.well() : engine.health().liveness();
    }

    private Report notRunning() {
        return Report.down(whyNot(notStarted));
    }

    private static String whyNot(@Nullable RuntimeException reason) {
        return reason == null ? "Durable is starting" : String.valueOf(reason.getMessage());
    }
}
