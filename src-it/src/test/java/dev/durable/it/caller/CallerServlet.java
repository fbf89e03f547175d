package dev.durable.it.caller;

import dev.durable.DurableExecutor;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Has a body say on whose behalf it is at work, and says it of itself: for those alone who say who they are. */
@WebServlet("/callers")
@ServletSecurity(@HttpConstraint(rolesAllowed = Identity.ROLE))
public class CallerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient DurableExecutor durable;

    @Inject
    private transient WhoCalls here;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Callers.OF_THREAD.set(request.getRemoteUser());
        try {
            List<String> inBody = durable.enqueue(WhoCalls.class, "")
                    .await(Duration.ofSeconds(30))
                    .output()
                    .orElseThrow();
            response.getWriter().println(here.callers());
            response.getWriter().println(inBody);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(e);
        } finally {
            Callers.OF_THREAD.remove();
        }
    }
}
