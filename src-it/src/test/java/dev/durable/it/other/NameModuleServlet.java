package dev.durable.it.other;

import dev.durable.DurableExecutor;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** Runs the module's task and answers what it returned. */
@WebServlet("/name")
public class NameModuleServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient DurableExecutor durable;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            response.getWriter()
                    .print(durable.enqueue(NameModule.class, request.getParameter("first"))
                            .await(Duration.ofSeconds(30))
                            .output()
                            .orElse("nothing"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(e);
        }
    }
}
