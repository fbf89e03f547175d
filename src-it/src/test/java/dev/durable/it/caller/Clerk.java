package dev.durable.it.caller;

import dev.durable.DurableExecutor;
import dev.durable.TaskHandle;
import jakarta.annotation.Resource;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.concurrent.Future;

/** An EJB that has words copied, in transactions that the container begins and ends. */
@Stateless
public class Clerk {

    @Resource
    SessionContext context;

    @Inject
    DurableExecutor durable;

    public TaskHandle<String> copy(String word) {
        return durable.enqueue(Copy.class, word);
    }

    public TaskHandle<String> copyAndMark(String word) {
        TaskHandle<String> handle = durable.enqueue(Copy.class, word);
        context.setRollbackOnly();
        return handle;
    }

    public void copyAndFail(String word) {
        durable.enqueue(Copy.class, word);
        throw new IllegalStateException("after " + word);
    }

    @Asynchronous
    public Future<TaskHandle<String>> copyLater(String word) {
        return new AsyncResult<>(durable.enqueue(Copy.class, word));
    }
}
