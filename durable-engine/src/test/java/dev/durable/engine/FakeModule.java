package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A web module, as far as the engine has to do with it. */
final class FakeModule {

    private final String contextPath;
    private final Set<String> libraries;
    private final Map<String, Object> attributes = new HashMap<>();
    private final List<ServletContextListener> listeners = new ArrayList<>();
    private final List<Servlet> servlets = new ArrayList<>();
    private final ServletContext context =
            fake(ServletContext.class, (proxy, method, given) -> answer(method.getName(), given));

    FakeModule(String contextPath, String... libraries) {
        this.contextPath = contextPath;
        this.libraries = Stream.of(libraries).map(jar -> "/WEB-INF/lib/" + jar).collect(Collectors.toSet());
    }

    ServletContext context() {
        return context;
    }

    private Object answer(String method, Object[] given) {
        switch (method) {
            case "getContextPath":
                return contextPath;
            case "getResourcePaths":
                return libraries.isEmpty() ? null : libraries;
            case "getAttribute":
                return attributes.get(given[0]);
            case "setAttribute":
                return attributes.put((String) given[0], given[1]);
            case "addListener":
                return listeners.add((ServletContextListener) given[0]);
            case "addServlet":
                servlets.add((Servlet) given[1]);
                return fake(ServletRegistration.Dynamic.class, (proxy, called, order) -> {
                    assertThat(called.getName()).isEqualTo("setLoadOnStartup");
                    assertThat(order).containsExactly(Integer.MAX_VALUE);
                    return null;
                });
            default:
                throw new UnsupportedOperationException(method);
        }
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FakeModule.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    void callListeners() {
        listeners.forEach(listener -> listener.contextInitialized(new ServletContextEvent(context)));
    }

    void makeServlets() {
        for (Servlet servlet : servlets) {
            try {
                servlet.init(null);
            } catch (ServletException e) {
                throw new AssertionError(e);
            }
        }
    }

    void goDown() {
        listeners.forEach(listener -> listener.contextDestroyed(new ServletContextEvent(context)));
    }
}
