package dev.durable.it.ledger;

import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** What a test asks of the application. */
@WebServlet("/*")
public class LedgerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient DurableExecutor durable;

    @Inject
    private transient Ledger ledger;

    /** Makes the tables, if they are not there: an answer shows that the engine runs. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            ledger.create();
            response.getWriter().print(durable.count(ExecutionQuery.all()));
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    /**
     * {@code /post?times=n} enqueues, and so do {@code /split}, {@code /bill}, {@code /leaf} and
     * {@code /linger?gate=g&times=n}; {@code /tree} grows a tree and answers its root.
     */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String what = request.getPathInfo();
        if (what.equals("/tree")) {
            response.getWriter().print(durable.enqueue(Branch.class, 3).executionId());
            return;
        }
        int times = Integer.parseInt(request.getParameter("times"));
        List<Integer> amounts = Collections.nCopies(times, 1);
        switch (what) {
            case "/post" -> durable.enqueueAll(Post.class, amounts, EnqueueOptions.none());
            case "/split" -> durable.enqueueAll(Split.class, amounts, EnqueueOptions.none());
            case "/bill" -> durable.enqueueAll(Bill.class, amounts, EnqueueOptions.none());
            case "/leaf" -> durable.enqueueAll(Leaf.class, amounts, EnqueueOptions.none());
            case "/linger" -> {
                int gate = Integer.parseInt(request.getParameter("gate"));
                durable.enqueueAll(Linger.class, Collections.nCopies(times, gate), EnqueueOptions.none());
            }
            default -> throw new IllegalArgumentException(what);
        }
    }

    /** {@code /<id>} cancels. */
    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ExecutionId id = ExecutionId.of(request.getPathInfo().substring(1));
        response.getWriter().print(durable.cancel(id));
    }
}
