package dev.durable.it.configured;

import dev.durable.DurableExecutor;
import dev.durable.ExecutionQuery;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a test asks of the application. */
@WebServlet("/*")
public class ConfiguredServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient DurableExecutor durable;

    /** An answer shows that the engine runs. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(durable.count(ExecutionQuery.all()));
    }

    /** Enqueues each task once. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        durable.enqueue(Unlucky.Pay.class, "");
        durable.enqueue(Unlucky.SendMail.class, "");
        durable.enqueue(Unlucky.SendReminder.class, "");
        durable.enqueue(Talk.class, "");
    }
}
