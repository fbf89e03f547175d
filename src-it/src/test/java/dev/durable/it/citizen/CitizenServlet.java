package dev.durable.it.citizen;

import dev.durable.AnyTask;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/** What a test asks of the application. */
@WebServlet("/tasks/*")
public class CitizenServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient DurableExecutor durable;

    /** An answer shows that the application is up. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(Mark.OF_LOADER);
    }

    /** {@code /<task>?times=n&input=x} enqueues. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        String input = request.getParameter("input");
        int times = Integer.parseInt(request.getParameter("times"));
        switch (request.getPathInfo()) {
            case "/where" -> enqueue(Where.class, input, times);
            case "/hold" -> enqueue(Hold.class, input, times);
            case "/tick" -> enqueue(Tick.class, input, times);
            default -> throw new IllegalArgumentException("No such task: " + request.getPathInfo());
        }
    }

    private <O> void enqueue(Class<? extends AnyTask<String, O>> task, String input, int times) {
        durable.enqueueAll(task, Collections.nCopies(times, input), EnqueueOptions.none());
    }
}
