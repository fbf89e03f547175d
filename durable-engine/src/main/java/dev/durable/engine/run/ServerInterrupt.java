package dev.durable.engine.run;

import dev.durable.ExecutionId;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.Causes;
import dev.durable.engine.lifecycle.ErrorText;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Bodies that failed because a stopping server broke them off: one that takes its executor away before it tells the
 * application interrupts what runs there. That an interrupt was the server's can only be concluded: it was not the
 * engine's, and the server runs no bodies at present.
 *
 * <p>A server that stops does not come back. So an execution is judged like that once by one engine: if it comes to the
 * same again, the first conclusion was wrong, and a failure that repeats itself must count.
 */
final class ServerInterrupt {

    /** More than any server runs at a time. What it cannot remember it does not excuse. */
    private static final int MOST = 10_000;

    private final BooleanSupplier serverRunsBodies;
    private final Set<ExecutionId> excused = ConcurrentHashMap.newKeySet();

    ServerInterrupt(BooleanSupplier serverRunsBodies) {
        this.serverRunsBodies = serverRunsBodies;
    }

    /** Whether it was the server that ended the body, which then has failed with that. To be asked on its thread. */
    boolean byServer(Attempt attempt, Throwable thrown) {
        // Taken from the thread: an executor that would wait for room refuses a thread that is interrupted.
        boolean flag = Thread.interrupted();
        boolean interrupted = flag || attempt.bodyInterrupted() || isInterrupt(thrown);
        boolean byEngine = attempt.cancelRequested(); // then it is decided already
        if (!interrupted || byEngine || serverRunsBodies.getAsBoolean() || !excuse(attempt.id())) {
            return false;
        }
        Message.BROKEN_OFF_BY_SERVER.log(
                thrown,
                attempt.id(),
                attempt.execution().taskId(),
                ErrorText.of(thrown).message());
        return true;
    }

    private boolean excuse(ExecutionId id) {
        return excused.size() < MOST && excused.add(id);
    }

    /** An interrupt clears the flag of its thread as it is thrown, and a caller that passes it on may wrap it. */
    private static boolean isInterrupt(Throwable thrown) {
        return Causes.of(thrown).stream()
                .anyMatch(
                        cause -> cause instanceof InterruptedException || cause instanceof ClosedByInterruptException);
    }
}
